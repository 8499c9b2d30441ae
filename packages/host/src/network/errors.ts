/** What the network broker says when it refuses. */

import { defineErrors } from '@omnitrade/contracts';

export const networkError = defineErrors('network', {
  'bad-url': (d: { plugin: string; url: string; why: string }) =>
    `${d.plugin} cannot ask for ${JSON.stringify(d.url)}: ${d.why}.`,
  'bad-method': (d: { plugin: string; known: readonly string[] }) =>
    `${d.plugin} used a method that is not sent; use ${d.known.join(', ')}.`,
  'bad-header': (d: { plugin: string; name: string; why: string }) =>
    `${d.plugin} cannot send the header ${JSON.stringify(d.name)}: ${d.why}.`,
  'bad-body': (d: { plugin: string; why: string }) => `${d.plugin} cannot send this body: ${d.why}.`,
  'bad-secret-place': (d: { plugin: string; place: string }) =>
    `${d.plugin} cannot put a secret into ${JSON.stringify(d.place)}; use a header for credentials with a template, such as authorization: "Bearer {api-key}".`,
  'no-secret': (d: { plugin: string; name: string }) =>
    `${d.plugin} needs the secret '${d.name}', which is not stored; enter it with: omnitrade secrets set ${d.plugin} ${d.name}`,
  'secret-returned': (d: { plugin: string; host: string }) =>
    `${d.host} sent back the secret ${d.plugin} used, so the answer was not passed on.`,
  'no-address': (d: { plugin: string; host: string }) => `${d.plugin} cannot reach ${d.host}: it has no address.`,
  'forbidden-address': (d: { plugin: string; host: string }) =>
    `${d.plugin} cannot reach ${d.host}: it leads to this machine or its own network, which is out of reach for plugins.`,
  'bad-certificate': (d: { plugin: string; host: string }) =>
    `${d.plugin} cannot reach ${d.host}: its certificate does not prove that it is ${d.host}.`,
  failed: (d: { plugin: string; host: string; why: string }) => `${d.plugin} could not talk to ${d.host}: ${d.why}.`,
  'too-slow': (d: { plugin: string; host: string; limitMs: number }) =>
    `${d.host} took longer than ${d.limitMs} ms to answer ${d.plugin}.`,
  'too-large': (d: { plugin: string; host: string; limit: number }) =>
    `${d.host} sent ${d.plugin} more than ${d.limit} bytes.`,
  bomb: (d: { plugin: string; host: string; ratio: number }) =>
    `${d.host} sent ${d.plugin} something that unpacks to more than ${d.ratio} times its size.`,
  redirected: (d: { plugin: string; host: string }) =>
    `${d.host} sent ${d.plugin} elsewhere, which it did not want to follow.`,
  'too-many-redirects': (d: { plugin: string; host: string }) =>
    `${d.host} sent ${d.plugin} from one place to the next without end.`,
  'too-many': (d: { plugin: string; limit: number }) =>
    `${d.plugin} has ${d.limit} requests open already; read or close an answer first.`,
  'too-many-sockets': (d: { plugin: string; limit: number }) =>
    `${d.plugin} has ${d.limit} sockets open already; close one first.`,
  'not-accepted': (d: { plugin: string; host: string; status: number }) =>
    `${d.host} did not accept the socket of ${d.plugin}: it answered HTTP ${d.status}.`,
  'not-open': (d: { plugin: string; host: string }) => `The socket of ${d.plugin} to ${d.host} is not open.`,
  'bad-message': (d: { plugin: string }) => `${d.plugin} sent a message that is neither text nor bytes.`,
  'message-too-long': (d: { plugin: string; limit: number }) =>
    `${d.plugin} may send messages of ${d.limit} bytes; this one is longer and was not sent.`,
  unsent: (d: { plugin: string; host: string; limit: number }) =>
    `${d.host} takes what ${d.plugin} sends too slowly: ${d.limit} bytes wait already; wait for bufferedAmount to fall.`,
  'no-upload': (d: { plugin: string }) => `${d.plugin} sends a body whose parts did not all arrive.`,
  'no-answer': (d: { plugin: string }) => `${d.plugin} reads an answer that is not open any more.`,
  'taken-back': (d: { plugin: string; permission: string }) =>
    `'${d.permission}' was taken back from ${d.plugin} while a request was under way, so it was ended.`,
});
