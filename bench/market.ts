/** Measures the market hub: a last-bar update beside a short and a long history, and the CSV reader beside a general one. */

import { type Bar, type InstrumentId, toSeriesId } from '@omnitrade/contracts';
import { parse } from 'csv-parse/sync';
import { sampleBars, sampleInstrument } from '../packages/market/src/bar-samples.ts';
import { checkBars, createHub, type Hub, parseBarsCsv, toBarColumns, toBarsCsv } from '../packages/market/src/index.ts';

export interface MarketFigures {
  /** Microseconds for one tick, close or append through the hub, with one listener. */
  readonly usPerUpdate: { readonly bars5k: number; readonly bars1M: number };
  /** Milliseconds for 1,000,000 rows. */
  readonly msPerMillion: {
    readonly load: number;
    readonly reload: number;
    readonly check: number;
    readonly checkReversed: number;
    readonly readCsv: number;
    readonly writeCsv: number;
  };
  /** The general reader over the reader of this package, both ending with columns of numbers, 200,000 rows. */
  readonly csvRatio: number;
}

const million = 1_000_000;
const updates = 100_000;

export function measureMarket(): MarketFigures {
  const bars = sampleBars(million);
  const long = toBarColumns(bars);
  const reversed = toBarColumns([...bars].reverse());
  const short = toBarColumns(bars.slice(0, 5000));
  const csv = new TextEncoder().encode(toBarsCsv(long));
  const timeframe = '1m';
  const hub = createHub();
  const msPerMillion = {
    load: time(1, () => hub.load({ instrument: sampleInstrument, timeframe, bars: long, closed: million })),
    reload: time(3, () => hub.load({ instrument: sampleInstrument, timeframe, bars: long, closed: million })),
    check: time(3, () => checkBars(long)),
    checkReversed: time(3, () => checkBars(reversed)),
    readCsv: time(3, () => parseBarsCsv(csv, { name: 'bench' })),
    writeCsv: time(1, () => toBarsCsv(long)),
  };
  const other = { ...sampleInstrument, id: 'TEST:SHORT' as InstrumentId };
  hub.load({ instrument: other, timeframe, bars: short, closed: 5000 });
  const usPerUpdate = {
    bars5k: measureUpdates(hub, other.id, bars[4999] as Bar),
    bars1M: measureUpdates(hub, sampleInstrument.id, bars[million - 1] as Bar),
  };
  return { usPerUpdate, msPerMillion, csvRatio: measureCsvRatio(bars.slice(0, million / 5)) };
}

/** A hundred ticks to a bar, the last of which closes it. */
function measureUpdates(hub: Hub, instrument: InstrumentId, last: Bar): number {
  const id = toSeriesId(instrument, '1m');
  let heard = 0;
  using _ = hub.listen(id, ({ from }) => {
    heard += from;
  });
  let at = last.time;
  const ms = time(7, () => {
    for (let i = 0; i < updates; i++) {
      if (i % 100 === 0) at += 60_000;
      hub.update(id, { ...last, time: at, volume: i }, i % 100 === 99);
    }
  });
  if (heard === 0) throw new Error('The listener heard nothing.');
  return (ms * 1000) / updates;
}

function measureCsvRatio(bars: readonly Bar[]): number {
  const csv = Buffer.from(toBarsCsv(toBarColumns(bars)));
  const general = time(3, () => {
    const records = parse(csv) as string[][];
    return toBarColumns(records.slice(1).map((record) => toBar(record)));
  });
  return general / time(3, () => parseBarsCsv(csv, { name: 'bench' }));
}

function toBar([time = '', ...values]: readonly string[]): Bar {
  const [open, high, low, close, volume] = values.map(Number) as [number, number, number, number, number];
  return { time: Date.parse(time), open, high, low, close, volume };
}

/** Milliseconds of the quickest round. */
function time(rounds: number, work: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

if (import.meta.main) {
  const { usPerUpdate, msPerMillion, csvRatio } = measureMarket();
  const { bars5k, bars1M } = usPerUpdate;
  console.log(`last-bar update   5,000 bars ${bars5k.toFixed(3)} µs, 1,000,000 bars ${bars1M.toFixed(3)} µs`);
  console.log(`                  ratio ${(bars1M / bars5k).toFixed(2)} (goal: 1, whatever the history)`);
  for (const [name, ms] of Object.entries(msPerMillion))
    console.log(`${name.padEnd(17)} ${ms.toFixed(0)} ms per 1,000,000 bars`);
  console.log(`bars CSV          a general reader takes ${csvRatio.toFixed(1)} times as long`);
}
