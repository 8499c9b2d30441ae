/** One instrument at the paper broker: its working orders, its fill policy and the auctions of its sessions. */

import type { Instrument, Liquidity, Ms } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { tradingEnd } from '../fills/bar-path.ts';
import type { FillOptions, PolicyName } from '../fills/fill-options.ts';
import type { Desk, FillPolicy } from '../fills/fill-policy.ts';
import type { BarData, MarketData } from '../fills/market-data.ts';
import { createPolicy } from '../fills/policies.ts';
import { isBetter, type Order } from '../orders/order.ts';
import { sessionEnd } from '../orders/session-end.ts';
import type { OrderHome, OrderKeeper } from './order-keeper.ts';
import { isForAuction, neverQuiet, type QuietBand, quietBandOf } from './quiet-band.ts';

export class Venue implements Desk, OrderHome {
  readonly instrument: Instrument;
  readonly options: FillOptions;
  readonly policy: FillPolicy;
  readonly #keeper: OrderKeeper;
  /** By arrival; those that wait for a parent or an auction included. */
  readonly #orders = new Set<Order>();
  readonly #timed = new Set<Order>();
  /** Those the policy may act on; made anew after a change, so that a reader's list never changes under it. */
  #working: readonly Order[] | undefined;
  #last: MarketData | undefined;
  #band: QuietBand | undefined;

  constructor(instrument: Instrument, policy: PolicyName, options: FillOptions, keeper: OrderKeeper) {
    this.instrument = instrument;
    this.options = options;
    this.#keeper = keeper;
    this.policy = createPolicy(policy, this);
  }

  get orders(): Iterable<Order> {
    return this.#orders;
  }

  /** The last price that was traded or could be: of a quote, the middle. */
  get mark(): Decimal | undefined {
    const last = this.#last;
    if (!last) return undefined;
    if (last.kind === 'quote') return last.bid.plus(last.ask).div(2);
    return last.kind === 'bar' ? last.close : last.price;
  }

  /** The prices and times that no order here can act on; until the next event of this venue. */
  get quietBand(): QuietBand {
    this.#band ??= this.options.queue ? neverQuiet : quietBandOf(this.#orders);
    return this.#band;
  }

  add(order: Order): void {
    this.#orders.add(order);
    if (order.expireAt !== undefined) this.#timed.add(order);
    this.#working = undefined;
    this.#band = undefined;
  }

  /** Puts the order at the end: a change cost it its place. */
  requeue(order: Order): void {
    this.#orders.delete(order);
    this.add(order);
  }

  remove(order: Order): void {
    this.#orders.delete(order);
    this.#timed.delete(order);
    this.#working = undefined;
    this.#band = undefined;
  }

  wake(order: Order, at: Ms): void {
    this.#band = undefined;
    if (!isForAuction(order)) this.policy.arrive(order, at);
  }

  reducing(): readonly Order[] {
    return this.working().filter((order) => order.reduceOnly && !order.held);
  }

  working(): readonly Order[] {
    this.#working ??= [...this.#orders].filter((order) => !isForAuction(order));
    return this.#working;
  }

  wanted(order: Order): Decimal {
    return this.#keeper.wanted(order);
  }

  fill(order: Order, qty: Decimal, price: Decimal, liquidity: Liquidity, at: Ms): void {
    this.#keeper.fill(order, qty, price, liquidity, at);
  }

  trigger(order: Order, at: Ms): void {
    this.#keeper.trigger(order, at);
  }

  reject(order: Order, refusal: Refusal, at: Ms): void {
    this.#keeper.move(order, 'rejected', at, refusal);
  }

  cancel(order: Order, refusal: Refusal, at: Ms): void {
    this.#keeper.move(order, 'canceled', at, refusal);
  }

  onData(data: MarketData): void {
    const before = this.#last;
    this.#last = data;
    this.#band = undefined;
    if (data.kind === 'quote') this.policy.onQuote(data);
    else if (data.kind === 'trade') this.policy.onTrade(data);
    else this.#onBar(data, before);
  }

  /** Ends the orders whose time was over before `time`, or with it if `inclusive`. */
  expire(time: Ms, inclusive: boolean): void {
    if (this.#timed.size === 0) return;
    const over = [...this.#timed].filter(({ expireAt = Infinity }) => (inclusive ? expireAt <= time : expireAt < time));
    over.sort((a, b) => (a.expireAt as Ms) - (b.expireAt as Ms) || a.rank - b.rank);
    for (const order of over)
      if (this.#orders.has(order))
        this.#keeper.move(order, 'expired', order.expireAt as Ms, orderError('time-over', { order: order.id }));
  }

  #onBar(bar: BarData, before: MarketData | undefined): void {
    const waiting = [...this.#orders].filter(isForAuction);
    if (waiting.length === 0) return this.policy.onBar(bar);
    const { calendar } = this.instrument;
    const session = sessionEnd(bar.t, calendar);
    if (!before || sessionEnd(before.t, calendar) !== session) this.#auction(waiting, 'OPG', bar.open, bar.t, bar);
    this.policy.onBar(bar);
    if (bar.end < session) return;
    const end = tradingEnd(bar, calendar);
    this.#auction(waiting, 'CLS', bar.close, Math.max(bar.t, end - 1), bar);
  }

  /** One price for everybody, whole orders; what cannot have it has missed its auction. */
  #auction(orders: readonly Order[], tif: 'OPG' | 'CLS', price: Decimal, at: Ms, bar: BarData): void {
    for (const order of orders) {
      if (order.tif !== tif || order.held || order.since > bar.t || !this.#orders.has(order)) continue;
      const wanted = this.wanted(order);
      const isPriced = !order.price || order.price.eq(price) || isBetter(order.side, price, order.price);
      if (isPriced && wanted.gt(0)) this.fill(order, wanted, price, 'taker', at);
      if (this.#orders.has(order))
        this.#keeper.move(order, 'expired', at, orderError('time-over', { order: order.id }));
    }
  }
}
