/** What a broker must know of the past to go on: positions and working orders as JSON, for those who keep them over a restart. */

import type { Dec, Instrument, InstrumentId, Ms, OrderState } from '@omnitrade/contracts';
import { readDec, toDec, zero } from '../decimals.ts';
import { tradingError } from '../errors.ts';
import type { Order } from '../orders/order.ts';
import type { OrderTerms, Trail } from '../orders/order-request.ts';
import { isWorking } from '../orders/order-states.ts';
import type { Position } from './account.ts';

export interface SavedPosition {
  readonly instrument: InstrumentId;
  readonly qty: Dec;
  /** What the open quantity was bought or sold for, without multiplier; null if it came from outside without a price. */
  readonly cost: Dec | null;
  readonly realised: Dec;
  readonly fees: Dec;
}

/** A working order. */
export interface SavedOrder {
  readonly id: string;
  readonly instrument: InstrumentId;
  readonly side: OrderTerms['side'];
  readonly type: OrderTerms['type'];
  readonly tif: OrderTerms['tif'];
  readonly state: OrderState;
  readonly rank: number;
  readonly venueId?: string;
  readonly qty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly trail?: string;
  readonly expireAt?: Ms;
  readonly since: Ms;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly triggered: boolean;
  readonly posted: boolean;
  readonly held: boolean;
  readonly oco?: string;
  readonly parent?: string;
  readonly cumQty: Dec;
  readonly cost: Dec;
  readonly fees: Dec;
  readonly feesDue: Dec;
}

export function savePosition({ instrument, qty, cost, realised, fees }: Position): SavedPosition {
  const toText = (value: Position['qty']) => toDec(value);
  return {
    instrument: instrument.id,
    qty: toText(qty),
    cost: cost ? toText(cost) : null,
    realised: toText(realised),
    fees: toText(fees),
  };
}

export function restorePosition(saved: SavedPosition, instrument: Instrument): Position {
  const { qty, cost, realised, fees } = saved;
  return {
    instrument,
    qty: readDec(qty) ?? zero,
    cost: cost === null ? undefined : readDec(cost),
    realised: readDec(realised) ?? zero,
    fees: readDec(fees) ?? zero,
  };
}

export function saveOrder(order: Readonly<Order>): SavedOrder {
  const { terms, price, stop, trail, expireAt, venueId } = order;
  return {
    id: order.id,
    instrument: terms.instrument.id,
    side: order.side,
    type: order.type,
    tif: order.tif,
    // A request that was under way was never answered: the order stands as it did.
    state: order.cameFrom ?? order.state,
    rank: order.rank,
    ...(venueId !== undefined && { venueId }),
    qty: toDec(order.qty),
    ...(price && { price: toDec(price) }),
    ...(stop && { stop: toDec(stop) }),
    ...(trail && { trail: `${toDec(trail.amount)}${trail.percent ? '%' : ''}` }),
    ...(expireAt !== undefined && { expireAt }),
    since: order.since,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    triggered: order.triggered,
    posted: order.posted,
    held: order.held,
    ...(terms.oco !== undefined && { oco: terms.oco }),
    ...(terms.parent !== undefined && { parent: terms.parent }),
    cumQty: toDec(order.cumQty),
    cost: toDec(order.cost),
    fees: toDec(order.fees),
    feesDue: toDec(order.feesDue),
  };
}

/** Throws `trading.bad-saved-order` for one that cannot have been saved. */
export function restoreOrder(saved: SavedOrder, instrument: Instrument): Order {
  const { id, side, type, tif, state, rank, venueId, expireAt, since, postOnly, reduceOnly, oco, parent } = saved;
  const [qty, cumQty, cost] = [readDec(saved.qty), readDec(saved.cumQty), readDec(saved.cost)];
  if (!qty?.gt(0) || !cumQty || !cost || !isWorking(state)) throw tradingError('bad-saved-order', { order: `${id}` });
  const [price, stop, trail] = [readDec(saved.price), readDec(saved.stop), readTrail(saved.trail)];
  const prices = { ...(price && { price }), ...(stop && { stop }), ...(trail && { trail }) };
  const time = expireAt === undefined ? {} : { expireAt };
  const links = { ...(oco !== undefined && { oco }), ...(parent !== undefined && { parent }) };
  return {
    ...{ id, rank, side, type, tif, postOnly, reduceOnly, state, qty, since, cumQty, cost },
    ...(venueId !== undefined && { venueId }),
    ...prices,
    ...time,
    terms: { id, instrument, side, type, qty, ...prices, tif, ...time, postOnly, reduceOnly, ...links },
    triggered: saved.triggered,
    posted: saved.posted,
    held: saved.held,
    fees: readDec(saved.fees) ?? zero,
    feesDue: readDec(saved.feesDue) ?? zero,
    trades: new Set(),
  };
}

function readTrail(text: string | undefined): Trail | undefined {
  if (text === undefined) return undefined;
  const percent = text.endsWith('%');
  const amount = readDec(percent ? text.slice(0, -1) : text);
  return amount && { amount, percent };
}
