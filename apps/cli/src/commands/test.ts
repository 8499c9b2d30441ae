/** `omnitrade test [dir]`: runs the tests of a plugin with what its folder uses, Vitest or node:test. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { printJson, printLine } from '../output.ts';

export function addTestCommand(program: Command): void {
  const command = program
    .command('test')
    .argument('[dir]', 'a folder that holds a plugin.json', '.')
    .argument('[args...]', 'handed on to Vitest or node, after --')
    .description('run the tests of a plugin');
  withCommonOptions(command, 'omnitrade test my-indicator').action(testPlugin);
}

async function testPlugin(given: string, more: readonly string[], options: CommonOptions): Promise<void> {
  const [{ stat }, { findRunner }, { countTests, showTests }] = await Promise.all([
    import('node:fs/promises'),
    import('../author-tests/find-runner.ts'),
    import('../author-tests/run-tests.ts'),
  ]);
  const dir = resolve(given);
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory()) throw cliError('no-file', { file: given, why: 'there is no such folder' });
  const runner = findRunner(dir);
  if (options.json) {
    const report = await countTests(dir, runner, more);
    if (!report.ok) process.exitCode = 1;
    return printJson(report);
  }
  printLine(runner.kind === 'vitest' ? 'Running the tests with Vitest.' : 'Running the tests with node:test.');
  if (!(await showTests(dir, runner, more))) process.exitCode = 1;
}
