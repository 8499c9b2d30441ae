/** The same formulas written a second time, each value from the bars alone, as slowly as that is. */

import type { Bars } from '../../classic-indicators/test/harness.ts';

export type Values = readonly (number | undefined)[];

const at = (column: Float64Array, i: number): number => column[i] as number;
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function trueRanges({ high, low, close, length }: Bars): number[] {
  return Array.from({ length: length - 1 }, (_, k) => {
    const [i, before] = [k + 1, at(close, k)];
    return Math.max(at(high, i) - at(low, i), Math.abs(at(high, i) - before), Math.abs(at(low, i) - before));
  });
}

/** By bar; undefined before the first. */
export function plainAtr(bars: Bars, n: number): Values {
  const ranges = trueRanges(bars);
  const values: (number | undefined)[] = Array.from({ length: bars.length });
  let value = average(ranges.slice(0, n));
  for (let i = n; i < bars.length; i++) {
    if (i > n) value = (value * (n - 1) + (ranges[i - 1] as number)) / n;
    values[i] = value;
  }
  return values;
}

export function plainSuperTrend(bars: Bars, n: number, factor: number): Values {
  const ranges = plainAtr(bars, n);
  const stops: (number | undefined)[] = Array.from({ length: bars.length });
  let [upper, lower, rising] = [Number.NaN, Number.NaN, true];
  for (let i = n; i < bars.length; i++) {
    const middle = (at(bars.high, i) + at(bars.low, i)) / 2;
    const width = factor * (ranges[i] as number);
    const before = at(bars.close, i - 1);
    const first = i === n;
    upper = first || before > upper ? middle + width : Math.min(upper, middle + width);
    lower = first || before < lower ? middle - width : Math.max(lower, middle - width);
    if (!first) rising = rising ? at(bars.close, i) >= lower : at(bars.close, i) > upper;
    stops[i] = rising ? lower : upper;
  }
  return stops;
}

/** Since the first bar of each calendar month, from all of its bars anew. */
export function plainMonthlyVwap(bars: Bars, deviations: number): { vwap: number[]; upper: number[] } {
  const monthOf = (i: number) => new Date(at(bars.time, i)).toISOString().slice(0, 7);
  const result = { vwap: [] as number[], upper: [] as number[] };
  for (let i = 0; i < bars.length; i++) {
    let first = i;
    while (first > 0 && monthOf(first - 1) === monthOf(i)) first--;
    const period = Array.from({ length: i - first + 1 }, (_, k) => first + k);
    const price = (k: number) => (at(bars.high, k) + at(bars.low, k) + at(bars.close, k)) / 3;
    const total = period.reduce((sum, k) => sum + at(bars.volume, k), 0);
    const vwap = period.reduce((sum, k) => sum + at(bars.volume, k) * price(k), 0) / total;
    const squares = period.reduce((sum, k) => sum + at(bars.volume, k) * (price(k) - vwap) ** 2, 0) / total;
    result.vwap.push(vwap);
    result.upper.push(vwap + deviations * Math.sqrt(squares));
  }
  return result;
}
