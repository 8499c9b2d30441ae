/** One bar under the policy `path`: the price walks from the open over both extremes to the close, and orders act where it meets them. */

import type { Liquidity, Ms } from '@omnitrade/contracts';
import { Decimal, zero } from '../decimals.ts';
import { orderError } from '../errors.ts';
import { roundStop } from '../orders/increments.ts';
import { isBetter, isPlainLimit, isPlainMarket, type Order } from '../orders/order.ts';
import { type Path, toPath, toTimes, tradingEnd } from './bar-path.ts';
import {
  canAct,
  cancelRemainder,
  type Desk,
  execute,
  isImmediate,
  isTouchFilled,
  isWithin,
  moveTrail,
  reaches,
} from './fill-policy.ts';
import { createLevel, type Level, splitVolume } from './liquidity.ts';
import type { BarData } from './market-data.ts';
import { slip } from './slippage.ts';

interface Step {
  readonly order: Order;
  /** Where on the leg the order acts. */
  readonly price: Decimal;
  readonly distance: Decimal;
}

/** Lives for one bar; the policy that walks it hands over the orders that are woken meanwhile. */
export class PathWalk {
  readonly #desk: Desk;
  readonly #bar: BarData;
  readonly #path: Path;
  readonly #times: readonly Ms[];
  readonly #levels: readonly Level[];
  readonly #woken = new Set<Order>();
  /** Woken since the last look, not yet placed on the leg. */
  #fresh: Order[] = [];
  #deadlines: readonly Ms[] | undefined;

  constructor(desk: Desk, bar: BarData) {
    const { instrument, options } = desk;
    this.#desk = desk;
    this.#bar = bar;
    this.#path = toPath(bar, options.adaptive);
    this.#times = toTimes(bar.t, bar.end);
    const sizes =
      bar.volume && splitVolume(bar.volume.times(options.volumeShare), new Decimal(instrument.sizeIncrement), zero);
    this.#levels = this.#path.map((_, k) => createLevel(sizes?.[k], options.ledger));
  }

  /** An order woken on the way takes part in the rest of it. */
  wake(order: Order): void {
    this.#woken.add(order);
    this.#fresh.push(order);
  }

