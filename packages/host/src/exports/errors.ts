/** What the terminal says of calls between plugins that cannot be made or answered. */

import { defineErrors } from '@omnitrade/contracts';

export const exportsError = defineErrors('exports', {
  'bad-declaration': (d: { plugin: string; id: string; why: string }) =>
    `${d.plugin} offers the function '${d.id}' in a way that cannot be used: ${d.why}.`,
  'too-many': (d: { plugin: string; limit: number }) =>
    `${d.plugin} offers more than ${d.limit} functions; put several into one.`,
  unknown: (d: { plugin: string; function: string; nearest?: string }) =>
    `${d.plugin} offers no function '${d.function}'${d.nearest ? `; did you mean '${d.nearest}'?` : '.'}`,
  'bad-call': (d: { plugin: string; function: string; why: string }) =>
    `${d.plugin}.${d.function} cannot be called like this: ${d.why}.`,
  'not-running': (d: { plugin: string; state: string; text: string }) => `${d.plugin} cannot be called: ${d.text}`,
  busy: (d: { plugin: string; caller: string; limit: number }) =>
    `${d.caller} waits for ${d.limit} answers of ${d.plugin} already; wait for one of them first.`,
  failed: (d: { plugin: string; function: string; text: string }) => `${d.plugin}.${d.function} failed: ${d.text}`,
  'bad-answer': (d: { plugin: string; function: string; why: string }) =>
    `${d.plugin}.${d.function} answered with something else than it promises: ${d.why}.`,
  timeout: (d: { plugin: string; function: string; limitMs: number }) =>
    `${d.plugin}.${d.function} did not answer within ${d.limitMs} ms.`,
  stopped: (d: { plugin: string; function: string; text: string }) =>
    `${d.plugin} was stopped before ${d.function} could answer: ${d.text}`,
});
