/** `omnitrade create <dir>`: a new plugin from a template. */

import { userInfo } from 'node:os';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine } from '../output.ts';

interface CreateOptions extends CommonOptions {
  readonly template?: string;
  readonly author?: string;
  readonly yes?: boolean;
}

export function addCreateCommand(program: Command): void {
  const command = program
    .command('create')
    .argument('<dir>', 'a folder that is empty or not there yet; its name becomes that of the plugin')
    .description('begin a plugin in TypeScript, with tests, from a template')
    .option('--template <point>', 'what it adds: chart.indicator, data.provider or component.panel')
    .option('--author <name>', 'who makes it (default: your user name)')
    .option('--yes', 'ask nothing; without --template it becomes an indicator');
  withCommonOptions(command, 'omnitrade create my-indicator --template chart.indicator').action(create);
}

async function create(dir: string, options: CreateOptions): Promise<void> {
  const { createPlugin } = await import('../creating/create-plugin.ts');
  const template = options.template ?? (await askTemplate(options));
  const created = await createPlugin({ dir, template, author: options.author ?? userInfo().username });
  const { name, files } = created;
  if (options.json) return printJson({ dir: created.dir, plugin: name, template: created.template.point, files });
  for (const file of files) printLine(`  ${file}`);
  const path = relative('', created.dir) || '.';
  printLine(`\nCreated ${name} in ${path}. Next:\n`);
  printLine(`  cd ${path}\n  npm install\n  npm test\n  npm run dev`);
}

async function askTemplate({ yes, json }: CreateOptions): Promise<string> {
  const [{ templates }, { createError }] = await Promise.all([
    import('../creating/templates.ts'),
    import('../creating/errors.ts'),
  ]);
  if (yes) return 'chart.indicator';
  if (!process.stdin.isTTY || json) throw createError('needs-template', { known: templates.map(({ point }) => point) });
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const list = templates.map(({ point, title }, i) => `  ${i + 1}  ${title} (${point})\n`).join('');
    const answer = (await questions.question(`What is the plugin to add?\n${list}Number or name: `)).trim();
    return templates[Number(answer) - 1]?.point ?? answer;
  } finally {
    questions.close();
  }
}
