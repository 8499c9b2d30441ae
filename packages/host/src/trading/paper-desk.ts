/**
 * The desk: brings market, accounts and strategies together, one thing after the other. A bar is matched, told to every
 * strategy and answered before the next one counts, so what is told never depends on how fast anybody is.
 */

import {
  createInstanceId,
  type DeskOrder,
  type DeskRun,
  type DeskState,
  isDoneState,
  type Json,
  type Ms,
  type OrderEvent,
  type OrderPatch,
  type PluginId,
  type SeriesReader,
  type TicketOrder,
  type TradingStore,
  toErrorJson,
} from '@omnitrade/contracts';
import type { Hub } from '@omnitrade/market';
import type { Sandbox } from '@omnitrade/sandbox';
import { Decimal, type NumberBar, toDec } from '@omnitrade/trading';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { deskError } from './errors.ts';
import { findContribution, resolveRunInputs } from './find-contribution.ts';
import { MarketFeed } from './market-feed.ts';
import { openAccount } from './open-account.ts';
import type { PaperAccount, SentOrder } from './paper-account.ts';
import { isCustom, ParentDesk } from './parent-desk.ts';
import { RunDesk } from './run-desk.ts';
import { RunOrders } from './run-orders.ts';
import { StrategyRun } from './strategy-run.ts';
import type { RunWish, TradingDesk } from './trading-desk.ts';

export interface DeskWorld {
  readonly hub: Hub;
  readonly sandbox: Sandbox;
  readonly store: TradingStore;
  readonly now: () => number;
  readonly plugins: () => Iterable<InstalledPlugin>;
  readonly emit: (type: string, plugin: PluginId | undefined, data?: Json) => void;
  readonly log: (line: { readonly plugin?: string; readonly level: string; readonly text: string }) => void;
}

const maxShown = 200;
/** Above the numbers of indicators, which share the sessions. */
const firstInstance = 1_000_000_000;

export class PaperDesk implements TradingDesk {
  readonly #world: DeskWorld;
  readonly #accounts = new Map<string, PaperAccount>();
  readonly #listeners = new Set<() => void>();
  readonly #runs: RunDesk;
  readonly #orders: RunOrders;
  readonly #parents: ParentDesk;
  #feed: MarketFeed | undefined;
  /** By how much indices of the feed have moved since it was followed. */
  #shift = 0;
  /** One thing after the other. */
  #line: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #halted: Ms | null = null;
  #nextInstance = firstInstance;
  #over = false;

