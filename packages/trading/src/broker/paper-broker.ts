/** The paper broker: takes commands and market data in the order in which they happen, and tells what becomes of the orders. */

import type { AccountView, Dec, Instrument, InstrumentId, Ms, OrderEvent, OrderPatch } from '@omnitrade/contracts';
import { type Decimal, readDec, toDec, zero } from '../decimals.ts';
import { orderError, type Refusal, tradingError } from '../errors.ts';
import { type FillOptions, type PolicyName, parsePolicyName, resolveOptions } from '../fills/fill-options.ts';
import { happensAt, type MarketData } from '../fills/market-data.ts';
import { checkOrder } from '../orders/check-order.ts';
import { createOrder, type Order } from '../orders/order.ts';
import type { OrderTerms } from '../orders/order-request.ts';
import { isDone, isWorking } from '../orders/order-states.ts';
import { sessionEnd } from '../orders/session-end.ts';
import { Account, type Marks } from './account.ts';
import { putChange, readChange, withChange } from './amend.ts';
import { EventLog } from './event-log.ts';
import { OrderKeeper } from './order-keeper.ts';
import { neverQuiet, type QuietBand } from './quiet-band.ts';
import { Reservations } from './reservations.ts';
import { restoreOrder, restorePosition, type SavedOrder, type SavedPosition, savePosition } from './saved-state.ts';
import { Venue } from './venue.ts';

export interface OpeningPosition {
  readonly instrument: InstrumentId;
  readonly qty: Dec;
  /** The average price it was opened at, if known. */
  readonly price?: Dec;
}

export interface PaperBrokerOptions {
  readonly instruments: readonly Instrument[];
  readonly policy?: PolicyName;
  readonly options?: Partial<FillOptions>;
  /** Cash at the start. Without it the account is not asked whether it can pay. */
  readonly cash?: Dec;
  readonly positions?: readonly OpeningPosition[];
  /** Positions and working orders of a broker that was there before, by arrival; their instruments are listed. */
  readonly saved?: { readonly positions: readonly SavedPosition[]; readonly orders: readonly SavedOrder[] };
  /** How long a command is on its way to the market. */
  readonly latencyMs?: number;
  /** The last word on an order that is otherwise sound, before it is sent: the risk gate. */
  readonly check?: (terms: OrderTerms, at: Ms) => Refusal | undefined;
  readonly onEvent?: (event: OrderEvent) => void;
  /** A cancel or a change that does not concern any working order changes nothing, and is told here. */
  readonly onRefusal?: (refused: RefusedCommand) => void;
}

export interface RefusedCommand {
  readonly t: Ms;
  readonly command: 'cancel' | 'amend';
  readonly order: string;
  readonly code: string;
  readonly reason: string;
}

interface Command {
  readonly at: Ms;
  run(at: Ms): void;
}

/** Owns its orders, account and venues. Has no clock: time is what its events say. */
export class PaperBroker {
  readonly policy: PolicyName;
  readonly options: FillOptions;
  readonly #account: Account;
  readonly #log: EventLog;
  readonly #keeper: OrderKeeper;
  readonly #reservations: Reservations;
  readonly #venues = new Map<string, Venue>();
  readonly #marks: Marks = (id) => this.#venues.get(id)?.mark;
  readonly #paysCash: boolean;
  readonly #latencyMs: number;
  readonly #check: NonNullable<PaperBrokerOptions['check']>;
  readonly #onRefusal: NonNullable<PaperBrokerOptions['onRefusal']>;
  /** Ids ever used, also by orders that were denied. */
  readonly #ids = new Set<string>();
  #queue: Command[] = [];
  #now = -Infinity;
  #ranks = 0;

