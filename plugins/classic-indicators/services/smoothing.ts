/** The one recursion behind EMA, MACD, RSI and ATR: an average that moves towards each new value by a fixed weight. */

import { windowMean } from './window.ts';

/** Weight of the newest value in an exponential average. */
export const emaWeight = (length: number): number => 2 / (length + 1);
/** Weight of the newest value in Wilder's average (RMA). */
export const wilderWeight = (length: number): number => 1 / length;

/**
 * Fills `target[from, to)` with the smoothed `source`, seeded with the mean of its first `length` values.
 * Leading NaN in `source` delay the seed; a later NaN ends the average, and it is seeded again as soon as it can be.
 * Everything it needs to go on stands in `target[from - 1]`, so the result is the same however the bars are cut.
 */
export function smooth(
  source: Float64Array,
  target: Float64Array,
  length: number,
  weight: number,
  from: number,
  to: number,
): void {
  let value = from > 0 ? target[from - 1]! : Number.NaN;
  for (let i = from; i < to; i++) {
    value = Number.isNaN(value) ? windowMean(source, i, length) : value + weight * (source[i]! - value);
    target[i] = value;
  }
}

/** What may be left of the seed: with it even a seed that is off by a hundred times the value moves it by under 1e-6. */
const forgotten = 1e-8;

/** Number of values after the seed until its share in the average is below 1e-8. */
export function barsToForget(weight: number): number {
  return Math.ceil(Math.log(forgotten) / Math.log1p(-weight));
}
