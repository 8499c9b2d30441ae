/** Bars made up for tests: an ordinary walk, and one with everything that happens to prices now and then. */

import type { Bar, BarColumns } from '@omnitrade/contracts';
import { toBarColumns } from '@omnitrade/market';
import { createRandom, type Random } from './random.ts';

export const dayMs = 86_400_000;
/** Monday, 3 January 2000. */
export const firstDay = Date.UTC(2000, 0, 3);

/** A random walk without surprises: no bar stands still, no volume is zero. */
export function walk(length: number, seed: number): BarColumns {
  const random = createRandom(seed);
  let last = 100;
  return collect(length, (time) => {
    const open = last * (1 + (random.next() - 0.5) * 0.01);
    const close = Math.max(0.5, open * (1 + (random.next() - 0.5) * 0.04));
    last = close;
    return around(random, time, open, close, random.whole(1, 1_000_000));
  });
}

/** A walk with stretches that stand still, gaps, spikes, and bars without volume; prices may fall to zero. */
export function roughWalk(length: number, random: Random): BarColumns {
  let last = random.pick([100, 100, 1, 0.01, 50_000]);
  let still = 0;
  return collect(length, (time) => {
    if (still === 0 && random.next() < 0.06) still = random.whole(1, 12);
    if (still > 0) {
      still--;
      return { time, open: last, high: last, low: last, close: last, volume: random.pick([0, 0, 500]) };
    }
    const jump = random.next() < 0.04 ? random.pick([0, 0.2, 0.7, 1.6, 5]) : 1;
    const open = last * jump;
    const close = open * (1 + (random.next() - 0.48) * 0.06);
    last = close === 0 ? 10 : close;
    return around(random, time, open, close, random.next() < 0.1 ? 0 : random.whole(1, 1_000_000));
  });
}

/** The same bar, again and again. */
export const sameBars = (length: number, bar: Omit<Bar, 'time'>): BarColumns =>
  collect(length, (time) => ({ time, ...bar }));

/** Another bar at the same time. */
export function otherBar(random: Random, bar: Bar): Bar {
  const open = bar.open * (0.9 + random.next() * 0.2);
  return around(random, bar.time, open, open * (0.95 + random.next() * 0.1), random.whole(0, 1_000_000));
}

function around(random: Random, time: number, open: number, close: number, volume: number): Bar {
  const high = Math.max(open, close) * (1 + random.next() * 0.01);
  const low = Math.min(open, close) * (1 - random.next() * 0.01);
  return { time, open, high, low, close, volume };
}

function collect(length: number, make: (time: number) => Bar): BarColumns {
  return toBarColumns(Array.from({ length }, (_, i) => make(firstDay + i * dayMs)));
}
