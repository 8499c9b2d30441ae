/** `omnitrade enable|disable|retry <plugin>`. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

const switches = {
  enable: { about: 'let a plugin run when it is used', done: 'Enabled' },
  disable: { about: 'stop a plugin and keep it from running', done: 'Disabled' },
  retry: { about: 'forget why a plugin failed and try it again', done: 'Tried again:' },
} as const;

export function addSwitchCommands(program: Command): void {
  for (const [action, { about, done }] of Object.entries(switches) as [
    keyof typeof switches,
    { about: string; done: string },
  ][]) {
    const command = program.command(action).argument('<plugin>').description(about);
    if (action === 'disable') command.option('--with-dependents', 'disable the plugins that need it as well');
    withCommonOptions(command, `omnitrade ${action} classic-indicators`).action(
      async (id: string, { withDependents, ...options }: CommonOptions & { readonly withDependents?: boolean }) => {
        await using terminal = await openTerminal(options);
        await terminal.turn(id, action, { withDependents: withDependents === true });
        const { wanted, state, error } = await terminal.plugin(id);
        if (options.json) return printJson({ ok: true, plugin: id, wanted, state, ...(error && { error }) });
        printLine(`${done} ${id} (${state})`);
      },
    );
  }
}
