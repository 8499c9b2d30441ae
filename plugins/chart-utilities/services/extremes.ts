/** The highest and lowest of the last values of a column. */

/** NaN if there are fewer than `length` values, or if one of them is missing. */
export function highestOf(values: Float64Array, last: number, length: number): number {
  const first = last - length + 1;
  if (first < 0) return Number.NaN;
  let highest = values[first]!;
  for (let i = first + 1; i <= last; i++) highest = Math.max(highest, values[i]!);
  return highest;
}

/** NaN if there are fewer than `length` values, or if one of them is missing. */
export function lowestOf(values: Float64Array, last: number, length: number): number {
  const first = last - length + 1;
  if (first < 0) return Number.NaN;
  let lowest = values[first]!;
  for (let i = first + 1; i <= last; i++) lowest = Math.min(lowest, values[i]!);
  return lowest;
}

/** Halfway between the highest high and the lowest low of the last `length` bars. */
export function midpointOf(high: Float64Array, low: Float64Array, last: number, length: number): number {
  return (highestOf(high, last, length) + lowestOf(low, last, length)) / 2;
}
