/** Creates a plugin for somebody at a shell: asks for the template where none was named, and says what to do next. */

import { userInfo } from 'node:os';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type CreatedPlugin, createPlugin } from './create-plugin.ts';
import { createError } from './errors.ts';
import { templates } from './templates.ts';

export interface CreateWish {
  readonly dir: string;
  readonly template?: string;
  readonly author?: string;
  /** Ask nothing; it becomes an indicator if no template is named. */
  readonly yes: boolean;
  /** There is somebody who can be asked. */
  readonly canAsk: boolean;
}

/** Throws `create.*`. */
export async function askAndCreate({ dir, template, author, yes, canAsk }: CreateWish): Promise<CreatedPlugin> {
  const chosen = template ?? (yes ? 'chart.indicator' : await askTemplate(canAsk));
  return createPlugin({ dir, template: chosen, author: author ?? userInfo().username });
}

async function askTemplate(canAsk: boolean): Promise<string> {
  if (!canAsk) throw createError('needs-template', { known: templates.map(({ point }) => point) });
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const list = templates.map(({ point, title }, i) => `  ${i + 1}  ${title} (${point})\n`).join('');
    const answer = (await questions.question(`What is the plugin to add?\n${list}Number or name: `)).trim();
    return templates[Number(answer) - 1]?.point ?? answer;
  } finally {
    questions.close();
  }
}

/** The files it wrote, and the next commands. */
export function describeCreated({ dir, name, files }: CreatedPlugin): string {
  const path = relative('', dir) || '.';
  const next = [`cd ${path}`, 'npm install', 'npm test', 'npm run dev'];
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n');
  return `${indented(files)}\n\nCreated ${name} in ${path}. Next:\n\n${indented(next)}`;
}
