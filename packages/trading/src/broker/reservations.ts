/** What the working orders of an account would open, kept as sums, so that a flood of orders does not make each new one slower. */

import { type Instrument, type InstrumentId, type Side, sides } from '@omnitrade/contracts';
import { Decimal, max, toDec, zero } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { leavesOf, type Order } from '../orders/order.ts';
import type { Account, Marks } from './account.ts';

interface Share {
  readonly leaves: Decimal;
  /** With the multiplier. */
  readonly value: Decimal;
}

interface Sums {
  readonly instrument: Instrument;
  readonly buy: Share;
  readonly sell: Share;
}

const nothing: Share = { leaves: zero, value: zero };

/** Owned by the broker. An order counts with its limit, else its trigger, else the market as it was sent. */
export class Reservations {
  readonly #account: Account;
  readonly #marks: Marks;
  readonly #sums = new Map<InstrumentId, Sums>();
  readonly #counted = new Map<string, Share & { readonly price: Decimal }>();

  constructor(account: Account, marks: Marks) {
    this.#account = account;
    this.#marks = marks;
  }

  /** Counts the order as it stands now: added, changed, filled in part, or gone. */
  update(order: Order, isWorking: boolean, market?: Decimal): void {
    const before = this.#counted.get(order.id);
    const price = order.price ?? order.stop ?? before?.price ?? market;
    const after = isWorking && price && !order.reduceOnly ? this.#shareOf(order, price) : undefined;
    this.#change(order, before, after);
    if (after && price) this.#counted.set(order.id, { ...after, price });
    else this.#counted.delete(order.id);
  }

  /**
   * Refuses an order, new or changed, that would open more than is free: the equity less what stands open and what orders
   * would open. Nothing is lent. An order without any price passes, since its value is unknown.
   */
  check(order: Order, market: Decimal | undefined): Refusal | undefined {
    const price = order.price ?? order.stop ?? market;
    if (order.reduceOnly || !price) return undefined;
    const { instrument } = order.terms;
    const before = this.#openedOf(instrument.id);
    const counted = this.#counted.get(order.id);
    this.#change(order, counted, this.#shareOf(order, price));
    const after = this.#openedOf(instrument.id);
    this.#change(order, this.#shareOf(order, price), counted);
    const needed = after.minus(before);
    if (needed.lte(0)) return undefined;
    const available = this.#free();
    if (needed.lte(available)) return undefined;
    return orderError('buying-power', { order: order.id, needed: toDec(needed), available: toDec(available) });
  }

  #free(): Decimal {
    let free = this.#account.equity(this.#marks);
    for (const id of this.#sums.keys()) free = free.minus(this.#openedOf(id));
    for (const { instrument, qty, cost } of this.#account.positions) {
      const value = this.#marks(instrument.id)?.times(qty.abs()) ?? cost ?? zero;
      free = free.minus(value.times(instrument.multiplier));
    }
    return max(zero, free);
  }

  /** Both sides may fill; what would only close a position is free of charge, at the average price of the side. */
  #openedOf(id: InstrumentId): Decimal {
    const sums = this.#sums.get(id);
    let opened = zero;
    for (const side of sides) {
      const { leaves, value } = sums?.[side] ?? nothing;
      const opening = max(zero, leaves.minus(this.#account.reducible(id, side)));
      if (opening.gt(0)) opened = opened.plus(value.times(opening).div(leaves));
    }
    return opened;
  }

  #shareOf(order: Order, price: Decimal): Share {
    const leaves = leavesOf(order);
    return { leaves, value: leaves.times(price).times(new Decimal(order.terms.instrument.multiplier)) };
  }

  #change(order: Order, before: Share | undefined, after: Share | undefined): void {
    const { instrument } = order.terms;
    const sums = this.#sums.get(instrument.id) ?? { instrument, buy: nothing, sell: nothing };
    this.#sums.set(instrument.id, { ...sums, [order.side]: replace(sums[order.side as Side], before, after) });
  }
}

function replace(sum: Share, before: Share = nothing, after: Share = nothing): Share {
  return {
    leaves: sum.leaves.minus(before.leaves).plus(after.leaves),
    value: sum.value.minus(before.value).plus(after.value),
  };
}
