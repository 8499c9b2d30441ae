/** What the sandbox says when it stops a plugin. */

import { defineErrors } from '@omnitrade/contracts';

const about = (text: string) => (text ? ` ${text}` : '');

export const sandboxError = defineErrors('sandbox', {
  timeout: (d: { plugin: string; limitMs: number; where: string }) =>
    `${d.plugin} was stopped: ${d.where} took longer than its limit of ${d.limitMs} ms.`,
  'start-timeout': (d: { plugin: string; limitMs: number; where: string }) =>
    `${d.plugin} was stopped: ${d.where} was not finished within ${d.limitMs} ms.`,
  memory: (d: { plugin: string; limitMb: number; text: string }) =>
    `${d.plugin} was stopped: it used more than its ${d.limitMb} MB of memory.`,
  'load-failed': (d: { plugin: string; text: string }) => `${d.plugin} could not be loaded: ${d.text}`,
  crashed: (d: { plugin: string; text: string }) => `${d.plugin} was stopped after an error.${about(d.text)}`,
  'output-too-long': (d: { plugin: string; limit: number }) =>
    `${d.plugin} was stopped: the messages of one turn were longer than ${d.limit} characters.`,
  'bad-output': (d: { plugin: string; text: string }) => `${d.plugin} was stopped: it sent ${d.text}.`,
  'runner-died': (d: { plugin: string; text: string }) =>
    `${d.plugin} was running when its runner process ended (${d.text}).`,
  'neighbour-died': (d: { plugin: string; text: string }) =>
    `The runner process of ${d.plugin} ended (${d.text}); it is started again.`,
  'runner-failed': (d: { text: string }) => `A runner process could not be started: ${d.text}`,
  protocol: (d: { text: string }) => `A runner process broke the protocol and was ended: ${d.text}.`,
});
