/** Everything that happened to the orders of one broker, in order: numbered, and never back in time. */

import type { Ms, OrderEvent } from '@omnitrade/contracts';
import type { Refusal } from '../errors.ts';
import type { Order } from '../orders/order.ts';
import { type Trade, toOrderEvent } from '../orders/order-event.ts';

export type EventListener = (event: OrderEvent) => void;

export class EventLog {
  readonly #listener: EventListener;
  #seq = 0;
  #last = -Infinity;

  constructor(listener: EventListener) {
    this.#listener = listener;
  }

  get count(): number {
    return this.#seq;
  }

  /** Tells of the state the order is in now. */
  append(order: Order, at: Ms, trade?: Trade, why?: Refusal): void {
    this.#listener(toOrderEvent(order, ++this.#seq, this.#stamp(at), trade, why));
  }

  /** Tells of an order that never became one. */
  deny(id: string, at: Ms, why: Refusal): void {
    const ts = this.#stamp(at);
    const { code, message: reason } = why;
    this.#listener({
      seq: ++this.#seq,
      ts,
      clientOrderId: id,
      status: 'denied',
      cumQty: '0',
      leavesQty: '0',
      code,
      reason,
    });
  }

  #stamp(at: Ms): Ms {
    this.#last = Math.max(this.#last, at);
    return this.#last;
  }
}
