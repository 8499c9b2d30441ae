/** Entry of the command: builds the program from its list of commands and turns errors into exit codes. */

import { isCoded } from '@omnitrade/contracts';
import { CommanderError } from 'commander';
import { cliError } from './errors.ts';
import { printError } from './output.ts';
import { createProgram } from './program.ts';

/** Done; the thing asked for failed; wrong usage. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

const json = process.argv.includes('--json');

// Whoever read our output has had enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

try {
  await createProgram({ quiet: json }).parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) {
    printError(error, json);
    process.exitCode = isCoded(error) && error.code === 'cli.usage' ? exitCodes.usage : exitCodes.failed;
  } else if (error.exitCode !== 0) {
    if (json) printError(cliError('usage', { text: error.message.replace(/^error: /, '') }), json);
    process.exitCode = exitCodes.usage;
  }
}
