/** `npm test`: everything that must hold; `npm run soak` (`--soak`): the same with the long suites whole. */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { ensureChromium } from './chromium.ts';
import { root } from './repository.ts';
import { runProgram } from './run-program.ts';
import { addTallies, type Tally, tallyReport, toTallyText } from './vitest-report.ts';

const reports = join(root, '.cache', 'test');

/** Runs one Vitest configuration, its output shown, and counts what came of it. */
async function runTests(name: string, config: string, env: Readonly<Record<string, string>>): Promise<Tally> {
  const report = join(reports, `${name}.json`);
  rmSync(report, { force: true });
  const args = ['run', '--config', config, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runProgram('vitest', 'vitest', args, { show: true, env });
  return tallyReport(read(report), code);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function runEndToEnd(env: Readonly<Record<string, string>>): Promise<Tally> {
  const chromium = ensureChromium();
  if (chromium.ok) return runTests('e2e', 'vitest.e2e.config.ts', { ...env, CHROMIUM: chromium.path });
  console.log(`✗ ${chromium.sentence}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function runAll(soak: boolean): Promise<Tally> {
  mkdirSync(reports, { recursive: true });
  const env: Record<string, string> = soak ? { OMNITRADE_SOAK: '1' } : {};
  const checks = { ...(await runChecks()), skipped: 0 };
  const unit = await runTests('unit', 'vitest.config.ts', env);
  const endToEnd = await runEndToEnd(env);
  return addTallies([checks, unit, endToEnd]);
}

const unknown = process.argv.slice(2).filter((arg) => arg !== '--soak');
if (unknown.length > 0) {
  console.error(
    `There is no option ${unknown.join(' ')}; "npm test" takes none, "npm run soak" runs the long suites too.`,
  );
  process.exitCode = 2;
} else {
  const tally = await runAll(process.argv.includes('--soak'));
  console.log(toTallyText(tally));
  process.exitCode = tally.failed > 0 ? 1 : 0;
}
