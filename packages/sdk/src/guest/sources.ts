/** The columns an input named `source` can select, made from the bars once per series and kept up to date. */

import { seriesColumns } from './column-sets.ts';

/** Index of the bar column, or how to make the value from the six columns. */
const recipes: Readonly<Record<string, number | ((bars: readonly Float64Array[], i: number) => number)>> = {
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  hl2: (b, i) => (at(b, 2, i) + at(b, 3, i)) / 2,
  hlc3: (b, i) => (at(b, 2, i) + at(b, 3, i) + at(b, 4, i)) / 3,
  ohlc4: (b, i) => (at(b, 1, i) + at(b, 2, i) + at(b, 3, i) + at(b, 4, i)) / 4,
};
const at = (bars: readonly Float64Array[], column: number, i: number): number =>
  (bars[column] as Float64Array)[i] as number;

export const isSource = (value: unknown): value is string => typeof value === 'string' && Object.hasOwn(recipes, value);

/** A made column: values [0, filled) are there. */
interface Made {
  readonly column: Float64Array;
  filled: number;
}

/** Made columns by the bars they were made from: when those move or go, these go too. */
const made = new WeakMap<readonly Float64Array[], Map<string, Made>>();

/** Returns the column of a source at full capacity, with [from, to) freshly made where it has to be. */
export function fillSource(series: number, source: string, from: number, to: number): Float64Array {
  const bars = seriesColumns(series);
  if (!bars) throw new Error('The bars of this series are not here.');
  const recipe = recipes[source] ?? 4;
  if (typeof recipe === 'number') return bars[recipe] as Float64Array;
  let ofBars = made.get(bars);
  if (!ofBars) {
    ofBars = new Map();
    made.set(bars, ofBars);
  }
  let known = ofBars.get(source);
  if (!known) {
    known = { column: new Float64Array((bars[0] as Float64Array).length), filled: 0 };
    ofBars.set(source, known);
  }
  const { column, filled } = known;
  // Bars that have moved to a larger buffer are made anew from the first one on.
  for (let i = Math.min(from, filled); i < to; i++) column[i] = recipe(bars, i);
  known.filled = Math.max(filled, to);
  return column;
}
