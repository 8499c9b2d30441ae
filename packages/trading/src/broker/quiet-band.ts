/** Which bars no resting order can act on: what lets a backtest run ahead without asking the broker at every bar. */

import type { Ms } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';
import { isPlainLimit, isPlainMarket, type Order } from '../orders/order.ts';

/** A bar is quiet if its low is above `low`, its high below `high`, and it ends before `until`. */
export interface QuietBand {
  readonly low: number;
  readonly high: number;
  readonly until: Ms;
}

export const neverQuiet: QuietBand = { low: Infinity, high: -Infinity, until: -Infinity };

/** Doubles compare prices here, so the band is drawn a hair narrower than the decimals are. */
const slack = 1e-12;

export const isForAuction = (order: Order) => order.tif === 'OPG' || order.tif === 'CLS';

/** True for orders that act on, or change with, every bar. */
const isRestless = (order: Order) =>
  isPlainMarket(order) ||
  order.trail !== undefined ||
  !order.posted ||
  order.tif === 'IOC' ||
  order.tif === 'FOK' ||
  isForAuction(order);

export function quietBandOf(orders: Iterable<Order>): QuietBand {
  let [low, high, until] = [-Infinity, Infinity, Infinity];
  for (const order of orders) {
    until = Math.min(until, order.expireAt ?? Infinity);
    if (order.held) continue;
    if (isRestless(order)) return neverQuiet;
    const limited = isPlainLimit(order);
    const price = toNumber(limited ? order.price : order.stop);
    const isBelow = limited === (order.side === 'buy');
    if (isBelow) low = Math.max(low, price + Math.abs(price) * slack);
    else high = Math.min(high, price - Math.abs(price) * slack);
  }
  return { low, high, until };
}

const toNumber = (price: Decimal | undefined) => (price ? price.toNumber() : Number.NaN);
