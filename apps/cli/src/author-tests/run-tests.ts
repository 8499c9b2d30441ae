/** Runs the tests of a plugin's folder: as they print themselves for a person, counted for a program. */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliError } from '../errors.ts';
import type { TestRunner } from './find-runner.ts';

export interface TestReport {
  readonly ok: boolean;
  readonly runner: TestRunner['kind'];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly file: string; readonly name: string; readonly message: string }[];
}

const reporter = fileURLToPath(new URL('node-reporter.ts', import.meta.url));

/** Lets the program print what it prints; resolves to whether all passed. */
export async function showTests(dir: string, runner: TestRunner, more: readonly string[]): Promise<boolean> {
  const { code } = await start(dir, toCommand(runner, more), 'inherit');
  return code === 0;
}

/** Throws `cli.tests-broken` if the program said nothing that can be counted. */
export async function countTests(dir: string, runner: TestRunner, more: readonly string[]): Promise<TestReport> {
  const folder = await mkdtemp(join(tmpdir(), 'omnitrade-tests-'));
  try {
    const out = join(folder, 'report.json');
    const reports =
      runner.kind === 'vitest'
        ? ['--reporter=json', `--outputFile=${out}`]
        : [`--test-reporter=${reporter}`, `--test-reporter-destination=${out}`];
    const { code, said } = await start(dir, toCommand(runner, [...reports, ...more]), 'pipe');
    const text = await readFile(out, 'utf8').catch(() => '');
    const report = runner.kind === 'vitest' ? readVitest(dir, text) : readNode(dir, text);
    if (!report)
      throw cliError('tests-broken', { dir, text: said.trim().split('\n').slice(-5).join(' ').slice(0, 500) });
    return { ...report, ok: code === 0 && report.failed === 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Options of node stand before its files. */
function toCommand(runner: TestRunner, more: readonly string[]): string[] {
  if (runner.kind === 'vitest') return [runner.program, 'run', ...more];
  return ['--disable-warning=ExperimentalWarning', '--test', ...more, ...runner.files];
}

function start(dir: string, args: readonly string[], stdio: 'inherit' | 'pipe') {
  // What runs us may be a test itself; its own settings are not those of the plugin's tests.
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, VITEST: ___, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: dir, env, stdio: ['ignore', stdio, stdio] });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  child.stdout?.resume();
  return new Promise<{ readonly code: number | null; readonly said: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

interface Ended {
  readonly name: string;
  readonly file?: string;
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly message?: string;
}

function readNode(dir: string, text: string): TestReport | undefined {
  const all = text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Ended] : []));
  return all.length > 0 ? count(dir, 'node', all) : undefined;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function readVitest(dir: string, text: string): TestReport | undefined {
  if (text === '') return undefined;
  const all = (JSON.parse(text) as VitestReport).testResults.flatMap(
    ({ name: file, assertionResults, message, status }) => {
      // A file that could not be loaded has no tests.
      if (assertionResults.length === 0)
        return [{ name: 'the file', file, ok: status === 'passed', skipped: false, message }];
      return assertionResults.map(({ fullName, status: one, failureMessages }) => ({
        ...{ name: fullName, file, ok: one !== 'failed', skipped: one !== 'failed' && one !== 'passed' },
        message: failureMessages.join('\n'),
      }));
    },
  );
  return count(dir, 'vitest', all);
}

function count(dir: string, runner: TestRunner['kind'], all: readonly Ended[]): TestReport {
  const failed = all.filter(({ ok, skipped }) => !ok && !skipped);
  const skipped = all.filter((one) => one.skipped).length;
  return {
    ok: failed.length === 0,
    runner,
    passed: all.length - failed.length - skipped,
    failed: failed.length,
    skipped,
    failures: failed.map(({ name, file = '', message = '' }) => ({
      file: relative(dir, file),
      name,
      message: message.slice(0, 4000),
    })),
  };
}
