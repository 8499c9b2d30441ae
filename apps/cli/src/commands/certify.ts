/** `omnitrade certify <plugin>`: proves of what a plugin contributes that it keeps its promises, or shows where it does not. */

import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { plainText, printJson, printLine, printProgress } from '../output.ts';
import { readPluginTarget } from '../plugin-target.ts';

interface CertifyCommandOptions extends CommonOptions {
  readonly seed?: number;
  readonly runs?: number;
  readonly only: readonly string[];
  readonly real: boolean;
}

export function addCertifyCommand(program: Command): void {
  const command = program
    .command('certify')
    .argument('<plugin>', 'a folder, an archive, or an installed plugin')
    .description('look-ahead, repaint, warm-up, chunking, determinism, budget: proven, or shown to be broken')
    .option('--only <id>', 'one contribution; may be repeated', (id: string, before: string[]) => [...before, id], [])
    .option('--seed <n>', 'make the cases from this seed on; that of an evidence makes its case the first', toWhole)
    .option('--runs <n>', 'made-up cases for each certificate', toWhole)
    .option('--no-real', 'leave out the twenty years of the S&P 500');
  withCommonOptions(command, 'omnitrade certify ./my-indicator').action(certifyPlugin);
}

async function certifyPlugin(target: string, options: CertifyCommandOptions): Promise<void> {
  const files = await readPluginTarget(target, options);
  const { certify } = await import('@omnitrade/testing');
  const { seed, runs, only } = options;
  using progress = printProgress();
  const report = await certify(files, {
    ...(seed !== undefined && { seed }),
    ...(runs !== undefined && { runs }),
    ...(only.length > 0 && { only }),
    ...(options.real && { real: await readRealBars() }),
    onProgress: (contribution, certificate) => progress.show(`${contribution}: ${certificate}`),
  });
  progress[Symbol.dispose]();
  if (!report.ok) process.exitCode = 1;
  if (options.json) return printJson(report);
  const examined = report.certificates[0]?.examined ?? [];
  printLine(plainText(`${report.plugin} ${report.version}: ${examined.join(', ') || 'no indicator to certify'}`));
  for (const { id, title, ok, gate, evidence, failed } of report.certificates) {
    printLine(`  ${ok ? 'ok    ' : gate ? 'BROKEN' : 'note  '} ${id.padEnd(3)} ${title}`);
    if (!evidence) continue;
    const { contribution, bar, expected, actual, text, inputs } = evidence;
    printLine(`             ${plainText(`${contribution}: ${text}`)}`);
    printLine(`             bar ${bar}, expected ${expected ?? 'no value'}, actual ${actual ?? 'no value'}`);
    printLine(
      `             again with --only ${contribution} --seed ${evidence.seed}; inputs ${JSON.stringify(inputs)}`,
    );
    if (failed.length > 1) printLine(`             also: ${failed.slice(1).join(', ')}`);
  }
  printLine(report.ok ? 'Certified.' : 'Not certified.');
}

async function readRealBars() {
  const [{ ensureVegaData }, { parseBarsCsv }] = await Promise.all([
    import('../../../../tools/vega-data.ts'),
    import('@omnitrade/market'),
  ]);
  const { path } = ensureVegaData();
  return parseBarsCsv(await readFile(path), { name: path });
}

function toWhole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}
