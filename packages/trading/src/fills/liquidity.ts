/** How much can be had at one price level, and who has had it: so that two orders cannot eat the same size. */

import { type Decimal, max, zero } from '../decimals.ts';
import { roundDown } from '../orders/increments.ts';
import type { Order } from '../orders/order.ts';

/** The size at one price level, from one piece of market data until the next. */
export interface Level {
  /** What the order can still have of it; undefined without bound. */
  available(order: Order): Decimal | undefined;
  take(order: Order, qty: Decimal): void;
}

/** `shared`: what one order takes, the others miss. Otherwise each order meets the whole size, once. */
export function createLevel(size: Decimal | undefined, shared: boolean): Level {
  if (size === undefined) return { available: () => undefined, take: () => {} };
  let taken = zero;
  const takenBy = new Map<string, Decimal>();
  return {
    available: (order) => max(zero, size.minus(shared ? taken : (takenBy.get(order.id) ?? zero))),
    take: (order, qty) => {
      if (shared) taken = taken.plus(qty);
      else takenBy.set(order.id, (takenBy.get(order.id) ?? zero).plus(qty));
    },
  };
}

/** Points of a bar's path. */
const points = 4;

/**
 * The size at each of the four points of a bar's path: a quarter each, rounded down to the increment, the rest at the
 * close; nowhere below `least`.
 */
export function splitVolume(volume: Decimal, increment: Decimal, least: Decimal): readonly Decimal[] {
  const quarter = max(roundDown(volume.div(points), increment), least);
  const rest = max(roundDown(volume.minus(quarter.times(points - 1)), increment), least);
  return [quarter, quarter, quarter, rest];
}
