/** An order carried out in parts: the order type asks for children, this file owns the quantities, ids and the state of the whole. */

import type { ChildRequest, OrderEvent, OrderRequest, OrderState, ParentView } from '@omnitrade/contracts';
import { type Decimal, max, readDec, toDec, zero } from '../decimals.ts';
import { orderError, type Refusal, tradingError } from '../errors.ts';
import { isBetter } from '../orders/order.ts';
import type { OrderTerms } from '../orders/order-request.ts';
import { canMove, isDone, isWorking } from '../orders/order-states.ts';

interface Child {
  readonly qty: Decimal;
  filled: Decimal;
  /** Sum of price times quantity over its fills. */
  cost: Decimal;
  state: OrderState;
  wasAccepted: boolean;
}

export type Spawned = { readonly child: OrderRequest } | { readonly refusal: Refusal };

/**
 * Keeps, at all times: what is filled, what works and what is still unsent together are no more than the parent's quantity.
 * Only market and limit orders can be parents; children have none of their own.
 */
export class ParentOrder {
  readonly terms: OrderTerms;
  readonly #children = new Map<string, Child>();
  #unsent: Decimal;
  #count = 0;
  #isFinished = false;

  constructor(terms: OrderTerms) {
    if (terms.type !== 'market' && terms.type !== 'limit')
      throw tradingError('bad-parent', { order: terms.id, why: `a ${terms.type} order cannot be a parent` });
    this.terms = terms;
    this.#unsent = terms.qty;
  }

  /** What no child has asked for yet. */
  get unsent(): Decimal {
    return this.#unsent;
  }

  get filled(): Decimal {
    return this.#sum(({ filled }) => filled);
  }

  /** The average price of what is filled. */
  get average(): Decimal | undefined {
    const { filled } = this;
    return filled.isZero() ? undefined : this.#sum(({ cost }) => cost).div(filled);
  }

  /** Left in children that are sent or work. */
  get working(): Decimal {
    return this.#sum((child) => (isDone(child.state) ? zero : child.qty.minus(child.filled)));
  }

  /** Follows from the children: canceled only once all of them are done. */
  get state(): OrderState {
    const { filled } = this;
    if (filled.gte(this.terms.qty)) return 'filled';
    if (this.#isFinished && this.working.isZero()) return 'canceled';
    if (filled.gt(0)) return 'partially_filled';
    return [...this.#children.values()].some(({ wasAccepted }) => wasAccepted) ? 'accepted' : 'submitted';
  }

  /** What the parent is at the moment, in text. */
  get view(): ParentView {
    const { id, side, type, qty, price } = this.terms;
    return {
      ...{ id, side, type: type as ParentView['type'], qty: toDec(qty) },
      ...(price && { price: toDec(price) }),
      ...{ unsent: toDec(this.#unsent), filled: toDec(this.filled) },
    };
  }

  /** Ids of children the market may still act on: what is canceled when the parent ends, or whoever works it. */
  get workingChildren(): readonly string[] {
    return [...this.#children].flatMap(([id, { state }]) => (isWorking(state) || state === 'submitted' ? [id] : []));
  }

  /** Makes a child and takes its quantity off what is unsent, or says why not. `order` is its id, never used before. */
  spawn(request: ChildRequest, order = `${this.terms.id}-E${this.#count + 1}`): Spawned {
    const { id: parent, side, instrument, reduceOnly, price: limit } = this.terms;
    const qty = readDec(request.qty);
    if (this.#isFinished) return { refusal: orderError('order-done', { order: parent, state: 'finished' }) };
    if (!qty?.gt(0))
      return { refusal: orderError('bad-field', { order, field: 'qty', expected: 'a decimal above 0 as text' }) };
    if (qty.gt(this.#unsent))
      return { refusal: orderError('too-large', { order, qty: request.qty, most: toDec(this.#unsent) }) };
    const price = readDec(request.price);
    if (limit && (!price || isBetter(side, limit, price))) {
      const expected = `no worse than the limit ${toDec(limit)} of its parent`;
      return { refusal: orderError('bad-field', { order, field: 'price', expected }) };
    }
    this.#count++;
    this.#unsent = this.#unsent.minus(qty);
    this.#children.set(order, { qty, filled: zero, cost: zero, state: 'submitted', wasAccepted: false });
    return { child: { ...request, id: order, side, instrument: instrument.id, ...(reduceOnly && { reduceOnly }) } };
  }

  /** Follows a child. One that was refused before it was accepted gives its quantity back; afterwards it does not. */
  onChild(event: OrderEvent): void {
    const child = this.#children.get(event.clientOrderId);
    const { status, cumQty } = event;
    if (!child || !mayFollow(child.state, status)) return;
    child.state = status;
    child.wasAccepted ||= isWorking(status) || status === 'filled';
    if (status === 'filled' || status === 'partially_filled') child.filled = max(child.filled, readDec(cumQty) ?? zero);
    if (event.lastQty !== undefined && event.lastPx !== undefined)
      child.cost = child.cost.plus((readDec(event.lastQty) ?? zero).times(readDec(event.lastPx) ?? zero));
    const isRefused = status === 'denied' || status === 'rejected';
    if (isRefused && !child.wasAccepted) this.#unsent = this.#unsent.plus(child.qty);
  }

  /** No more children; gives those to cancel. The remainder is reported by what is left unsent and unfilled. */
  finish(): readonly string[] {
    this.#isFinished = true;
    return this.workingChildren;
  }

  #sum(of: (child: Child) => Decimal): Decimal {
    let sum = zero;
    for (const child of this.#children.values()) sum = sum.plus(of(child));
    return sum;
  }
}

/** The moves of the table; a child is denied before anybody sent it. */
const mayFollow = (from: OrderState, to: OrderState) =>
  to === 'denied' ? from === 'submitted' : canMove(from, to, to);
