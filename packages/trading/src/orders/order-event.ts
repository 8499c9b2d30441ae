/** What is told of an order, once for every move it makes: the same in backtest, on paper and live. */

import type { Dec, Liquidity, Ms, OrderEvent, OrderState } from '@omnitrade/contracts';
import { toDec, toQuotientDec } from '../decimals.ts';
import type { Refusal } from '../errors.ts';
import { averageOf, leavesOf, type Order } from './order.ts';

export interface Trade {
  readonly tradeId: string;
  readonly lastQty: Dec;
  readonly lastPx: Dec;
  readonly liquidity: Liquidity;
  readonly fee: Dec;
}

/** The event of the state `order` is in now. */
export function toOrderEvent(order: Order, seq: number, ts: Ms, trade?: Trade, why?: Refusal): OrderEvent {
  const average = averageOf(order);
  return {
    seq,
    ts,
    clientOrderId: order.id,
    ...(order.venueId !== undefined && { venueOrderId: order.venueId }),
    status: order.state,
    ...trade,
    cumQty: toDec(order.cumQty),
    leavesQty: toDec(leavesOf(order)),
    ...(average && { avgPx: toQuotientDec(average) }),
    ...(why && { code: why.code, reason: why.message }),
  };
}

/** One order event in the words of a broker scenario's answer. */
export interface ScenarioEvent {
  readonly t: Ms;
  readonly order: string;
  readonly status: OrderState;
  readonly lastQty?: Dec;
  readonly lastPrice?: Dec;
  readonly cumQty?: Dec;
  readonly leavesQty?: Dec;
  readonly avgPrice?: Dec;
  readonly liquidity?: Liquidity;
  readonly fee?: Dec;
  readonly code?: string;
  readonly reason?: string;
}

export function toScenarioEvent(event: OrderEvent): ScenarioEvent {
  const { ts, clientOrderId, status, lastQty, lastPx, cumQty, leavesQty, avgPx, liquidity, fee, code, reason } = event;
  return {
    t: ts,
    order: clientOrderId,
    status,
    ...(lastQty !== undefined && { lastQty }),
    ...(lastPx !== undefined && { lastPrice: lastPx }),
    cumQty,
    leavesQty,
    ...(avgPx !== undefined && { avgPrice: avgPx }),
    ...(liquidity !== undefined && { liquidity }),
    ...(fee !== undefined && { fee }),
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
  };
}
