/** The program: every command with the options all of them share. */

import { Command } from 'commander';
import { commands } from './commands/index.ts';

/** Makes the program anew; parsing throws a CommanderError for wrong usage and a coded error for what failed. */
export function createProgram(): Command {
  const program = new Command('omnitrade')
    .description('A trading terminal whose features are plugins, and the plugin platform underneath it.')
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)')
    .showSuggestionAfterError();
  for (const add of commands) add(program);
  for (const command of flatten(program)) command.exitOverride();
  return program;
}

function flatten(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...flatten(child)]);
}
