/** Measures trading: a backtest of SMA cross in the sandbox beside the same loop in this process, and what the paper broker takes a second. */

import { fileURLToPath } from 'node:url';
import { type BarColumns, barColumnNames, type SeriesReader } from '@omnitrade/contracts';
import { NumberBar, PaperBroker, runBacktest } from '@omnitrade/trading';
import { openTestHost } from '../packages/host/src/host-fixture.ts';
import { paperInstrument, toSeries, walk } from '../packages/host/src/trading/trading-fixture.ts';
import { smaCross } from '../plugins/sma-cross/services/sma-cross.ts';
import { median, printTable, show, times } from './figures.ts';

const barCount = 1_000_000;
const rounds = 2;
const inputs = [
  { fast: 20, slow: 50, qty: 10 },
  { fast: 50, slow: 200, qty: 10 },
  { fast: 200, slow: 1000, qty: 10 },
] as const;

/** The rule of the strategy and nothing around it: no account, no events. */
function plainLoop({ close, length }: BarColumns, fast: number, slow: number): number {
  let [fastSum, slowSum, isLong, crosses] = [0, 0, false, 0];
  for (let i = 0; i < length; i++) {
    const price = close[i] as number;
    fastSum += price - (i >= fast ? (close[i - fast] as number) : 0);
    slowSum += price - (i >= slow ? (close[i - slow] as number) : 0);
    const isAbove = i >= slow && fastSum / fast > slowSum / slow;
    if (isAbove !== isLong) crosses++;
    isLong = isAbove;
  }
  return crosses;
}

async function measureBacktests(): Promise<void> {
  const bars = walk(barCount);
  const series: SeriesReader = toSeries(bars);
  await using test = await openTestHost();
  const path = fileURLToPath(new URL('../plugins/sma-cross', import.meta.url));
  await test.host.install({ source: { kind: 'directory', path }, grants: [], grantLowRisk: true });
  const rows: string[][] = [];
  for (const given of inputs) {
    const here: number[] = [];
    const sandboxed: number[] = [];
    const plain: number[] = [];
    let [orders, log, same] = [0, '', ''];
    for (let round = 0; round < rounds; round++) {
      const times_ = { here: 0, sandboxed: 0 };
      let started = performance.now();
      plainLoop(bars, given.fast, given.slow);
      plain.push(performance.now() - started);
      started = performance.now();
      const strategy = (context: never) => smaCross.create(context);
      same = runBacktest({
        bars,
        instrument: paperInstrument,
        warmupBars: given.slow,
        inputs: given,
        strategy: strategy as never,
      }).log;
      times_.here = performance.now() - started;
      started = performance.now();
      const result = await test.host.runBacktest('sma-cross', 'sma-cross', { inputs: given, series });
      times_.sandboxed = performance.now() - started;
      [orders, log] = [result.orders.length, result.log];
      here.push(times_.here);
      sandboxed.push(times_.sandboxed);
    }
    if (log !== same) throw new Error('The sandbox and this process disagree.');
    const rate = (ms: readonly number[]) => `${(((barCount / median(ms)) * 1000) / 1e6).toFixed(2)} M bars/s`;
    rows.push([
      `${given.fast}/${given.slow}`,
      `${orders}`,
      rate(sandboxed),
      rate(here),
      times(median(sandboxed) / median(here)),
      rate(plain),
    ]);
  }
  console.log(`SMA cross over ${barCount.toLocaleString('en')} bars, start of the isolate and statistics included:\n`);
  printTable(['averages', 'orders', 'in the sandbox', 'same loop in-process', 'ratio', 'the bare rule'], rows);
}

/** Limit orders that come, rest and go, against a bar a minute. */
function measureBroker(): void {
  const bars = walk(50_000, 5);
  const rates = Array.from({ length: rounds }, () => {
    let events = 0;
    const broker = new PaperBroker({ instruments: [paperInstrument], cash: '100000000', onEvent: () => void events++ });
    const started = performance.now();
    for (let i = 0; i < bars.length; i++) {
      const numbers = Object.fromEntries(barColumnNames.map((name) => [name, bars[name][i]])) as never;
      const t = bars.time[i] as number;
      broker.onData(paperInstrument.id, new NumberBar(t, t + 60_000, numbers));
      const price = (Math.round((bars.close[i] as number) * 100 + ((i * 7) % 60) - 30) / 100).toString();
      const side = i % 2 === 0 ? 'buy' : 'sell';
      broker.submit({ id: `o-${i}`, instrument: paperInstrument.id, side, type: 'limit', qty: '1', price }, t + 60_000);
      if (i >= 20) broker.cancel(`o-${i - 20}`, t + 60_000);
    }
    return (events / (performance.now() - started)) * 1000;
  });
  printTable(['paper broker', 'figure'], [['order events, 20 orders resting', `${show(median(rates) / 1000, 'k/s')}`]]);
}

if (import.meta.main) {
  await measureBacktests();
  measureBroker();
}
