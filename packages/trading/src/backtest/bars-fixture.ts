/** Bars for tests and measurements that look like a market and are the same every time. */

import type { BarColumns } from '@omnitrade/contracts';

const minute = 60_000;

/** A walk in hundredths around 100, one bar a minute; `seed` gives another one. */
export function walkBars(length: number, seed = 1, firstTime = 0): BarColumns {
  const column = () => new Float64Array(length);
  const bars = {
    length,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let state = (seed * 0x9e3779b1) | 0 || 1;
  const next = (range: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % range;
  };
  let price = 10_000;
  for (let i = 0; i < length; i++) {
    const open = Math.max(1000, price + next(5) - 2);
    // A pull back to 100 keeps long walks where prices have two decimals.
    const close = Math.max(
      1000,
      open + next(41) - 20 + Math.sign(10_000 - open) * (Math.abs(10_000 - open) > 3000 ? 5 : 0),
    );
    bars.time[i] = firstTime + i * minute;
    bars.open[i] = open / 100;
    bars.close[i] = close / 100;
    bars.high[i] = (Math.max(open, close) + next(15)) / 100;
    bars.low[i] = (Math.min(open, close) - next(15)) / 100;
    bars.volume[i] = 1000 + next(100_000);
    price = close;
  }
  return bars;
}
