/** What is said when a plugin cannot be created. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

export const createError = defineErrors('create', {
  'bad-name': (d: { name: string }) =>
    `A plugin cannot be named ${quoteText(d.name)}; take 2 to 64 of a to z, 0 to 9 and '-', beginning with a letter, as in "my-indicator".`,
  'not-empty': (d: { path: string }) =>
    `There is already something in ${d.path}; choose another folder, or empty it first.`,
  'no-folder': (d: { path: string; why: string }) => `The folder ${d.path} cannot be made: ${d.why}.`,
  'no-template': (d: { asked: string; nearest?: string; known: readonly string[] }) =>
    `There is no template ${quoteText(d.asked)}${d.nearest === undefined ? '' : `; did you mean ${d.nearest}?`} There are: ${d.known.join(', ')}.`,
  'needs-template': (d: { known: readonly string[] }) =>
    `Say with --template what the plugin is to add: ${d.known.join(', ')}.`,
});
