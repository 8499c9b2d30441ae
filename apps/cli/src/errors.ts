/** What the command says when it cannot do what was asked. */

import { defineErrors } from '@omnitrade/contracts';

export const cliError = defineErrors('cli', {
  'no-file': (d: { file: string; why: string }) => `${d.file} cannot be read: ${d.why}.`,
  'no-answer': (d: { url: string; why: string }) =>
    `The terminal at ${d.url} holds this home but does not answer (${d.why}); stop it, or use --home.`,
  'bad-set': (d: { text: string }) => `--set takes key=value, not '${d.text}'.`,
  'needs-answer': (d: { plugin: string; permissions: string }) =>
    `${d.plugin} asks for ${d.permissions}. Add --yes to install it without, and --grant PERMISSION for each one you give.`,
});
