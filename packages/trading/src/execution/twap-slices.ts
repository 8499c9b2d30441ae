/** The slices of an order that is spread evenly over time: the rules every such order type is held to. */

import type { Ms } from '@omnitrade/contracts';
import { Decimal, toDec } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { roundDown } from '../orders/increments.ts';
import type { OrderTerms } from '../orders/order-request.ts';

export interface TwapPlan {
  readonly horizonMs: number;
  readonly intervalMs: number;
}

/** The first slice is due at once, each further one an interval later. */
export interface TwapSlice {
  readonly afterMs: Ms;
  readonly qty: string;
}

/**
 * Equal slices, rounded down to the size increment, and what is left over as one slice more. Everything at once where a slice
 * would be smaller than can be traded.
 */
export function twapSlices(
  parent: OrderTerms,
  { horizonMs, intervalMs }: TwapPlan,
): { readonly slices: readonly TwapSlice[] } | { readonly refusal: Refusal } {
  const refuse = (field: string, expected: string) => ({
    refusal: orderError('bad-field', { order: parent.id, field, expected }),
  });
  if (parent.type !== 'market') return refuse('type', 'market: a limit would not be kept by slices');
  if (!(intervalMs > 0 && Number.isFinite(intervalMs))) return refuse('interval', 'a time above 0');
  if (!(horizonMs >= intervalMs && Number.isFinite(horizonMs))) return refuse('horizon', 'at least one interval');
  const count = Math.floor(horizonMs / intervalMs);
  const { sizeIncrement, minQty } = parent.instrument;
  const slice = roundDown(parent.qty.div(count), new Decimal(sizeIncrement));
  if (slice.isZero() || (minQty !== undefined && slice.lt(minQty)))
    return { slices: [{ afterMs: 0, qty: toDec(parent.qty) }] };
  const rest = parent.qty.minus(slice.times(count));
  const quantities = [...Array.from({ length: count }, () => slice), ...(rest.gt(0) ? [rest] : [])];
  return { slices: quantities.map((qty, i) => ({ afterMs: i * intervalMs, qty: toDec(qty) })) };
}
