/** A column of numbers in a few: how many, their mean and population deviation, the least and the most. */

export interface Description {
  readonly count: number;
  readonly mean?: number;
  readonly deviation?: number;
  readonly least?: number;
  readonly most?: number;
}

/** Missing values are passed over; of none at all there is only the count. */
export function describe(values: Float64Array): Description {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return count === 0 ? { count } : { count, mean, deviation: Math.sqrt(squares / count), least, most };
}
