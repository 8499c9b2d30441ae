/** Where prices turned: bars whose high (or low) no bar within a span on either side exceeds. */

export interface Pivot {
  /** Place among the given values. */
  readonly at: number;
  readonly kind: 'high' | 'low';
  readonly price: number;
}

/** In order of place. Of equal extremes within a span the first counts. */
export function findPivots(high: Float64Array, low: Float64Array, span: number): Pivot[] {
  const pivots: Pivot[] = [];
  for (let at = span; at + span < high.length; at++) {
    if (isExtreme(high, at, span, (one, other) => one > other)) pivots.push({ at, kind: 'high', price: high[at]! });
    if (isExtreme(low, at, span, (one, other) => one < other)) pivots.push({ at, kind: 'low', price: low[at]! });
  }
  return pivots;
}

function isExtreme(
  values: Float64Array,
  at: number,
  span: number,
  beats: (one: number, other: number) => boolean,
): boolean {
  const value = values[at]!;
  for (let i = at - span; i < at; i++) if (!beats(value, values[i]!)) return false;
  for (let i = at + 1; i <= at + span; i++) if (beats(values[i]!, value)) return false;
  return true;
}