  run(): void {
    this.#open();
    for (let k = 1; k < this.#path.length; k++) this.#leg(k);
    for (const order of this.#desk.working()) this.#trail(order);
  }

  /** Bars that opened before an order stood may hold prices from before it, so only later ones fill it. */
  #takesPart(order: Order): boolean {
    return canAct(order) && (order.since <= this.#bar.t || this.#woken.has(order));
  }

  /** Whether the order's time reaches as far as the point. */
  #isAlive(order: Order, k: number): boolean {
    const { expireAt } = order;
    if (expireAt === undefined || expireAt >= this.#bar.end) return true;
    this.#deadlines ??= toTimes(this.#bar.t, tradingEnd(this.#bar, this.#desk.instrument.calendar));
    return (this.#deadlines[k] as Ms) <= expireAt;
  }

  #open(): void {
    const price = this.#path[0];
    for (const order of this.#desk.working()) {
      if (!this.#takesPart(order) || !this.#isAlive(order, 0)) continue;
      this.#actAtOpen(order, price);
      if (canAct(order) && isImmediate(order) && (isPlainMarket(order) || isPlainLimit(order)))
        cancelRemainder(this.#desk, order, this.#at(0));
      order.posted = true;
    }
  }

  #actAtOpen(order: Order, open: Decimal): void {
    if (order.stop && !order.triggered) {
      if (reaches(order.side, open, order.stop)) this.#trigger(order, open, 0);
    } else if (isPlainMarket(order)) this.#market(order, open, 0);
    else if (order.price && isBetter(order.side, open, order.price))
      this.#execute(order, open, order.postOnly ? 'maker' : 'taker', 0);
    else if (order.price?.eq(open) && this.#isTouched(order, 0)) this.#execute(order, order.price, 'maker', 0);
  }

  #leg(k: number): void {
    const [from, to] = [this.#path[k - 1] as Decimal, this.#path[k] as Decimal];
    const steps: Step[] = [];
    // Woken between two legs, orders stand in the list already.
    this.#fresh = [];
    for (const order of this.#desk.working()) this.#plan(steps, order, from, from, to, k);
    steps.sort((a, b) => a.distance.cmp(b.distance) || a.order.rank - b.order.rank);
    for (let i = 0; i < steps.length; i++) {
      const { order, price } = steps[i] as Step;
      if (canAct(order)) this.#act(order, price, k);
      for (const woken of this.#fresh.splice(0)) this.#insert(steps, i + 1, woken, price, from, to, k);
    }
  }

  #insert(steps: Step[], first: number, order: Order, at: Decimal, from: Decimal, to: Decimal, k: number): void {
    const own: Step[] = [];
    this.#plan(own, order, at, from, to, k);
    for (const step of own) {
      let place = first;
      while (place < steps.length && (steps[place] as Step).distance.lte(step.distance)) place++;
      steps.splice(place, 0, step);
    }
  }

  /** Adds where the order acts between `at` and `to`, measured from the start of the leg. */
  #plan(steps: Step[], order: Order, at: Decimal, from: Decimal, to: Decimal, k: number): void {
    if (!this.#takesPart(order) || !this.#isAlive(order, k)) return;
    const price = this.#meetingPoint(order, at, to, k);
    if (price) steps.push({ order, price, distance: price.minus(from).abs() });
  }

  #meetingPoint(order: Order, at: Decimal, to: Decimal, k: number): Decimal | undefined {
    const { side, stop, price: limit } = order;
    if (isPlainMarket(order)) return to;
    if (!order.triggered && (order.type === 'stop' || order.type === 'stop-limit')) {
      if (!stop) return undefined;
      if (reaches(side, at, stop)) return at;
      return reaches(side, to, stop) ? stop : undefined;
    }
    if (!limit) return undefined;
    if (isBetter(side, at, limit)) return at;
    if (isBetter(side, to, limit)) return limit;
    return to.eq(limit) && !at.eq(limit) && this.#isTouched(order, k) ? limit : undefined;
  }

  #act(order: Order, price: Decimal, k: number): void {
    if (order.stop && !order.triggered) return this.#trigger(order, price, k);
    if (isPlainMarket(order)) {
      this.#market(order, price, k);
      return;
    }
    // An order that just woke takes what is there; one that rests fills at its own price.
    const takes = !order.posted && isBetter(order.side, price, order.price as Decimal);
    order.posted = true;
    this.#execute(order, takes ? price : (order.price as Decimal), takes ? 'taker' : 'maker', k);
  }

  /** The price is at the stop, or beyond it at the open. */
  #trigger(order: Order, price: Decimal, k: number): void {
    order.triggered = true;
    if (order.type === 'stop') {
      if (this.#market(order, price, k).isZero() && canAct(order)) this.#desk.trigger(order, this.#at(k));
      return;
    }
    this.#desk.trigger(order, this.#at(k));
    const limit = order.price as Decimal;
    const takes = isBetter(order.side, price, limit) || (price.eq(limit) && this.#isTouched(order, k));
    if (order.postOnly && isWithin(order.side, price, limit)) {
      const refusal = orderError('would-take', { order: order.id, price: limit.toString(), market: price.toString() });
      return this.#desk.reject(order, refusal, this.#at(k));
    }
    if (takes) this.#execute(order, price, 'taker', k);
    if (isImmediate(order)) cancelRemainder(this.#desk, order, this.#at(k));
    order.posted = true;
  }

  #market(order: Order, price: Decimal, k: number): Decimal {
    const { options, instrument } = this.#desk;
    const wanted = this.#desk.wanted(order);
    const slipped = slip(order, price, wanted, this.#bar.volume, options, instrument.priceIncrement);
    return this.#execute(order, slipped, 'taker', k);
  }

  #execute(order: Order, price: Decimal, liquidity: Liquidity, k: number): Decimal {
    return execute(this.#desk, order, price, this.#levels[k] as Level, liquidity, this.#at(k));
  }

  #isTouched(order: Order, k: number): boolean {
    return isTouchFilled(order, this.#desk.options, this.#at(k));
  }

  /** After the fill test, so that a bar cannot trigger a stop that it moved itself. */
  #trail(order: Order): void {
    if (!order.trail || !this.#takesPart(order)) return;
    const { high, low, close } = this.#bar;
    const extreme = order.side === 'sell' ? high : low;
    const increment = new Decimal(this.#desk.instrument.priceIncrement);
    moveTrail(order, this.#woken.has(order) ? close : extreme, (stop) => roundStop(stop, increment, order.side));
  }

  #at(k: number): Ms {
    return this.#times[k] as Ms;
  }
}
