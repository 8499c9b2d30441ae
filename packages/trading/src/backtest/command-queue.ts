/** The commands a strategy gave in its callbacks: carried out together afterwards, in order, under ids made here. */

import type { Dec, InstrumentId, Ms, OrderPatch, OrderRequest } from '@omnitrade/contracts';
import type { PaperBroker } from '../broker/paper-broker.ts';
import { orderError } from '../errors.ts';
import type { SentOrders } from './order-lists.ts';
import type { NewOrder } from './strategy.ts';

type Command = (t: Ms) => void;

/** Owned by one run. */
export class CommandQueue {
  /** False while the strategy warms up: its orders are denied. */
  isOpen = false;
  readonly #run: string;
  readonly #instrument: InstrumentId;
  readonly #broker: PaperBroker;
  readonly #sent = new Map<string, { readonly request: OrderRequest; readonly time: Ms }>();
  #queue: Command[] = [];
  #count = 0;

  constructor(run: string, instrument: InstrumentId, broker: PaperBroker) {
    this.#run = run;
    this.#instrument = instrument;
    this.#broker = broker;
  }

  get size(): number {
    return this.#queue.length;
  }

  get sent(): SentOrders {
    return this.#sent;
  }

  submit(order: NewOrder): string {
    const id = `${this.#run}-${++this.#count}`;
    const isOpen = this.isOpen;
    this.#queue.push((time) => {
      const request = { ...order, id, instrument: this.#instrument };
      this.#sent.set(id, { request, time });
      if (isOpen) this.#broker.submit(request, time);
      else this.#broker.deny(id, orderError('warming', { order: id }), time);
    });
    return id;
  }

  cancel(id: string): void {
    this.#queue.push((t) => this.#broker.cancel(id, t));
  }

  amend(id: string, patch: OrderPatch): void {
    this.#queue.push((t) => this.#broker.amend(id, patch, t));
  }

  bracket(entry: NewOrder, stop: Dec, target: Dec): readonly [string, string, string] {
    const parent = this.submit(entry);
    const side = entry.side === 'buy' ? 'sell' : 'buy';
    const exit = { side, qty: entry.qty, parent, oco: `${parent}-exit`, reduceOnly: true } as const;
    return [
      parent,
      this.submit({ ...exit, type: 'stop', stop }),
      this.submit({ ...exit, type: 'limit', price: target }),
    ];
  }

  /** Carries out what was asked for so far; what comes meanwhile waits for the next call. */
  run(t: Ms): void {
    for (const command of this.#queue.splice(0)) command(t);
  }
}