  constructor(given: PaperBrokerOptions) {
    this.policy = parsePolicyName(given.policy ?? 'path');
    this.options = resolveOptions(this.policy, given.options);
    this.#account = new Account(given.cash === undefined ? zero : (readDec(given.cash) ?? zero));
    this.#paysCash = given.cash !== undefined;
    this.#latencyMs = given.latencyMs ?? 0;
    this.#check = given.check ?? (() => undefined);
    this.#onRefusal = given.onRefusal ?? (() => {});
    this.#log = new EventLog(given.onEvent ?? (() => {}));
    this.#reservations = new Reservations(this.#account, this.#marks);
    this.#keeper = new OrderKeeper(this.#account, this.#log, this.options, (order, counts) => {
      if (this.#paysCash) this.#reservations.update(order, counts);
    });
    for (const instrument of given.instruments) this.list(instrument);
    for (const { instrument, qty, price } of given.positions ?? [])
      this.#account.open(this.#venue(instrument).instrument, readDec(qty) ?? zero, readDec(price));
    if (given.saved) this.#restore(given.saved);
  }

  get now(): Ms {
    return this.#now;
  }

  get account(): AccountView {
    return this.#account.view(this.#marks);
  }

  get cash(): Decimal {
    return this.#account.cash;
  }

  /** The last price of the instrument, if there was one. */
  markOf(instrument: InstrumentId): Decimal | undefined {
    return this.#marks(instrument);
  }

  qtyOf(instrument: InstrumentId): Decimal {
    return this.#account.qtyOf(instrument);
  }

  /** Profit of what was closed in the instrument, fees not counted. */
  realisedOf(instrument: InstrumentId): Decimal {
    return this.#account.realisedOf(instrument);
  }

  order(id: string): Readonly<Order> | undefined {
    return this.#keeper.get(id);
  }

  /** Orders the market may still act on, by arrival. */
  openOrders(instrument: InstrumentId): readonly Readonly<Order>[] {
    return [...this.#venue(instrument).orders];
  }

  /** Adds an instrument; data and orders of others are refused. */
  list(instrument: Instrument): void {
    if (!this.#venues.has(instrument.id))
      this.#venues.set(instrument.id, new Venue(instrument, this.policy, this.options, this.#keeper));
  }

  /**
   * The bars that need not be handed over: those that stay inside the band, no order can act on. The last of them must be
   * handed over before the next command, so that it meets the market as it is. Valid until the next call of this broker.
   */
  quietBand(instrument: InstrumentId): QuietBand {
    return this.#queue.length > 0 ? neverQuiet : this.#venue(instrument).quietBand;
  }

  /** Sends an order. Whatever is wrong with it is an event, never an exception. */
  submit(
    request: Readonly<Record<string, unknown>> & { readonly id: string; readonly instrument: string },
    t: Ms,
  ): void {
    this.advance(t);
    const { id } = request;
    if (this.#ids.has(id)) return this.#log.deny(id, t, orderError('duplicate-id', { order: id }));
    this.#ids.add(id);
    const venue = this.#venues.get(request.instrument);
    if (!venue)
      return this.#log.deny(id, t, orderError('unknown-instrument', { order: id, instrument: request.instrument }));
    const checked = checkOrder(request, venue.instrument, t);
    const order = checked.ok ? createOrder(checked.terms, t + this.#latencyMs, ++this.#ranks) : undefined;
    const refusal = checked.ok ? this.#refuse(order as Order, venue, t) : checked.refusal;
    if (!order || refusal) return this.#log.deny(id, t, refusal as Refusal);
    this.#keeper.add(order, venue);
    if (this.#paysCash) this.#reservations.update(order, true, venue.policy.reference(order.side));
    this.#keeper.move(order, 'submitted', t);
    this.#send(t, (at) => this.#arrive(order, venue, at));
  }

  /** Denies an order that was refused elsewhere, so that its refusal stands in the log like any other. */
  deny(id: string, refusal: Refusal, t: Ms): void {
    this.advance(t);
    this.#ids.add(id);
    this.#log.deny(id, t, refusal);
  }

  cancel(id: string, t: Ms): void {
    this.advance(t);
    const order = this.#keeper.get(id);
    if (!order || isDone(order.state)) return this.#refuseCommand('cancel', id, order, t);
    if (isWorking(order.state) && !order.state.startsWith('pending')) this.#keeper.move(order, 'pending_cancel', t);
    this.#send(t, (at) => {
      if (isWorking(order.state)) this.#keeper.move(order, 'canceled', at);
      else this.#refuseCommand('cancel', id, order, at);
    });
  }

  /** Cancels every working order; the panic key. */
  cancelAll(t: Ms): void {
    for (const order of [...this.#keeper.all()]) if (isWorking(order.state)) this.cancel(order.id, t);
  }

  amend(id: string, patch: OrderPatch, t: Ms): void {
    this.advance(t);
    const order = this.#keeper.get(id);
    if (!order || isDone(order.state)) return this.#refuseCommand('amend', id, order, t);
    const change = readChange(order, patch);
    if ('refusal' in change) return this.#refuseAmend(id, change.refusal, t);
    const venue = this.#venue(order.terms.instrument.id);
    const changed = withChange(order, change);
    const refusal = this.#paysCash ? this.#reservations.check(changed, venue.policy.reference(order.side)) : undefined;
    if (refusal) return this.#refuseAmend(id, refusal, t);
    if (isWorking(order.state) && !order.state.startsWith('pending')) this.#keeper.move(order, 'pending_update', t);
    this.#send(t, (at) => this.#applyChange(order, patch, venue, at));
  }

  /** One piece of market data. Throws `trading.unknown-instrument` and `trading.back-in-time`. */
  onData(instrument: InstrumentId, data: MarketData): void {
    const venue = this.#venue(instrument);
    const at = happensAt(data);
    this.#checkTime(at);
    // A command that reaches the market inside a bar stands before it; one at its very end comes after.
    this.#runCommands((due) => (data.kind === 'bar' ? due < at : due <= at));
    venue.expire(data.t, false);
    venue.onData(data);
    venue.expire(at, true);
    this.advance(at);
  }

  /** Lets time pass: commands on their way arrive, orders whose time is over expire. */
  advance(t: Ms): void {
    this.#checkTime(t);
    this.#runCommands((due) => due <= t);
    this.#now = t;
    for (const venue of this.#venues.values()) venue.expire(t, false);
  }

  /** Positions with what they cost, for those who keep them. */
  get savedPositions(): SavedPosition[] {
    return [...this.#account.positions].map(savePosition);
  }

  #restore({ positions, orders }: NonNullable<PaperBrokerOptions['saved']>): void {
    for (const one of positions) this.#account.restore(restorePosition(one, this.#venue(one.instrument).instrument));
    for (const saved of orders) {
      const venue = this.#venue(saved.instrument);
      const order = restoreOrder(saved, venue.instrument);
      this.#ids.add(order.id);
      this.#ranks = Math.max(this.#ranks, order.rank);
      this.#keeper.add(order, venue);
      venue.add(order);
      if (this.#paysCash) this.#reservations.update(order, true);
    }
  }

  #checkTime(t: Ms): void {
    if (t < this.#now) throw tradingError('back-in-time', { time: t, now: this.#now });
  }

  #runCommands(isDue: (at: Ms) => boolean): void {
    while (this.#queue[0] && isDue(this.#queue[0].at)) {
      const command = this.#queue.shift() as Command;
      this.#now = Math.max(this.#now, command.at);
      for (const venue of this.#venues.values()) venue.expire(command.at, false);
      command.run(command.at);
    }
  }

  #send(t: Ms, run: (at: Ms) => void): void {
    const at = t + this.#latencyMs;
    if (this.#latencyMs === 0) run(at);
    else this.#queue.push({ at, run });
  }

  /** What the host can know before it sends: groups, parents, reduce-only, money, risk. */
  #refuse(order: Order, venue: Venue, t: Ms): Refusal | undefined {
    const { id, terms } = order;
    if (terms.oco !== undefined && this.#keeper.groups.isDecided(terms.oco) && terms.parent === undefined)
      return orderError('oco-done', { order: id, oco: terms.oco });
    if (terms.parent !== undefined) {
      const parent = this.#keeper.get(terms.parent);
      if (!parent || isDone(parent.state) || parent.terms.instrument.id !== terms.instrument.id)
        return orderError('unknown-parent', { order: id, parent: terms.parent });
    } else if (order.reduceOnly && this.policy !== 'nautilus-l1' && this.#keeper.wanted(order).isZero())
      return orderError('reduce-only', { order: id });
    const market = venue.policy.reference(order.side);
    const { minNotional, multiplier } = terms.instrument;
    const value = market && order.type === 'market' ? order.qty.times(market).times(multiplier) : undefined;
    if (value && minNotional !== undefined && value.lt(minNotional))
      return orderError('notional-too-small', { order: id, notional: toDec(value), least: minNotional });
    return (this.#paysCash ? this.#reservations.check(order, market) : undefined) ?? this.#check(terms, t);
  }

  #arrive(order: Order, venue: Venue, at: Ms): void {
    const { parent } = order.terms;
    const of = parent === undefined ? undefined : this.#keeper.get(parent);
    order.held = of?.cumQty.isZero() ?? false;
    order.since = at;
    if (order.tif === 'DAY') order.expireAt = sessionEnd(at, venue.instrument.calendar);
    const isOver = order.expireAt !== undefined && order.expireAt <= at;
    const refusal = isOver ? orderError('expiry-passed', { order: order.id }) : this.#refuseArrival(order, of, venue);
    if (refusal) return this.#keeper.move(order, 'rejected', at, refusal);
    order.venueId = `V-${order.rank}`;
    this.#keeper.move(order, 'accepted', at);
    venue.add(order);
    if (!order.held) venue.wake(order, at);
  }

  #refuseArrival(order: Order, parent: Readonly<Order> | undefined, venue: Venue): Refusal | undefined {
    if (parent && order.held && isDone(parent.state))
      return orderError('parent-ended', { order: order.id, parent: parent.id });
    return order.held ? undefined : venue.policy.refuse(order);
  }

  #applyChange(order: Order, patch: OrderPatch, venue: Venue, at: Ms): void {
    if (!isWorking(order.state)) return this.#refuseCommand('amend', order.id, order, at);
    const change = readChange(order, patch);
    const refusal =
      'refusal' in change ? change.refusal : order.held ? undefined : venue.policy.refuse(withChange(order, change));
    // Sent while the order itself was on its way, the change was not told yet.
    if (order.state === 'accepted' || order.state === 'triggered') this.#keeper.move(order, 'pending_update', at);
    const isPending = order.state === 'pending_update';
    if (!refusal && !('refusal' in change)) {
      putChange(order, change);
      if (this.#paysCash) this.#reservations.update(order, true);
      if (change.losesPlace) {
        order.rank = ++this.#ranks;
        order.since = at;
        order.posted = false;
        venue.requeue(order);
      }
    } else this.#refuseAmend(order.id, refusal as Refusal, at);
    if (isPending) this.#keeper.move(order, order.cameFrom ?? 'accepted', at, refusal);
    else this.#keeper.tell(order, at);
    if (!('refusal' in change) && change.losesPlace && !refusal && !order.held) venue.wake(order, at);
  }

  #refuseCommand(command: RefusedCommand['command'], id: string, order: Order | undefined, t: Ms): void {
    const { code, message } = order
      ? orderError('order-done', { order: id, state: order.state })
      : orderError('unknown-order', { order: id });
    this.#onRefusal({ t, command, order: id, code, reason: message });
  }

  #refuseAmend(id: string, { code, message }: Refusal, t: Ms): void {
    this.#onRefusal({ t, command: 'amend', order: id, code, reason: message });
  }

  #venue(id: string): Venue {
    const venue = this.#venues.get(id);
    if (!venue) throw tradingError('unknown-instrument', { instrument: id });
    return venue;
  }
}
