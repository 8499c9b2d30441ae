/** `omnitrade uninstall <plugin>`. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

export function addUninstallCommand(program: Command): void {
  const command = program.command('uninstall').argument('<plugin>').description('remove a plugin');
  withCommonOptions(command, 'omnitrade uninstall my-indicator').action(async (id: string, options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    const result = await terminal.uninstall(id);
    if (options.json) return printJson(result);
    for (const { plugin, from } of result.changes) printLine(`Uninstalled ${plugin} ${from}`);
  });
}
