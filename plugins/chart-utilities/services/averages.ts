/** Averages over columns: the plain one, and those that move towards each new value by a fixed weight. */

/** Mean of the `length` values that end at `last`; NaN if there are fewer, or if one of them is missing. */
export function meanOf(values: Float64Array, last: number, length: number): number {
  const first = last - length + 1;
  if (first < 0) return Number.NaN;
  let sum = 0;
  for (let i = first; i <= last; i++) sum += values[i]!;
  return sum / length;
}

/** Fills `target[from, to)` with the mean of the last `length` values of `source`, summed anew at each bar: it never drifts. */
export function fillMean(source: Float64Array, target: Float64Array, length: number, from: number, to: number): void {
  for (let i = from; i < to; i++) target[i] = meanOf(source, i, length);
}

/** Weight of the newest value in an exponential average of that length. */
export const averageWeight = (length: number): number => 2 / (length + 1);
/** Weight of the newest value in Wilder's average of that length. */
export const wilderWeight = (length: number): number => 1 / length;

/**
 * Fills `target[from, to)` with an average of `source` that moves by `weight` towards each value. Its seed is the mean of
 * the first `length` values; missing values at the front delay it, a later one ends the average until it can be seeded anew.
 * All it needs to go on stands in `target[from - 1]`.
 */
export function fillAverage(
  source: Float64Array,
  target: Float64Array,
  { length, weight }: { readonly length: number; readonly weight: number },
  from: number,
  to: number,
): void {
  let value = from > 0 ? target[from - 1]! : Number.NaN;
  for (let i = from; i < to; i++) {
    value = Number.isNaN(value) ? meanOf(source, i, length) : value + weight * (source[i]! - value);
    target[i] = value;
  }
}

/** Bars after the seed until its share in the average is below 1e-8. */
export function barsToForget(weight: number): number {
  return weight >= 1 ? 1 : Math.ceil(Math.log(1e-8) / Math.log1p(-weight));
}
