/** Orders that depend on each other: groups of which one cancels the others, and children that wait for a parent. */

import { type Decimal, max, min, zero } from '../decimals.ts';
import { leavesOf, type Order } from '../orders/order.ts';
import { isDone } from '../orders/order-states.ts';

/** Owned by one broker; knows every order with a group or a parent for as long as it works. */
export class OrderGroups {
  readonly #groups = new Map<string, Set<Order>>();
  readonly #children = new Map<string, Set<Order>>();
  /** Groups that were decided by a fill: who comes later comes too late. */
  readonly #decided = new Set<string>();

  add(order: Order): void {
    const { oco, parent } = order.terms;
    if (oco !== undefined) addTo(this.#groups, oco, order);
    if (parent !== undefined) addTo(this.#children, parent, order);
  }

  remove(order: Order): void {
    const { oco, parent } = order.terms;
    if (oco !== undefined) removeFrom(this.#groups, oco, order);
    // Children stay with their parent while it works: what they filled counts for the others of their group.
    if (parent !== undefined && order.cumQty.isZero()) removeFrom(this.#children, parent, order);
  }

  isDecided(oco: string): boolean {
    return this.#decided.has(oco);
  }

  childrenOf(parent: string): readonly Order[] {
    return [...(this.#children.get(parent) ?? [])].filter((child) => !isDone(child.state));
  }

  /** The orders that end because `order` was filled: its group, unless they share the quantity of one parent. */
  endedBy(order: Order): readonly Order[] {
    const { oco, parent } = order.terms;
    if (oco === undefined || parent !== undefined) return [];
    this.#decided.add(oco);
    return [...(this.#groups.get(oco) ?? [])].filter((other) => other !== order);
  }

  /** What is left of the parent's filled quantity for a child, after what its group has taken of it. */
  shareOf(child: Order, parent: Order): Decimal {
    const { oco } = child.terms;
    let taken = zero;
    for (const other of this.#children.get(parent.id) ?? [])
      if (other === child || (oco !== undefined && other.terms.oco === oco)) taken = taken.plus(other.cumQty);
    return min(leavesOf(child), max(zero, parent.cumQty.minus(taken)));
  }
}

function addTo(map: Map<string, Set<Order>>, key: string, order: Order): void {
  const set = map.get(key);
  if (set) set.add(order);
  else map.set(key, new Set([order]));
}

function removeFrom(map: Map<string, Set<Order>>, key: string, order: Order): void {
  const set = map.get(key);
  set?.delete(order);
  if (set?.size === 0) map.delete(key);
}
