/** Bars to test on: real ones, and random walks of a given seed. */

import { readFileSync } from 'node:fs';
import { ensureVegaData } from '../../../tools/vega-data.ts';
import { type Bars, type BarTuple, setBar, toBars } from './harness.ts';

const none = new Float64Array(0);
const noColumns = { length: 0, time: none, open: none, high: none, low: none, close: none, volume: none };

export function fromTuples(tuples: readonly BarTuple[], spare = 8): Bars {
  const bars = toBars(noColumns, tuples.length + spare);
  for (const [i, tuple] of tuples.entries()) setBar(bars, i, tuple);
  return bars;
}

/** The daily bars of the S&P 500, read here without the provider plugin. */
export function readRealBars(): Bars {
  const rows = readFileSync(ensureVegaData().path, 'utf8').trim().split('\n').slice(1);
  return fromTuples(
    rows.map((row) => {
      const [, open, high, low, close, , volume] = row.split(',').map(Number);
      return [open!, high!, low!, close!, volume!];
    }),
  );
}

/** A random walk; the same `seed` gives the same bars. */
export function randomWalk(length: number, seed: number): Bars {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let close = 100;
  const tuples = Array.from({ length }, (): BarTuple => {
    const open = close * (1 + (random() - 0.5) * 0.01);
    close = Math.max(0.01, open * (1 + (random() - 0.5) * 0.04));
    const high = Math.max(open, close) * (1 + random() * 0.01);
    const low = Math.min(open, close) * (1 - random() * 0.01);
    return [open, high, low, close, Math.floor(random() * 1e6)];
  });
  return fromTuples(tuples);
}
