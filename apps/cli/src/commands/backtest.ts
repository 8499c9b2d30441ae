/** `omnitrade backtest`: a strategy of an installed plugin over bars from a file, in the sandbox, on a paper account of its own. */

import type { BacktestDocument } from '@omnitrade/host';
import type { BacktestFill } from '@omnitrade/trading';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { readLimited } from '../local-files.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';
import { addInput } from './indicator.ts';

interface BacktestOptions extends CommonOptions {
  readonly bars: string;
  readonly policy?: string;
  readonly cash?: string;
  readonly seed?: number;
  readonly set: Readonly<Record<string, string>>;
}

const maxBytes = 512 * 1024 * 1024;
/** Fills shown to people; the whole list is in the JSON. */
const shownFills = 20;

export function addBacktestCommand(program: Command): void {
  const command = program
    .command('backtest')
    .argument('<plugin>')
    .argument('<strategy>')
    .description('run a strategy over the bars of a CSV file, on paper')
    .requiredOption('--bars <file>', 'CSV with time or date, open, high, low, close, volume')
    .addOption(new Option('--policy <name>', 'fill policy: what happens to orders (default: path)'))
    .addOption(new Option('--cash <amount>', 'money at the start (default: 100000)'))
    .addOption(new Option('--seed <number>', 'of all that is left to chance').argParser(readSeed))
    .option('--set <key=value>', 'an input of the strategy; may be repeated', addInput, {});
  withCommonOptions(
    command,
    'omnitrade backtest sma-cross sma-cross --bars bars.csv --policy path --cash 100000 --set fast=10 --json',
  ).action(runBacktest);
}

async function runBacktest(plugin: string, strategy: string, options: BacktestOptions): Promise<void> {
  const [{ parseBarsCsv }, { parsePolicyName, parseCash }] = await Promise.all([
    import('@omnitrade/market'),
    import('@omnitrade/trading'),
  ]);
  const { bars: file, policy, cash, seed, set } = options;
  const wish = {
    inputs: set,
    ...(policy !== undefined && { policy: parsePolicyName(policy) }),
    ...(cash !== undefined && { cash: parseCash(cash) }),
    ...(seed !== undefined && { seed }),
  };
  const bars = parseBarsCsv(await readLimited(file, maxBytes), { name: file });
  await using terminal = await openTerminal(options);
  const document = await terminal.backtest(plugin, strategy, wish, bars);
  if (options.json) printJson(document);
  else printDocument(`${plugin}/${strategy}`, document);
}

function readSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

const toTime = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const toPercent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(2)} %`);
const toRatio = (value: number | null) => (value === null ? '–' : value.toFixed(2));

function printDocument(title: string, { stats, orders, fills, log }: BacktestDocument): void {
  const columns = [
    { title: 'TIME', value: ({ time }: BacktestFill) => toTime(time) },
    { title: 'ORDER', value: ({ orderId }: BacktestFill) => orderId },
    { title: 'SIDE', value: ({ side }: BacktestFill) => side },
    { title: 'QTY', right: true, value: ({ qty }: BacktestFill) => qty },
    { title: 'PRICE', right: true, value: ({ price }: BacktestFill) => price },
    { title: 'FEE', right: true, value: ({ fee }: BacktestFill) => fee },
  ];
  printLine(`${title} on PAPER: ${stats.bars} bars, ${orders.length} orders, ${fills.length} fills`);
  if (fills.length > shownFills) printLine(`The last ${shownFills} fills:`);
  printTable(fills.slice(-shownFills), columns, 'Nothing was filled.');
  const denied = orders.filter(({ status }) => status === 'denied');
  if (denied.length > 0)
    printLine(`${denied.length} orders were denied, the last one because: ${denied.at(-1)?.reason}`);
  const { startEquity, endEquity, netProfit, fees, trades, winRate, profitFactor, maxDrawdownShare, sharpe } = stats;
  printLine(`Equity ${startEquity} → ${endEquity}, profit ${netProfit} (${toPercent(stats.return)}), fees ${fees}`);
  printLine(
    `${trades} trades, won ${toPercent(winRate)}, profit factor ${toRatio(profitFactor)}, deepest fall ${toPercent(maxDrawdownShare)}, Sharpe ${toRatio(sharpe)}`,
  );
  printLine(`Log ${log}`);
}
