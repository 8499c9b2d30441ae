/** The options every command takes. */

import type { Command } from 'commander';

export interface CommonOptions {
  readonly json?: boolean;
  readonly home?: string;
}

/** Adds `--json` and `--home`, and an example under the help. */
export function withCommonOptions(command: Command, example: string): Command {
  return command
    .option('--json', 'print one JSON document and nothing else')
    .option('--home <dir>', 'home of the terminal (default: OMNITRADE_HOME, else ~/.omnitrade)')
    .addHelpText('after', `\nExample:\n  ${example}\n`);
}
