/** docs/reference/errors.md: every code and its sentence, from the tables. */

import { readErrorTables } from './error-tables.ts';
import { escapeCell, generated } from './markdown.ts';

export async function writeErrors(): Promise<string> {
  const errors = await readErrorTables();
  const areas = Map.groupBy(errors, ({ code }) => code.slice(0, code.indexOf('.')));
  const sections = [...areas].map(([area, entries]) =>
    [
      `## ${area}`,
      '',
      `Table: ${[...new Set(entries.map(({ file }) => `\`${file}\``))].join(', ')}`,
      '',
      '| Code | Sentence |',
      '|---|---|',
      ...entries.map(({ code, sentence }) => `| \`${code}\` | ${escapeCell(sentence)} |`),
    ].join('\n'),
  );
  return `${generated('Errors')}
Match errors by their code, never by their words.
The code is the same in \`--json\` output, in HTTP bodies and in the list of plugins; what stands in {braces} is filled in, and part of the error's \`data\`.
Anything without a code leaves the process as \`internal.unexpected\`.

${sections.join('\n\n')}
`;
}
