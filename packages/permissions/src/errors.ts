/** What permissions say when they refuse. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

export const permissionError = defineErrors('permission', {
  unknown: (d: { permission: string; nearest?: string }) =>
    `There is no permission ${quoteText(d.permission)}${d.nearest ? `; did you mean "${d.nearest}"?` : '.'}`,
  'bad-host': (d: { permission: string; why: string }) =>
    `The permission ${quoteText(d.permission)} names no usable host: ${d.why}.`,
  'bad-plugin': (d: { permission: string }) =>
    `The permission ${quoteText(d.permission)} names no plugin; write "plugins:" and the plugin's name, as in "plugins:chart-utilities".`,
  'unknown-limit': (d: { permission: string; limit: string; nearest?: string; known: readonly string[] }) =>
    `The permission "${d.permission}" has no limit ${quoteText(d.limit)}${
      d.nearest
        ? `; did you mean "${d.nearest}"?`
        : d.known.length > 0
          ? `; it takes ${d.known.join(', ')}.`
          : '; it takes none.'
    }`,
  'bad-limit': (d: { permission: string; limit: string; expected: string }) =>
    `The limit "${d.limit}" of the permission "${d.permission}" must be ${d.expected}.`,
  'not-declared': (d: { permission: string }) =>
    `The plugin does not ask for ${quoteText(d.permission)} in its plugin.json, so it cannot be granted.`,
  wider: (d: { permission: string; limit: string; asked: string }) =>
    `The limit "${d.limit}" of the permission "${d.permission}" would give more than the plugin asks for (${d.asked}); limits can only be narrowed.`,
  'bad-lifetime': (d: { permission: string; lifetimes: string }) =>
    `The grant of "${d.permission}" must last one of ${d.lifetimes}, with an end for "until" and for nothing else.`,
  over: (d: { permission: string }) => `The grant of "${d.permission}" would end before it begins; name a later end.`,
});
