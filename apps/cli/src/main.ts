/** Entry of the command: builds the program from its list of commands and turns errors into exit codes. */

import { CommanderError } from 'commander';
import { printError } from './output.ts';
import { createProgram } from './program.ts';

/** Done; the thing asked for failed; wrong usage. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else {
    printError(error, process.argv.includes('--json'));
    process.exitCode = exitCodes.failed;
  }
}
