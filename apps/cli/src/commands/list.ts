/** `omnitrade list`: the installed plugins, what they are doing and what they cost. */

import type { PluginSummary } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
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

export function addListCommand(program: Command): void {
  const command = program.command('list').description('installed plugins, what they are doing and what they cost');
  withCommonOptions(command, 'omnitrade list --json').action(async (options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    const plugins = await terminal.plugins();
    if (options.json) return printJson({ plugins });
    printTable(plugins, columns, 'No plugin is installed.');
    for (const { id, error } of plugins) if (error) printLine(`\n${id}: ${plainText(error.message)} (${error.code})`);
  });
}
