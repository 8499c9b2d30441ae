/** A change of a working order: what it asks for, checked against the order as it stands. */

import type { OrderPatch } from '@omnitrade/contracts';
import { type Decimal, toDec } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { readPrice, readQty, readTrail, tryRead } from '../orders/check-order.ts';
import type { Order } from '../orders/order.ts';
import type { Trail } from '../orders/order-request.ts';

/** The new values; more quantity or another price costs the place in the queue, less quantity does not. */
export interface OrderChange {
  readonly qty: Decimal;
  readonly price?: Decimal;
  readonly stop?: Decimal;
  readonly trail?: Trail;
  readonly losesPlace: boolean;
}

/** Reads a change; `qty` means the whole quantity, what is filled included. */
export function readChange(order: Order, patch: OrderPatch): OrderChange | { readonly refusal: Refusal } {
  const { id } = order;
  const { instrument } = order.terms;
  const read = tryRead(() => {
    const price = patch.price === undefined ? order.price : readPrice(id, 'price', patch.price, instrument);
    return {
      price,
      stop: patch.stop === undefined ? order.stop : readPrice(id, 'stop', patch.stop, instrument),
      trail: patch.trail === undefined ? order.trail : readTrail(id, patch.trail),
      qty: patch.qty === undefined ? order.qty : readQty(id, patch.qty, instrument, price),
    };
  });
  if ('refusal' in read) return read;
  const { qty, price, stop, trail } = read.value;
  const refusal = refuseChange(order, patch, qty);
  if (refusal) return { refusal };
  const moves = !isSame(price, order.price) || !isSame(stop, order.stop) || trail !== order.trail;
  if (!moves && qty.eq(order.qty)) return { refusal: orderError('nothing-to-change', { order: id }) };
  return {
    qty,
    ...(price && { price }),
    ...(stop && { stop }),
    ...(trail && { trail }),
    losesPlace: moves || qty.gt(order.qty),
  };
}

function refuseChange(order: Order, patch: OrderPatch, qty: Decimal): Refusal | undefined {
  const { id, type, triggered, cumQty } = order;
  const needless = (field: string, why: string) => orderError('needless-field', { order: id, field, why });
  if (patch.price !== undefined && !order.price) return needless('price', `a ${type} order has no limit`);
  if (patch.stop !== undefined && (type === 'market' || type === 'limit'))
    return needless('stop', `a ${type} order has no trigger`);
  if (patch.stop !== undefined && triggered) return needless('stop', 'its trigger was reached');
  if (patch.trail !== undefined && !order.trail) return needless('trail', 'it does not trail');
  if (qty.lte(cumQty)) return orderError('below-filled', { order: id, filled: toDec(cumQty) });
  return undefined;
}

const isSame = (a: Decimal | undefined, b: Decimal | undefined) => (a && b ? a.eq(b) : a === b);

/** The order as it would be, to ask whether it could stand; the order itself is untouched. */
export function withChange(order: Order, change: OrderChange): Order {
  const changed = { ...order };
  putChange(changed, change);
  return changed;
}

export function putChange(order: Order, { qty, price, stop, trail }: OrderChange): void {
  order.qty = qty;
  if (price) order.price = price;
  if (stop) order.stop = stop;
  if (trail) order.trail = trail;
}
