/** `omnitrade resolve CATALOGUE.json`: which versions fit together, or why none do. Changes nothing, needs no home. */

import { PLUGIN_API_VERSION } from '@omnitrade/contracts';
import type { Installed, LeftOut, Resolution } from '@omnitrade/registry';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { readLimited } from '../local-files.ts';
import { printJson, printLine, printTable } from '../output.ts';

interface ResolveOptions extends CommonOptions {
  readonly want: readonly string[];
  readonly installed?: string;
  readonly terminal: string;
}

const maxInstalledBytes = 16 * 1024 * 1024;

export function addResolveCommand(program: Command): void {
  const command = program
    .command('resolve')
    .argument('<catalogue>', 'JSON file: { "plugins": { NAME: { VERSION: { "dependencies", "terminal", … } } } }')
    .description('choose versions of plugins that fit together, or say why there are none')
    .requiredOption('--want <name@range...>', 'a plugin, and the versions of it that will do; may be repeated')
    .option('--installed <file>', 'JSON file with what is installed: { NAME: { "version", "pinned" } }, or a lock file')
    .option('--terminal <version>', 'plugin API of the terminal that they are for', PLUGIN_API_VERSION);
  withCommonOptions(
    command,
    "omnitrade resolve catalogue.json --want 'advanced-indicators@^2.0.0' --terminal 1.0.0",
  ).action(resolveCatalogue);
}

async function resolveCatalogue(file: string, options: ResolveOptions): Promise<void> {
  const registry = await import('@omnitrade/registry');
  const requests = options.want.map(registry.parseRequest);
  const terminal = registry.parseTerminal(options.terminal);
  const catalogue = registry.parseCatalogue(await readText(file, registry.catalogueMaxChars), { file });
  const installed = options.installed
    ? registry.parseInstalled(await readText(options.installed, maxInstalledBytes), { file: options.installed })
    : {};
  const answer = registry.resolve({ catalogue, requests, installed, terminal });
  if (!answer.ok) process.exitCode = 1;
  if (options.json) printJson(toDocument(answer));
  else if (answer.ok) printPlan(answer.plan, answer.left, installed);
  else printLine(answer.conflict.explanation);
}

async function readText(file: string, maxBytes: number): Promise<string> {
  return Buffer.from(await readLimited(file, maxBytes)).toString('utf8');
}

function toDocument(answer: Resolution): unknown {
  if (!answer.ok) return answer;
  const { ok, plan, left } = answer;
  return { ok, plan, ...(left.length > 0 && { left }) };
}

function printPlan(plan: Readonly<Record<string, string>>, left: readonly LeftOut[], installed: Installed): void {
  const columns = [
    { title: 'PLUGIN', value: ([name]: [string, string]) => name },
    { title: 'VERSION', value: ([, version]: [string, string]) => version },
    { title: 'CHANGE', value: ([name, version]: [string, string]) => toChange(version, installed[name]?.version) },
  ];
  printTable(Object.entries(plan), columns, 'Nothing to do.');
  for (const { plugin, needs, range, why } of left)
    printLine(`Without ${needs} ${range}, which ${plugin} can do without: ${reasons[why]}.`);
}

const reasons: Readonly<Record<LeftOut['why'], string>> = {
  unknown: 'there is no such plugin',
  'no-version': 'it has no such version',
  conflict: 'it does not fit beside the rest',
};

function toChange(version: string, before: string | undefined): string {
  if (before === undefined) return 'new';
  return before === version ? 'stays' : `was ${before}`;
}