  constructor(world: DeskWorld) {
    this.#world = world;
    this.#runs = new RunDesk({
      ...{ emit: world.emit, log: world.log },
      write: () => this.#write(),
      inLine: (work) => this.#inLine(work),
      cancel: (account, id, at) => this.#cancel(account, id, at),
      tell: () => this.#tell(),
    });
    this.#orders = new RunOrders({
      isHalted: () => this.#halted !== null,
      write: () => this.#write(),
      send: (run, sent, params, now) => this.#send(run.spec.account, run.spec.feed, sent, params, now),
      cancel: (run, id, now) => this.#cancel(run.spec.account, id, now),
    });
    this.#parents = new ParentDesk({
      plugins: world.plugins,
      nextInstance: () => this.#nextInstance++,
      write: () => this.#write(),
      inLine: (work) => this.#inLine(work),
      onMoved: (order, child) => this.#parentMoved(order, child),
    });
  }

  /** Takes up what the home kept; orders of plugins whose runs ended with the terminal go the way that was chosen for them. */
  async open(): Promise<void> {
    const account = await openAccount(this.#world.store, (order, event) => this.#heard(order, event));
    this.#accounts.set(account.id, account);
    await this.#write();
  }

  get state(): DeskState {
    const accounts = [...this.#accounts.values()];
    const all = accounts.flatMap((account) => [...account.orders]).reverse();
    const working = all.filter(({ status }) => !isDoneState(status));
    const done = all.filter(({ status }) => isDoneState(status));
    return {
      accounts: accounts.map(({ shown }) => shown),
      orders: [...working, ...done].slice(0, Math.max(maxShown, working.length)),
      fills: accounts.flatMap(({ fills }) => fills.slice(-maxShown)).reverse(),
      runs: this.#runs.shown,
      halted: this.#halted,
      instrument: this.#feed?.instrument ?? null,
    };
  }

  get settled(): Promise<void> {
    return this.#line.then(() => this.#writing);
  }

  listen(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** What can be traded from now on: the series of the chart. */
  follow(series: SeriesReader | undefined): void {
    if (this.#feed?.series === series) return;
    if (this.#feed) this.#endParents(this.#feed);
    this.#feed?.[Symbol.dispose]();
    this.#feed = undefined;
    this.#runs.endAll('the chart shows another market');
    if (!series) return this.#tell();
    this.#shift = 0;
    const feed = new MarketFeed(this.#world.hub, series, {
      onBar: (index, bar) => this.#onBar(feed, index, bar),
      onShift: (bars) => {
        this.#shift += bars;
      },
      onReset: () => this.#onReset(feed),
    });
    this.#feed = feed;
    for (const account of this.#accounts.values()) account.list(feed.instrument);
    this.#checkClock(feed);
    void this.#inLine(async () => this.#primeMarket(feed));
  }

  submit(ticket: TicketOrder): Promise<DeskOrder> {
    return this.#inLine(async () => {
      const { account: name, params, ...request } = ticket;
      const account = this.#account(name);
      const feed = this.#market();
      const id = `u-${createInstanceId(this.#world.now()).slice(2)}`;
      const sent: SentOrder = { id, owner: 'user', instrument: feed.instrument, request };
      const at = this.#timeOf(account, feed);
      account.prepare(sent, at);
      await this.#write();
      await this.#send(account, feed, sent, params, at);
      await this.#write();
      return account.order(id) as DeskOrder;
    });
  }

  cancel(id: string): Promise<DeskOrder> {
    return this.#inLine(async () => {
      const account = this.#holderOf(id);
      await this.#cancel(account, id, account.time ?? 0);
      await this.#settle();
      return account.order(id) as DeskOrder;
    });
  }

  amend(id: string, patch: OrderPatch): Promise<DeskOrder> {
    return this.#inLine(async () => {
      const account = this.#holderOf(id);
      account.amend(id, patch, account.time ?? 0);
      await this.#settle();
      return account.order(id) as DeskOrder;
    });
  }

  cancelAll(name?: string): Promise<void> {
    return this.#inLine(async () => {
      for (const account of name === undefined ? this.#accounts.values() : [this.#account(name)])
        for (const { id } of account.working()) await this.#cancel(account, id, account.time ?? 0);
      await this.#settle();
    });
  }

  start({ contribution: name, inputs, account: of = 'paper', orphans = 'cancel' }: RunWish): Promise<DeskRun> {
    return this.#inLine(async () => {
      if (this.#halted !== null) throw deskError('is-halted', undefined);
      const found = findContribution(this.#world.plugins(), 'trading.strategy', name);
      const feed = this.#market();
      const run = new StrategyRun({
        ...{ id: createInstanceId(this.#world.now()).slice(2).toLowerCase(), found, feed, orphans },
        account: this.#account(of),
        inputs: resolveRunInputs(name, found.contribution.info.inputs, inputs),
        instance: this.#nextInstance++,
        now: this.#world.now(),
        carryOut: (one, commands, now) => this.#orders.carryOut(one, commands, now),
        onLost: (one, error) => void this.#runs.lost(one, error),
      });
      await this.#runs.start(run);
      return run.shown;
    });
  }

  stop(id: string): Promise<DeskRun> {
    const run = this.#runs.find(id);
    return this.#runs.end(run, 'it was stopped').then(() => run.shown);
  }

  dismiss(id: string): void {
    this.#runs.dismiss(id);
    this.#tell();
  }

  halt(): { readonly canceled: number } {
    this.#halted = this.#world.now();
    let canceled = 0;
    const why = deskError('panicked', undefined);
    // Orders of the user that a plugin carries out are plugin trading, too.
    this.#parents.endAll(this.#world.now(), why);
    for (const account of this.#accounts.values())
      for (const { id } of account.working(({ owner, parent }) => owner !== 'user' || parent !== undefined)) {
        account.cancel(id, account.time ?? 0);
        account.put(id, { code: why.code, reason: why.message });
        canceled++;
      }
    this.#runs.endAll('all plugin trading was stopped');
    this.#world.emit('trading.halted', undefined, { canceled });
    void this.#write();
    return { canceled };
  }

  resume(): void {
    this.#halted = null;
    this.#world.emit('trading.resumed', undefined);
    this.#tell();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#feed?.[Symbol.dispose]();
    this.#runs.endAll('the terminal is closing');
    await this.settled.catch(() => {});
    this.#over = true;
    this.#runs[Symbol.dispose]();
    this.#listeners.clear();
  }

  // ——— the market

  #onBar(feed: MarketFeed, index: number, bar: NumberBar): void {
    const shift = this.#shift;
    void this.#inLine(async () => {
      if (this.#feed !== feed) return;
      for (const account of this.#accounts.values()) account.onBar(feed.instrument, bar);
      const at = index + this.#shift - shift;
      await this.#runs.onBar(at, bar.end);
      await this.#parents.onBar(at, bar.end);
      await this.#settle();
    });
  }

  #onReset(feed: MarketFeed): void {
    this.#shift = 0;
    this.#runs.endAll('the bars were replaced');
    this.#endParents(feed);
    void this.#inLine(async () => {
      if (this.#feed !== feed) return;
      this.#checkClock(feed);
      await this.#primeMarket(feed);
    });
  }

  #endParents({ instrument }: MarketFeed): void {
    const time = [...this.#accounts.values()][0]?.time ?? 0;
    this.#parents.endAll(time, deskError('market-restarted', { instrument: instrument.id }));
  }

  /** A market whose newest bar ended before or behind the clock of an account is another one: what rests was meant for the old. */
  #checkClock(feed: MarketFeed): void {
    const end = feed.closed > 0 ? feed.endOf(feed.closed - 1) : -Infinity;
    for (const account of this.#accounts.values()) {
      if (account.time === null || end >= account.time) continue;
      const { code, message } = deskError('market-restarted', { instrument: feed.instrument.id });
      account.restartMarket({ code, message });
    }
  }

  /** The account knows the newest price before anything is ordered. */
  async #primeMarket(feed: MarketFeed): Promise<void> {
    if (this.#feed !== feed || feed.closed === 0) return this.#write();
    const last = feed.lastBar;
    for (const account of this.#accounts.values()) {
      // What rests has met this bar before.
      const rests = account.working(({ instrument }) => instrument === feed.instrument.id).length > 0;
      if (!rests) account.onBar(feed.instrument, last);
    }
    await this.#settle();
  }

  #heard(order: DeskOrder, event: OrderEvent): void {
    this.#runs.note(order.run, event, order.side);
    this.#parents.note(order, event);
    const { clientOrderId, status } = event;
    if (status === 'filled' || status === 'denied' || status === 'rejected') {
      const owner = order.owner === 'user' ? undefined : (order.owner as PluginId);
      this.#world.emit(`order.${status}`, owner, { order: clientOrderId, account: order.account });
    }
    this.#tell();
  }

  /** To the broker, or to whoever carries it out in parts. */
  async #send(account: PaperAccount, feed: MarketFeed, sent: SentOrder, params: unknown, at: Ms): Promise<void> {
    if (isCustom(sent.request.type)) await this.#parents.send(account, feed, sent, params, at);
    else account.send(sent, at);
  }

  async #cancel(account: PaperAccount, id: string, at: Ms): Promise<void> {
    if (!(await this.#parents.cancel(id, at))) account.cancel(id, at);
  }

  /** A strategy hears of an order that is carried out in parts as of any other. */
  #parentMoved(order: DeskOrder, child: OrderEvent | undefined): void {
    const { id, status, filled, avgPrice, code, reason } = order;
    const leavesQty = toDec(new Decimal(order.qty).minus(filled));
    const { lastQty, lastPx, fee, liquidity, tradeId } = child ?? {};
    const fill = lastQty === undefined ? {} : { lastQty, lastPx, fee, liquidity, tradeId };
    const event = { seq: 0, ts: order.updated, clientOrderId: id, status, cumQty: filled, leavesQty, ...fill };
    const whole = { ...event, ...(avgPrice && { avgPx: avgPrice }), ...(code && { code, reason }) } as OrderEvent;
    this.#runs.note(order.run, whole, order.side);
    this.#tell();
  }

  /** Runs and order types hear of what happened to their orders, and everything that changed is written down. */
  async #settle(): Promise<void> {
    await this.#runs.settle();
    for (const { time } of this.#accounts.values()) await this.#parents.settle(time ?? 0);
    await this.#write();
  }

  // ——— keeping

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#line.then(() => {
      if (this.#over) throw deskError('closed', undefined);
      return work();
    });
    this.#line = result.then(
      () => this.#tell(),
      () => this.#tell(),
    );
    return result;
  }

  /** Resolves when everything that changed so far is on disk. */
  #write(): Promise<void> {
    const changes = [...this.#accounts.values()].flatMap((account) => account.takeChange() ?? []);
    if (changes.length > 0) {
      const change = {
        accounts: changes.map(({ account }) => account),
        orders: changes.flatMap(({ orders }) => orders),
        fills: changes.flatMap(({ fills }) => fills),
      };
      this.#writing = this.#writing.then(() => this.#world.store.write(change));
      this.#writing.catch((error) => this.#world.log({ level: 'error', text: toErrorJson(error).message }));
    }
    this.#tell();
    return this.#writing;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  // ——— finding

  #account(id: string): PaperAccount {
    const account = this.#accounts.get(id);
    if (!account) throw deskError('unknown-account', { account: id.slice(0, 64) });
    return account;
  }

  #market(): MarketFeed {
    if (!this.#feed) throw deskError('no-market', undefined);
    return this.#feed;
  }

  /** An order inside a bar that is being made can be filled by later bars only. */
  #timeOf(account: PaperAccount, feed: MarketFeed): Ms {
    const inside = feed.openBarTime;
    return Math.max(account.time ?? 0, inside === undefined ? 0 : inside + 1);
  }

  #holderOf(id: string): PaperAccount {
    for (const account of this.#accounts.values()) {
      const order = account.order(id);
      if (!order) continue;
      if (isDoneState(order.status)) throw deskError('order-done', { order: id, status: order.status });
      return account;
    }
    throw deskError('unknown-order', { order: id.slice(0, 64) });
  }
}
