/** The orders and fills of a run, as they are shown and printed. */

import type { Dec, Ms, OrderEvent, OrderState, Side } from '@omnitrade/contracts';

export interface BacktestFill {
  readonly time: Ms;
  readonly orderId: string;
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  readonly fee: Dec;
}

export interface BacktestOrder {
  readonly id: string;
  readonly time: Ms;
  readonly side: Side;
  readonly type: string;
  readonly qty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly status: OrderState;
  readonly filled: Dec;
  readonly avgPrice?: Dec;
  readonly reason?: string;
}

/** What was sent; of what a plugin sends, nothing but the id is sure. */
export interface SentOrder {
  readonly request: Readonly<Record<string, unknown>>;
  readonly time: Ms;
}
export type SentOrders = ReadonlyMap<string, SentOrder>;

export function toFills(sent: SentOrders, events: readonly OrderEvent[]): BacktestFill[] {
  return events.flatMap(({ ts, clientOrderId, lastQty, lastPx, fee }) => {
    const side = sent.get(clientOrderId)?.request.side as Side | undefined;
    if (!side || lastQty === undefined || lastPx === undefined) return [];
    return [{ time: ts, orderId: clientOrderId, side, qty: lastQty, price: lastPx, fee: fee ?? '0' }];
  });
}

/** Every order with what became of it. */
export function toOrders(sent: SentOrders, events: readonly OrderEvent[]): BacktestOrder[] {
  const last = new Map(events.map((event) => [event.clientOrderId, event]));
  return [...sent].flatMap(([id, { request, time }]) => {
    const event = last.get(id);
    if (!event) return [];
    const { side, type, qty, price, stop } = request as Partial<BacktestOrder>;
    return [
      {
        id,
        time,
        side: side as Side,
        type: `${type}`,
        qty: qty as Dec,
        ...(price !== undefined && { price }),
        ...(stop !== undefined && { stop }),
        status: event.status,
        filled: event.cumQty,
        ...(event.avgPx !== undefined && { avgPrice: event.avgPx }),
        ...(event.reason !== undefined && { reason: event.reason }),
      },
    ];
  });
}
