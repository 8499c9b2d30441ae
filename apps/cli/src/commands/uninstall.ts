/** `omnitrade uninstall <plugin>`. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type OthersChoice, withOthers } from '../consent/choose-others.ts';
import { printJson, printLine } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface UninstallOptions extends CommonOptions {
  readonly purge?: boolean;
  readonly withDependents?: boolean;
  readonly alone?: boolean;
}

export function addUninstallCommand(program: Command): void {
  const command = program
    .command('uninstall')
    .argument('<plugin>')
    .description('remove a plugin; what it stored is kept for 30 days')
    .option('--purge', 'forget its data and settings at once')
    .option('--with-dependents', 'remove the plugins that need it as well')
    .option('--alone', 'leave the plugins that need it without it');
  withCommonOptions(command, 'omnitrade uninstall my-indicator').action(
    async (id: string, { purge, withDependents, alone, ...options }: UninstallOptions) => {
      await using terminal = await openTerminal(options);
      const uninstall = (choice: OthersChoice | undefined) =>
        terminal.uninstall(id, {
          purge: purge === true,
          withDependents: withDependents === true || choice === 'with',
          alone: alone === true || choice === 'alone',
        });
      const result = await withOthers(uninstall, options);
      if (options.json) return printJson(result);
      for (const { plugin, from } of result.changes) printLine(`Uninstalled ${plugin} ${from}`);
    },
  );
}
