/** Orders, fills and accounts in the words that plugins, host and page share: all amounts are decimal text. */

import type { Dec } from './decimal.ts';
import type { InstrumentId } from './ids.ts';
import type { Ms } from './market.ts';

export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];

/** The primitive types a venue knows; order types of plugins are carried out as several of these. */
export const orderTypes = ['market', 'limit', 'stop', 'stop-limit'] as const;
export type OrderType = (typeof orderTypes)[number];

/**
 * GTC until canceled · DAY until the session ends · GTD until `expireAt` · IOC what is there at once, the rest canceled ·
 * FOK whole at once or not at all · OPG in the next opening auction · CLS in the next closing auction.
 */
export const timesInForce = ['GTC', 'DAY', 'GTD', 'IOC', 'FOK', 'OPG', 'CLS'] as const;
export type TimeInForce = (typeof timesInForce)[number];

export interface OrderRequest {
  /** The client order id: given once, never used again. */
  readonly id: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: Dec;
  /** The limit. */
  readonly price?: Dec;
  /** The trigger. */
  readonly stop?: Dec;
  /** With type `stop`: the distance at which the trigger follows the price, as an amount `10` or a share `5%`. */
  readonly trail?: string;
  /** GTC where absent; GTD where only `expireAt` is given. */
  readonly tif?: TimeInForce;
  readonly expireAt?: Ms;
  /** Only ever as maker. */
  readonly postOnly?: boolean;
  /** Only ever towards a flat position. */
  readonly reduceOnly?: boolean;
  /** A fill of one order of the group cancels the others. */
  readonly oco?: string;
  /** Held until that order fills; orders of one parent and one `oco` share its quantity. */
  readonly parent?: string;
}

/** What may be changed in an order that works; `qty` is the whole quantity, what is filled included. */
export interface OrderPatch {
  readonly qty?: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly trail?: string;
}

export const orderStates = [
  'initialized',
  'denied',
  'submitted',
  'rejected',
  'accepted',
  'triggered',
  'pending_update',
  'pending_cancel',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
] as const;
export type OrderState = (typeof orderStates)[number];

/** True once nothing but a late report can change an order. */
export const isDoneState = (state: OrderState): boolean =>
  state === 'denied' || state === 'rejected' || state === 'filled' || state === 'canceled' || state === 'expired';

export type Liquidity = 'maker' | 'taker';

/** What is told of an order, once for every move it makes: the same in backtest, on paper and live. */
export interface OrderEvent {
  /** Counts the events of one broker from 1. */
  readonly seq: number;
  /** Never before that of the event in front. */
  readonly ts: Ms;
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  readonly status: OrderState;
  readonly tradeId?: string;
  readonly lastQty?: Dec;
  readonly lastPx?: Dec;
  readonly cumQty: Dec;
  readonly leavesQty: Dec;
  readonly avgPx?: Dec;
  readonly liquidity?: Liquidity;
  /** What this fill cost, in the quote currency. */
  readonly fee?: Dec;
  /** Why it was denied, rejected, canceled or changed. */
  readonly code?: string;
  readonly reason?: string;
}

/** A position in text. */
export interface PositionView {
  readonly instrument: InstrumentId;
  /** Below zero for a short one. */
  readonly qty: Dec;
  readonly avgPrice?: Dec;
  readonly lastPrice?: Dec;
  /** Profit of what was closed, fees not counted. */
  readonly realised: Dec;
  readonly unrealised?: Dec;
  readonly fees: Dec;
}

export interface AccountView {
  readonly cash: Dec;
  /** Cash and positions at their last prices. */
  readonly equity: Dec;
  readonly realised: Dec;
  readonly unrealised: Dec;
  readonly fees: Dec;
  readonly positions: readonly PositionView[];
}
