/** What is asked for when an order is placed, as text; and the same once it was checked, as decimals. */

import type { Dec, Instrument, InstrumentId, Ms } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';

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

export interface Trail {
  readonly amount: Decimal;
  /** True if the amount is per cent of the price. */
  readonly percent: boolean;
}

/** The part of an order that was asked for, sound and in decimals. */
export interface OrderTerms {
  readonly id: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: Decimal;
  readonly price?: Decimal;
  readonly stop?: Decimal;
  readonly trail?: Trail;
  readonly tif: TimeInForce;
  readonly expireAt?: Ms;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly oco?: string;
  readonly parent?: string;
}
