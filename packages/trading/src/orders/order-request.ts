/** What is asked for when an order is placed, once it was checked: in decimals. As text it stands in contracts. */

import type { Instrument, Ms, OrderType, Side, TimeInForce } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';

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
