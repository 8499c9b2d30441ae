/** What the terminal server itself refuses, and the sentences for it. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

export const terminalError = defineErrors('terminal', {
  'port-taken': (d: { port: number; address: string }) =>
    `Port ${d.port} on ${d.address} is taken by another program; stop it or choose another port with --port.`,
  'cannot-listen': (d: { port: number; address: string; reason: string }) =>
    `The terminal cannot listen on ${d.address}, port ${d.port} (${d.reason}); choose others with --host and --port.`,
  'bad-config': (d: { file: string; issues: readonly string[] }) =>
    `The configuration cannot be used: ${d.issues.join('; ')} (in ${d.file}).`,
  'page-not-built': (d: { reason: string }) => `The page cannot be built: ${d.reason}`,
  'wrong-host': (d: { host: string }) =>
    `Requests for the host ${quoteText(d.host)} are not answered; open the address that the terminal printed.`,
  'wrong-origin': (d: { origin: string }) => `Requests from ${quoteText(d.origin)} are not answered.`,
  'no-session': (_: object) => 'There is no session; open the URL that the terminal printed when it started.',
  'wrong-token': (_: object) => 'This token is not the one of this terminal; it changes at each start.',
  'too-many-tries': (_: object) => 'Too many wrong tokens; wait a minute.',
  'no-csrf': (_: object) => 'The header x-omnitrade-csrf is missing or wrong; reload the page.',
  'not-found': (d: { method: string; path: string }) => `There is no ${d.method} ${quoteText(d.path)}.`,
  'bad-request': (d: { issues: readonly string[] }) => `The request cannot be used: ${d.issues.join('; ')}.`,
  'bad-json': (d: { why: string }) => `The text is not JSON that can be used: ${d.why}.`,
  'too-large': (d: { limit: number }) => `The request is larger than the ${d.limit} bytes that are allowed.`,
  'too-many-uploads': (d: { limit: number }) =>
    `${d.limit} uploaded files wait to be installed already; install or cancel one first.`,
  'no-upload': (_: object) => 'The uploaded file is not here any more; hand it over again.',
  'bad-message': (d: { issues: readonly string[] }) => `The message cannot be used: ${d.issues.join('; ')}.`,
  busy: (d: { limit: number }) => `${d.limit} requests of this page are still being carried out; wait for an answer.`,
  closing: (_: object) => 'The terminal is closing.',
});
