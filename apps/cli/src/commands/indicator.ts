/** `omnitrade indicator run`: an indicator of an installed plugin over bars from a file, in the sandbox. */

import { readFile } from 'node:fs/promises';
import { type Json, type SeriesReader, toJsonNumber } from '@omnitrade/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { printJson, printLine } from '../output.ts';
import { type IndicatorAnswer, openTerminal } from '../terminal-link.ts';

type Inputs = Readonly<Record<string, Json>>;

interface RunOptions extends CommonOptions {
  readonly bars: string;
  readonly set: Inputs;
  readonly csv?: boolean;
}

export function addIndicatorCommand(program: Command): void {
  const indicator = program.command('indicator').description('indicators of installed plugins');
  const run = indicator
    .command('run')
    .argument('<plugin>')
    .argument('<indicator>')
    .description('compute an indicator over the bars of a CSV file')
    .requiredOption('--bars <file>', 'CSV with time or date, open, high, low, close, volume')
    .option('--set <key=value>', 'an input of the indicator; may be repeated', addInput, {})
    .addOption(new Option('--csv', 'print time and one column per output').conflicts('json'));
  withCommonOptions(
    run,
    'omnitrade indicator run classic-indicators rsi --bars bars.csv --set length=14 --json',
  ).action(runIndicator);
}

async function runIndicator(plugin: string, indicator: string, options: RunOptions): Promise<void> {
  const series = await readSeries(options.bars);
  await using terminal = await openTerminal(options);
  const answer = await terminal.runIndicator(plugin, indicator, options.set, series);
  if (options.json) {
    const outputs = Object.fromEntries(
      Object.entries(answer.outputs).map(([key, values]) => [key, Array.from(values, toJsonNumber)]),
    );
    return printJson({ indicator: `${plugin}/${indicator}`, inputs: answer.inputs, bars: series.length, outputs });
  }
  printRows(series.columns.time, series.length, answer, options.csv ? ',' : '\t');
}

async function readSeries(file: string): Promise<SeriesReader> {
  const [{ parseBarsCsv }, { createFileSeries }, content] = await Promise.all([
    import('@omnitrade/market'),
    import('@omnitrade/terminal/client'),
    readBars(file),
  ]);
  return createFileSeries(parseBarsCsv(content, { name: file }));
}

async function readBars(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw cliError('no-file', { file, why });
  }
}

export function addInput(text: string, before: Inputs): Inputs {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It takes key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function printRows(time: Float64Array, length: number, { outputs }: IndicatorAnswer, separator: string): void {
  const keys = Object.keys(outputs);
  const lines = [['time', ...keys].join(separator)];
  for (let i = 0; i < length; i++) {
    const values = keys.map((key) => toJsonNumber(outputs[key]?.[i] as number) ?? '');
    lines.push([new Date(time[i] as number).toISOString(), ...values].join(separator));
  }
  printLine(lines.join('\n'));
}
