/** Bars, and strategies written on the spot, for the tests of the desk. */

import type { BarColumns, InstrumentId, SeriesReader } from '@omnitrade/contracts';
import { createSeries } from '@omnitrade/market';
import type { WrittenPlugin } from '../host-fixture.ts';

export const minute = 60_000;

export const paperInstrument = {
  id: 'PAPER:ABC' as InstrumentId,
  title: 'Sample',
  kind: 'other',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: true,
} as const;

/** A walk in hundredths around 100, a bar a minute, the same every time. */
export function walk(length: number, seed = 1): BarColumns {
  const make = () => new Float64Array(length);
  const bars = { length, time: make(), open: make(), high: make(), low: make(), close: make(), volume: make() };
  let state = (seed * 0x9e3779b1) | 0 || 1;
  const next = (range: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % range;
  };
  let price = 10_000;
  for (let i = 0; i < length; i++) {
    const open = price + next(5) - 2;
    const close = Math.max(1000, open + next(41) - 20 + Math.sign(10_000 - open) * 2);
    bars.time[i] = i * minute;
    bars.open[i] = open / 100;
    bars.close[i] = close / 100;
    bars.high[i] = (Math.max(open, close) + next(15)) / 100;
    bars.low[i] = (Math.min(open, close) - next(15)) / 100;
    bars.volume[i] = 100_000 + next(100_000);
    price = close;
  }
  return bars;
}

export function toSeries(bars: BarColumns): SeriesReader {
  const series = createSeries({
    id: 'PAPER:ABC@1m' as SeriesReader['id'],
    instrument: paperInstrument,
    timeframe: '1m',
  });
  series.reset(bars, bars.length);
  return series;
}

/** A plugin with one strategy `it`; `body` is what `create(context)` does. */
export function strategyPlugin(name: string, body: string, more = ''): WrittenPlugin {
  const code = `export default { activate({ trading }) {
    trading.addStrategy({ id: 'it', title: 'It', inputs: { qty: { type: 'string', default: '1' } }, ${more}
      create(context) { ${body} } });
  } };`;
  return {
    name,
    permissions: ['data:read', 'trading:place-orders'],
    extensionPoints: ['trading.strategy'],
    files: { 'index.js': code },
  };
}
