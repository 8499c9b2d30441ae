/** `omnitrade create <dir>`: a new plugin from a template. */

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

async function create(dir: string, { json, yes = false, ...options }: CreateOptions): Promise<void> {
  const { askAndCreate, describeCreated } = await import('../creating/index.ts');
  const canAsk = process.stdin.isTTY === true && !json;
  const created = await askAndCreate({ ...options, dir, yes, canAsk });
  const { name, template, files } = created;
  if (json) return printJson({ dir: created.dir, plugin: name, template: template.point, files });
  printLine(describeCreated(created));
}
