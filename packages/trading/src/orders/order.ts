/** An order on its way: its terms as they stand now, its state and what was filled. The broker that made it owns it. */

import type { Ms, OrderState, OrderType, Side, TimeInForce } from '@omnitrade/contracts';
import { type Decimal, zero } from '../decimals.ts';
import type { OrderTerms, Trail } from './order-request.ts';
import { moveOrder } from './order-states.ts';

export interface Order {
  readonly id: string;
  /** Given by the venue when it accepts the order. */
  venueId?: string;
  /** Place in the order of arrival; a change that would jump the queue gets a new one. */
  rank: number;
  readonly terms: OrderTerms;
  readonly side: Side;
  readonly type: OrderType;
  readonly tif: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  state: OrderState;
  /** The state before a pending one. */
  cameFrom?: OrderState;
  /** Whole quantity, what is filled included. */
  qty: Decimal;
  price?: Decimal;
  stop?: Decimal;
  trail?: Trail;
  expireAt?: Ms;
  /** Since when the terms stand: bars that opened earlier may not fill the order under policies that look at a bar's path. */
  since: Ms;
  /** True once the trigger was reached: what is left is a market order (stop) or a limit order (stop-limit). */
  triggered: boolean;
  /** True once the order met a market without being filled: from then on it rests, and fills as maker. */
  posted: boolean;
  /** True while it waits for its parent to fill. */
  held: boolean;
  cumQty: Decimal;
  /** Sum of price times quantity over all fills. */
  cost: Decimal;
  fees: Decimal;
  /** What the fees come to before the least fee of an order is applied. */
  feesDue: Decimal;
  /** Trades already counted, so that a report that comes twice counts once. */
  readonly trades: Set<string>;
}

export function createOrder(terms: OrderTerms, since: Ms, rank: number): Order {
  const { id, side, type, tif, postOnly, reduceOnly, qty, price, stop, trail, expireAt } = terms;
  return {
    id,
    rank,
    terms,
    side,
    type,
    tif,
    postOnly,
    reduceOnly,
    state: 'initialized',
    qty,
    ...(price && { price }),
    ...(stop && { stop }),
    ...(trail && { trail }),
    ...(expireAt !== undefined && { expireAt }),
    since,
    triggered: false,
    posted: false,
    held: false,
    cumQty: zero,
    cost: zero,
    fees: zero,
    feesDue: zero,
    trades: new Set(),
  };
}

/** Moves the order, and remembers where a pending one came from. Throws `trading.illegal-move`. */
export function setState(order: Order, to: OrderState): void {
  const from = order.state;
  order.state = moveOrder(from, to, order.id, order.cameFrom);
  if (to === 'pending_update' || to === 'pending_cancel') order.cameFrom = from;
  else delete order.cameFrom;
}

export function leavesOf(order: Order): Decimal {
  return order.qty.minus(order.cumQty);
}

export function averageOf(order: Order): Decimal | undefined {
  return order.cumQty.isZero() ? undefined : order.cost.div(order.cumQty);
}

/** +1 for a buy, -1 for a sell. */
export function signOf(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export const oppositeOf = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** True while the order is nothing but a price limit: a limit order, or a stop-limit behind its trigger. */
export const isPlainLimit = (order: Order) =>
  order.type === 'limit' || (order.type === 'stop-limit' && order.triggered);

/** True while the order takes whatever price there is: a market order, or a stop behind its trigger. */
export const isPlainMarket = (order: Order) => order.type === 'market' || (order.type === 'stop' && order.triggered);

/** True if `price` is better for the side than `than`: lower for a buy, higher for a sell. */
export const isBetter = (side: Side, price: Decimal, than: Decimal) =>
  side === 'buy' ? price.lt(than) : price.gt(than);
