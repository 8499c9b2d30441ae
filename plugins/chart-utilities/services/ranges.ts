/** How far prices moved in a bar, the gap to the bar before included. */

interface Prices {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** The span of bar `i` and the close before it; NaN at the first bar, which has no close before it. */
export function trueRangeOf({ high, low, close }: Prices, i: number): number {
  if (i === 0) return Number.NaN;
  const before = close[i - 1]!;
  return Math.max(high[i]!, before) - Math.min(low[i]!, before);
}

/** Fills `target[from, to)` with the true range of each bar. */
export function fillTrueRange(bars: Prices, target: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) target[i] = trueRangeOf(bars, i);
}
