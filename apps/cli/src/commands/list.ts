/** `omnitrade list`: the installed plugins, what they are doing and what they cost. */

import {
  extensionPointIds,
  findNearest,
  type PluginQuery,
  type PluginState,
  type PluginSummary,
  pluginStates,
} from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { type Column, plainText, printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

const columns: readonly Column<PluginSummary>[] = [
  { title: 'PLUGIN', value: ({ id }) => id },
  { title: 'VERSION', value: ({ version }) => version },
  { title: 'STATE', value: ({ state, wanted }) => (wanted === 'disabled' ? 'disabled' : state) },
  { title: 'CPU MS', right: true, value: ({ usage }) => usage.cpuMs.toFixed(0) },
  { title: 'HEAP MB', right: true, value: ({ usage }) => (usage.heapBytes / 1048576).toFixed(1) },
  { title: 'TURNS', right: true, value: ({ usage }) => `${usage.turns}` },
  { title: 'TRUST', value: ({ trust }) => trust },
  { title: 'SOURCE', value: ({ source }) => source },
];

interface ListOptions extends CommonOptions {
  readonly point?: string;
  readonly permission?: string;
  readonly asks?: string;
  readonly state?: string;
  readonly publisher?: string;
  readonly disabled?: boolean;
  readonly lock?: boolean;
}

export function addListCommand(program: Command): void {
  const command = program
    .command('list')
    .argument('[words...]', 'only plugins in whose names and descriptions these occur')
    .description('installed plugins, what they are doing and what they cost')
    .option('--point <point>', 'only those that add to this extension point')
    .option('--permission <permission>', 'only those that hold this permission, or one of a family such as net')
    .option('--asks <permission>', 'only those that ask for this permission, held or not')
    .option('--state <state>', 'only those in this state')
    .option('--publisher <name>', 'only those of this publisher')
    .option('--disabled', 'only those that are disabled')
    .option('--lock', 'print what is installed as installed.lock, to have it again elsewhere');
  withCommonOptions(command, 'omnitrade list --point chart.indicator average').action(list);
}

async function list(words: readonly string[], options: ListOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  if (options.lock) {
    const lock = await terminal.lock();
    return options.json ? printJson(JSON.parse(lock)) : printLine(lock.trimEnd());
  }
  const query = toQuery(words, options);
  const plugins = await terminal.plugins(query);
  if (options.json) return printJson({ plugins });
  const none = Object.keys(query).length === 0 ? 'No plugin is installed.' : 'No installed plugin is like that.';
  printTable(plugins, columns, none);
  for (const { id, error } of plugins) if (error) printLine(`\n${id}: ${plainText(error.message)} (${error.code})`);
}

/** What is not asked is left out. Throws `cli.usage` for a state or point there is not. */
function toQuery(words: readonly string[], options: ListOptions): PluginQuery {
  const { point, permission, asks, state, publisher, disabled } = options;
  assertOneOf('--point', point, extensionPointIds);
  assertOneOf('--state', state, pluginStates);
  return {
    ...(point !== undefined && { point }),
    ...(permission !== undefined && { permission }),
    ...(asks !== undefined && { asks }),
    ...(state !== undefined && { state: state as PluginState }),
    ...(publisher !== undefined && { publisher }),
    ...(disabled && { wanted: 'disabled' as const }),
    ...(words.length > 0 && { text: words.join(' ') }),
  };
}

function assertOneOf(option: string, given: string | undefined, known: readonly string[]): void {
  if (given === undefined || known.includes(given)) return;
  const nearest = findNearest(given, known);
  throw cliError('usage', { text: `${option} takes ${nearest ? `"${nearest}", perhaps` : known.join(', ')}` });
}
