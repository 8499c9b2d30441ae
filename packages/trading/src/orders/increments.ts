/** Prices and quantities on the steps an instrument trades in; each rounding says in which direction it goes. */

import type { Side } from '@omnitrade/contracts';
import { Decimal } from '../decimals.ts';

export function isMultiple(value: Decimal, increment: Decimal): boolean {
  return value.mod(increment).isZero();
}

export function roundDown(value: Decimal, increment: Decimal): Decimal {
  return value.div(increment).toDecimalPlaces(0, Decimal.ROUND_FLOOR).times(increment);
}

export function roundUp(value: Decimal, increment: Decimal): Decimal {
  return value.div(increment).toDecimalPlaces(0, Decimal.ROUND_CEIL).times(increment);
}

/** A limit never moves through the market by being rounded: bids go down, offers up. */
export function roundLimit(price: Decimal, increment: Decimal, side: Side): Decimal {
  return side === 'buy' ? roundDown(price, increment) : roundUp(price, increment);
}

/** A stop never comes closer to the market by being rounded: buy stops lie above it, sell stops below. */
export function roundStop(price: Decimal, increment: Decimal, side: Side): Decimal {
  return side === 'buy' ? roundUp(price, increment) : roundDown(price, increment);
}
