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
});
