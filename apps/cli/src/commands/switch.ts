/** `omnitrade enable|disable|retry <plugin>`. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type OthersChoice, withOthers } from '../consent/choose-others.ts';
import { printJson, printLine } from '../output.ts';
import { openTerminal, type SwitchAction, type SwitchOptions } from '../terminal-link.ts';

interface Switch {
  readonly about: string;
  readonly done: string;
  /** Flags it takes, with what each does. */
  readonly flags: Readonly<Record<string, string>>;
}

const switches: Readonly<Record<SwitchAction, Switch>> = {
  enable: {
    about: 'let a plugin run when it is used',
    done: 'Enabled',
    flags: {
      '--with-dependencies': 'enable what it needs as well, and bring in what is missing',
      '--alone': 'enable it without what it needs',
    },
  },
  disable: {
    about: 'stop a plugin and keep it from running',
    done: 'Disabled',
    flags: {
      '--with-dependents': 'disable the plugins that need it as well',
      '--alone': 'leave the plugins that need it without it',
    },
  },
  retry: { about: 'forget why a plugin failed and try it again', done: 'Tried again:', flags: {} },
};

export function addSwitchCommands(program: Command): void {
  for (const [action, { about, done, flags }] of Object.entries(switches) as [SwitchAction, Switch][]) {
    const command = program.command(action).argument('<plugin>').description(about);
    for (const [flag, what] of Object.entries(flags)) command.option(flag, what);
    withCommonOptions(command, `omnitrade ${action} classic-indicators`).action(
      async (id: string, { json, home, ...options }: CommonOptions & SwitchOptions) => {
        await using terminal = await openTerminal({ ...(home !== undefined && { home }) });
        await withOthers((choice) => terminal.turn(id, action, { ...options, ...toFlags(action, choice) }), {
          json: json === true,
        });
        const { wanted, state, error } = await terminal.plugin(id);
        if (json) return printJson({ ok: true, plugin: id, wanted, state, ...(error && { error }) });
        printLine(`${done} ${id} (${state})`);
      },
    );
  }
}

/** Each action has a flag of its own. */
function toFlags(action: SwitchAction, choice: OthersChoice | undefined): SwitchOptions {
  if (choice === undefined) return {};
  if (choice === 'alone') return { alone: true };
  return action === 'enable' ? { withDependencies: true } : { withDependents: true };
}
