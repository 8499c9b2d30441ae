/** Keeps the orders of one broker: every move they make, the fills, and what follows for orders that depend on them. */

import type { Liquidity, Ms, OrderState } from '@omnitrade/contracts';
import { Decimal, min, toDec, zero } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { feeOf } from '../fills/fees.ts';
import type { FillOptions } from '../fills/fill-options.ts';
import { applyReport } from '../orders/execution-report.ts';
import { leavesOf, type Order, setState } from '../orders/order.ts';
import { isDone, isWorking } from '../orders/order-states.ts';
import type { Account } from './account.ts';
import type { EventLog } from './event-log.ts';
import { OrderGroups } from './order-groups.ts';

/** Where an order stands in its market: told when it leaves, and when it was woken. */
export interface OrderHome {
  remove(order: Order): void;
  wake(order: Order, at: Ms): void;
  /** Orders of the same instrument that may only reduce its position. */
  reducing(): readonly Order[];
}

/** Told whenever an order changes what it would open. */
export type Reserve = (order: Order, isWorking: boolean) => void;

/** Owned by the broker, which also owns what it is given. */
export class OrderKeeper {
  readonly groups = new OrderGroups();
  readonly #orders = new Map<string, Order>();
  readonly #homes = new Map<string, OrderHome>();
  readonly #account: Account;
  readonly #log: EventLog;
  readonly #options: FillOptions;
  readonly #reserve: Reserve;
  #trades = 0;

  constructor(account: Account, log: EventLog, options: FillOptions, reserve: Reserve) {
    this.#account = account;
    this.#log = log;
    this.#options = options;
    this.#reserve = reserve;
  }

  get(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** Every order there ever was, by arrival. */
  all(): Iterable<Order> {
    return this.#orders.values();
  }

  add(order: Order, home: OrderHome): void {
    this.#orders.set(order.id, order);
    this.#homes.set(order.id, home);
    this.groups.add(order);
  }

  /** Makes one move and tells of it; throws `trading.illegal-move`. */
  move(order: Order, to: OrderState, at: Ms, why?: Refusal): void {
    setState(order, to);
    this.#log.append(order, at, undefined, why && { code: why.code, message: why.message });
    if (isDone(to)) this.#leave(order, at);
  }

  /** Says once more where the order stands: a change took effect while nothing was pending any more. */
  tell(order: Order, at: Ms): void {
    this.#log.append(order, at);
  }

  trigger(order: Order, at: Ms): void {
    order.triggered = true;
    if (order.state === 'accepted') this.move(order, 'triggered', at);
    else if (order.cameFrom === 'accepted') order.cameFrom = 'triggered';
  }

  /** How much the order may still fill: bounded by what it may reduce, and by what its parent has filled. */
  wanted(order: Order): Decimal {
    const parent = order.terms.parent === undefined ? undefined : this.#orders.get(order.terms.parent);
    const leaves = parent ? this.groups.shareOf(order, parent) : leavesOf(order);
    if (!order.reduceOnly) return leaves;
    return min(leaves, this.#account.reducible(order.terms.instrument.id, order.side));
  }

  fill(order: Order, qty: Decimal, price: Decimal, liquidity: Liquidity, at: Ms): void {
    const { instrument } = order.terms;
    const notional = qty.times(price).times(new Decimal(instrument.multiplier));
    const { fee, due } = feeOf(this.#options.fees, order, qty, notional, liquidity);
    const tradeId = `T-${++this.#trades}`;
    order.feesDue = due;
    applyReport(order, { kind: 'fill', tradeId, qty, price, liquidity, fee, ts: at });
    this.#account.fill(instrument, order.side, qty, price, fee);
    const trade = { tradeId, lastQty: toDec(qty), lastPx: toDec(price), liquidity, fee: toDec(fee) };
    this.#log.append(order, at, trade);
    if (isDone(order.state)) this.#leave(order, at);
    else this.#reserve(order, true);
    this.#afterFill(order, at);
  }

  #afterFill(order: Order, at: Ms): void {
    for (const other of this.groups.endedBy(order))
      this.#cancel(other, orderError('oco-canceled', { order: other.id, by: order.id }), at);
    this.#shrinkReducing(order, at);
    for (const child of this.groups.childrenOf(order.id)) if (child.held) this.#wake(child, at);
    const { parent } = order.terms;
    if (parent !== undefined) this.#endShared(parent, order, at);
  }

  /** Orders that may only reduce never outgrow the position: they shrink with it, and end with it. */
  #shrinkReducing(filled: Order, at: Ms): void {
    for (const order of this.#homes.get(filled.id)?.reducing() ?? []) {
      if (order.terms.parent !== undefined || !isWorking(order.state)) continue;
      const reducible = this.#account.reducible(order.terms.instrument.id, order.side);
      if (reducible.isZero()) this.#cancel(order, orderError('position-closed', { order: order.id }), at);
      else if (leavesOf(order).gt(reducible)) this.#shrink(order, reducible, at);
    }
  }

  #shrink(order: Order, leaves: Decimal, at: Ms): void {
    const back = order.state;
    order.qty = order.cumQty.plus(leaves);
    if (back === 'pending_update' || back === 'pending_cancel') return;
    this.move(order, 'pending_update', at, orderError('position-shrunk', { order: order.id }));
    this.move(order, back, at);
  }

  #wake(order: Order, at: Ms): void {
    order.held = false;
    order.since = at;
    this.#homes.get(order.id)?.wake(order, at);
  }

  /** Once the parent is done and a group has filled all of it, the rest of the group has nothing left to do. */
  #endShared(parentId: string, by: Order, at: Ms): void {
    const parent = this.#orders.get(parentId);
    if (!parent || !isDone(parent.state)) return;
    for (const child of this.groups.childrenOf(parentId)) {
      const isOfGroup = child.terms.oco !== undefined && child.terms.oco === by.terms.oco;
      if (isOfGroup && this.groups.shareOf(child, parent).isZero())
        this.#cancel(child, orderError('shared-quantity', { order: child.id, by: by.id }), at);
    }
  }

  #cancel(order: Order, why: Refusal, at: Ms): void {
    if (isWorking(order.state)) this.move(order, 'canceled', at, why);
  }

  #leave(order: Order, at: Ms): void {
    this.#homes.get(order.id)?.remove(order);
    this.#reserve(order, false);
    this.groups.remove(order);
    if (order.state === 'filled' || order.cumQty.gt(zero)) return;
    for (const child of this.groups.childrenOf(order.id))
      this.#cancel(child, orderError('parent-ended', { order: child.id, parent: order.id }), at);
  }
}
