/** `omnitrade doctor`: what is wrong with a home; `--bisect`: which plugins make a terminal unwell. */

import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import type { Finding } from '../doctor/finding.ts';
import { healthChecks } from '../doctor/health-checks.ts';
import { plainText, printJson, printLine, printWarning } from '../output.ts';

interface DoctorOptions extends CommonOptions {
  readonly bisect?: boolean;
  readonly check?: string;
}

export function addDoctorCommand(program: Command): void {
  const known = Object.entries(healthChecks).map(([name, { about }]) => `${name} (${about})`);
  const command = program
    .command('doctor')
    .description('examine the home: disk, file, code, signatures, plugins, leftovers')
    .option(
      '--bisect',
      'find the plugin, or the pair, that makes a terminal unwell, by starting it on a copy of the home',
    )
    .option('--check <check>', `for --bisect: ${known.join(', ')}, or a command that ends with 0 if all is well`);
  withCommonOptions(command, 'omnitrade doctor --bisect --check plugins').action(doctor);
}

async function doctor({ home, json, bisect, check = 'plugins' }: DoctorOptions): Promise<void> {
  const dir = resolveHomeDir(home);
  if (bisect) return runBisect(dir, check, json === true);
  const { examine } = await import('../doctor/examine.ts');
  const examination = await examine(dir);
  if (!examination.ok) process.exitCode = 1;
  if (json) return printJson(examination);
  for (const finding of examination.findings) printFinding(finding);
}

const marks: Readonly<Record<Finding['level'], string>> = { ok: 'ok', info: 'note', warning: 'warn', error: 'FAIL' };

function printFinding({ check, level, plugin, message, remedy }: Finding): void {
  const about = plugin === undefined ? message : `${plugin}: ${message}`;
  printLine(`${marks[level].padEnd(5)}${check.padEnd(12)}${plainText(about)}`);
  if (remedy) printLine(`${' '.repeat(17)}${plainText(remedy)}`);
}

async function runBisect(dir: string, check: string, json: boolean): Promise<void> {
  const { bisectPlugins } = await import('../doctor/bisect-plugins.ts');
  const { result, starts } = await bisectPlugins(dir, check, (start, on, well) => {
    if (!json) printWarning(`Start ${start} with ${on.length} of the plugins: ${well ? 'well' : 'not well'}`);
  });
  const culprits = result.found === 'culprits' ? result.culprits : [];
  if (result.found !== 'nothing') process.exitCode = 1;
  if (json) return printJson({ ok: result.found === 'nothing', check, found: result.found, culprits, starts });
  if (result.found === 'nothing') printLine(`With every plugin on, ${check} is well.`);
  else if (result.found === 'not-a-plugin')
    printLine(`${check} fails with every plugin off too: no plugin is to blame.`);
  else if (culprits.length === 1)
    printLine(`${culprits[0]} makes ${check} fail. Run omnitrade disable ${culprits[0]}.`);
  else printLine(`${culprits.join(' and ')} together make ${check} fail; with any one of them off it is well.`);
}
