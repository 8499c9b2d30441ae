/** Smallest and largest of some values: what a price scale must show. */

/** Over rows [first, last] of each column and the single values `also`; undefined where there is no finite number. */
export function toValueRange(
  columns: readonly Float64Array[],
  first: number,
  last: number,
  also: readonly number[] = [],
): [smallest: number, largest: number] | undefined {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let i = first; i <= last; i++) {
      const value = column[i] as number;
      // Comparisons with NaN are false, so gaps pass by.
      if (value < smallest && value !== Number.NEGATIVE_INFINITY) smallest = value;
      if (value > largest && value !== Number.POSITIVE_INFINITY) largest = value;
    }
  }
  if (smallest > largest) return undefined;
  for (const value of also) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return [smallest, largest];
}
