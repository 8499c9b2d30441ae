/** What the sandbox says when it stops a plugin. */

import { defineErrors } from '@omnitrade/contracts';

const about = (text: string) => (text ? ` ${text}` : '');
/** Where it was, if the engine could tell: the innermost frame of the plugin's own. */
const at = (stack: string | undefined) => {
  const frame = stack?.split('\n').find((line) => line.includes('plugin://'));
  return frame ? ` (${frame.trim()})` : '';
};

export const sandboxError = defineErrors('sandbox', {
  timeout: (d: { plugin: string; limitMs: number; where: string; stack?: string }) =>
    `${d.plugin} was stopped: ${d.where} took longer than its limit of ${d.limitMs} ms${at(d.stack)}.`,
  'start-timeout': (d: { plugin: string; limitMs: number; where: string }) =>
    `${d.plugin} was stopped: ${d.where} was not finished within ${d.limitMs} ms.`,
  starved: (d: { plugin: string; limitMs: number; where: string }) =>
    `${d.plugin} was stopped: the machine was too busy to let ${d.where} finish within ${d.limitMs} ms; it is started again.`,
  memory: (d: { plugin: string; limitMb: number; text: string }) =>
    `${d.plugin} was stopped: it used more than its ${d.limitMb} MB of memory.`,
  cpu: (d: { plugin: string; percent: number; limit: number; windowMs: number }) =>
    `${d.plugin} was stopped: it used ${d.percent} % of a processor over ${d.windowMs / 1000} s, and ${d.limit} % are the most it may.`,
  conflated: (d: { plugin: string; percent: number; limit: number; windowMs: number }) =>
    `${d.plugin} gets its bars less often: it used ${d.percent} % of a processor over ${d.windowMs / 1000} s, and its share is ${d.limit} %.`,
  'slow-turn': (d: { plugin: string; ms: number; limitMs: number }) =>
    `${d.plugin} is slow: its turns take ${d.ms} ms and more; one that takes longer than ${d.limitMs} ms is stopped.`,
  'message-flood': (d: { plugin: string; chars: number; limit: number; windowMs: number }) =>
    `${d.plugin} was stopped: its messages held ${d.chars} characters within ${d.windowMs / 1000} s (limit ${d.limit}).`,
  'log-flood': (d: { plugin: string; limit: number; windowMs: number }) =>
    `${d.plugin} logs more than ${d.limit} lines within ${d.windowMs / 1000} s; the rest is dropped.`,
  'load-failed': (d: { plugin: string; text: string }) => `${d.plugin} could not be loaded: ${d.text}`,
  crashed: (d: { plugin: string; text: string }) => `${d.plugin} was stopped after an error.${about(d.text)}`,
  'throw-storm': (d: { plugin: string; limit: number; windowMs: number; text: string }) =>
    `${d.plugin} was stopped: it threw more than ${d.limit} errors within ${d.windowMs} ms, the last one ${d.text}.`,
  'output-too-long': (d: { plugin: string; limit: number }) =>
    `${d.plugin} was stopped: the messages of one turn were longer than ${d.limit} characters.`,
  'bad-output': (d: { plugin: string; text: string }) => `${d.plugin} was stopped: it sent ${d.text}.`,
  'item-too-long': (d: { plugin: string; bytes: number; limit: number }) =>
    `What was to be handed to ${d.plugin} takes ${d.bytes} bytes; at most ${d.limit} fit at once. Ask for less.`,
  'runner-died': (d: { plugin: string; text: string }) =>
    `${d.plugin} was running when its runner process ended (${d.text}).`,
  'profile-under-way': (d: { plugin: string }) => `${d.plugin} is being measured already; wait until that is done.`,
  'profile-ended': (d: { plugin: string }) =>
    `${d.plugin} does not run any more, so it could not be measured; start it and try again.`,
  'profile-empty': (d: { plugin: string }) =>
    `${d.plugin} had no turn that could be measured; have it do what is slow meanwhile, or measure for longer.`,
  'capsule-unreadable': (d: { why: string }) => `This is no recording that can be replayed: ${d.why}.`,
  'neighbour-died': (d: { plugin: string; text: string; suspects?: number }) =>
    d.suspects
      ? `The runner process of ${d.plugin} ended (${d.text}), and ${d.suspects === 1 ? 'it was the only one in it' : `nothing tells which of its ${d.suspects} plugins did it`}; it is started again alone, in quarantine.`
      : `The runner process of ${d.plugin} ended (${d.text}); it is started again.`,
});
