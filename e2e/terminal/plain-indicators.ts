/** The start workspace's indicators written once more in the plainest way, for what the page must show. */

/** Mean of the last `length` values up to and with `at`. */
export function mean(values: Float64Array, at: number, length: number): number {
  return values.subarray(at + 1 - length, at + 1).reduce((sum, value) => sum + value, 0) / length;
}

/** Upper band, basis and lower band: the mean, and twice the deviation of the population around it. */
export function bands(values: Float64Array, at: number, length = 20): [number, number, number] {
  const basis = mean(values, at, length);
  const squares = values.subarray(at + 1 - length, at + 1).reduce((sum, value) => sum + (value - basis) ** 2, 0);
  const width = 2 * Math.sqrt(squares / length);
  return [basis + width, basis, basis - width];
}

/** Wilder's: means of rises and falls, seeded with the plain mean of the first `length`. */
export function strength(values: Float64Array, at: number, length = 14): number {
  let rise = 0;
  let fall = 0;
  for (let i = 1; i <= at; i++) {
    const change = (values[i] as number) - (values[i - 1] as number);
    const keep = i <= length ? 1 : 1 - 1 / length;
    rise = rise * keep + Math.max(change, 0) / length;
    fall = fall * keep + Math.max(-change, 0) / length;
  }
  return 100 - 100 / (1 + rise / fall);
}
