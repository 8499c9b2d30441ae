/** Prices weighted by volume since the beginning of a period: their mean, and how far they lie from it. */

import { type Anchor, isAnchored } from './periods.ts';

/** Columns the caller keeps between windows: running mean, sum of squared distances, and volume. */
export interface VolumeSums {
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  readonly volume: Float64Array;
}

/**
 * Fills `sums[from, to)`. The mean moves by each bar's share of the volume so far, and the squares by what that adds to
 * them, so that nothing large is ever subtracted from something as large. A bar without volume moves nothing; before the
 * first volume of a period the mean is the bar's own price.
 */
export function fillVolumeWeighted(
  { price, volume, time }: { readonly price: Float64Array; readonly volume: Float64Array; readonly time: Float64Array },
  sums: VolumeSums,
  { anchor, dayBeginsMs = 0 }: { readonly anchor: Anchor; readonly dayBeginsMs?: number },
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const begins = isAnchored(time, i, anchor, dayBeginsMs);
    const before = begins ? 0 : sums.volume[i - 1]!;
    const weight = volume[i]! > 0 ? volume[i]! : 0;
    const total = before + weight;
    const mean = before > 0 ? sums.mean[i - 1]! : price[i]!;
    const distance = price[i]! - mean;
    const moved = total > 0 ? mean + (distance * weight) / total : mean;
    sums.volume[i] = total;
    sums.mean[i] = moved;
    sums.squares[i] = (before > 0 ? sums.squares[i - 1]! : 0) + weight * distance * (price[i]! - moved);
  }
}
