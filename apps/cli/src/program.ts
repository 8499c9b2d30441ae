/** The program: every command with the options all of them share. */

import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { commands } from './commands/index.ts';

/**
 * Makes the program anew; parsing throws a CommanderError for wrong usage and a coded error for what failed.
 * A quiet one leaves it to the caller to say what was wrong.
 */
export function createProgram({ quiet = false } = {}): Command {
  const program = new Command('omnitrade')
    .description('A trading terminal whose features are plugins, and the plugin platform underneath it.')
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)')
    .showSuggestionAfterError();
  if (quiet) program.configureOutput({ writeErr: () => {} });
  for (const add of commands) add(program);
  for (const command of flatten(program)) command.copyInheritedSettings(command.parent ?? program);
  return program;
}

function flatten(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...flatten(child)]);
}
