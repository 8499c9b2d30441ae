/**
 * The desk: brings market, accounts and strategies together, one thing after the other. A bar is matched, told to every
 * strategy and answered before the next one counts, so what is told never depends on how fast anybody is.
 */

import {
  createInstanceId,
  type DeskOrder,
  type DeskRun,
  type DeskState,
  type ErrorJson,
  isDoneState,
  type Json,
  type Ms,
  type OrderEvent,
  type OrderPatch,
  type PluginId,
  type RunCommand,
  type SeriesReader,
  type TicketOrder,
  type TradingStore,
  toErrorJson,
} from '@omnitrade/contracts';
import type { Hub } from '@omnitrade/market';
import type { Sandbox } from '@omnitrade/sandbox';
import { type NumberBar, orderError, type Refusal } from '@omnitrade/trading';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { deskError } from './errors.ts';
import { findContribution, resolveRunInputs } from './find-contribution.ts';
import { MarketFeed } from './market-feed.ts';
import { passGate, placeOrders, signalOnly } from './order-gate.ts';
import { PaperAccount, type SentOrder } from './paper-account.ts';
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

const startCash = '100000';
const maxRuns = 20;
const maxShown = 200;
const pastRows = 500;
/** Above the numbers of indicators, which share the sessions. */
const firstInstance = 1_000_000_000;

export class PaperDesk implements TradingDesk {
  readonly #world: DeskWorld;
  readonly #accounts = new Map<string, PaperAccount>();
  readonly #runs = new Map<string, StrategyRun>();
  readonly #listeners = new Set<() => void>();
  readonly #heeds = new Map<string, Disposable>();
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
  }

  /** Takes up what the home kept; orders of plugins whose runs ended with the terminal go the way that was chosen for them. */
  async open(): Promise<void> {
    const { accounts, orders, fills } = await this.#world.store.read(pastRows);
    const saved = accounts.find(({ id }) => id === 'paper');
    const working = orders.filter((one) => one.working !== undefined);
    const past = orders.filter((one) => one.working === undefined).map(({ order }) => order);
    const account = new PaperAccount({
      ...{ id: 'paper', title: 'Paper account', cash: startCash, orders: working, past: { orders: past, fills } },
      ...(saved && { saved }),
      onEvent: (order, event) => this.#heard(order, event),
    });
    this.#accounts.set(account.id, account);
    const at = account.time ?? 0;
    for (const order of account.working()) {
      if (order.status === 'initialized') {
        // It was written down, but never sent.
        const { code, message } = deskError('not-sent', { order: order.id });
        account.put(order.id, { status: 'denied', code, reason: message });
      } else if (order.owner !== 'user' && order.run !== undefined) account.cancel(order.id, at);
    }
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
      runs: [...this.#runs.values()].map(({ shown }) => shown).reverse(),
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
    this.#feed?.[Symbol.dispose]();
    this.#feed = undefined;
    for (const run of this.#live()) void this.#end(run, 'the chart shows another market');
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
      const { account: name, params: _, ...request } = ticket;
      const account = this.#account(name);
      const feed = this.#market();
      const id = `u-${createInstanceId(this.#world.now()).slice(2)}`;
      const sent: SentOrder = { id, owner: 'user', instrument: feed.instrument, request };
      const at = this.#timeOf(account, feed);
      account.prepare(sent, at);
      await this.#write();
      account.send(sent, at);
      await this.#write();
      return account.order(id) as DeskOrder;
    });
  }

  cancel(id: string): Promise<DeskOrder> {
    return this.#inLine(async () => {
      const account = this.#holderOf(id);
      account.cancel(id, account.time ?? 0);
      await this.#settleRuns();
      return account.order(id) as DeskOrder;
    });
  }

  amend(id: string, patch: OrderPatch): Promise<DeskOrder> {
    return this.#inLine(async () => {
      const account = this.#holderOf(id);
      account.amend(id, patch, account.time ?? 0);
      await this.#settleRuns();
      return account.order(id) as DeskOrder;
    });
  }

  cancelAll(name?: string): Promise<void> {
    return this.#inLine(async () => {
      for (const account of name === undefined ? this.#accounts.values() : [this.#account(name)])
        for (const { id } of account.working()) account.cancel(id, account.time ?? 0);
      await this.#settleRuns();
    });
  }

  start({ contribution: name, inputs, account: of = 'paper', orphans = 'cancel' }: RunWish): Promise<DeskRun> {
    return this.#inLine(async () => {
      if (this.#halted !== null) throw deskError('is-halted', undefined);
      if (this.#live().length >= maxRuns) throw deskError('too-many-runs', { limit: maxRuns });
      const found = findContribution(this.#world.plugins(), 'trading.strategy', name);
      const feed = this.#market();
      const run = new StrategyRun({
        ...{ id: createInstanceId(this.#world.now()).slice(2).toLowerCase(), found, feed, orphans },
        account: this.#account(of),
        inputs: resolveRunInputs(name, found.contribution.info.inputs, inputs),
        instance: this.#nextInstance++,
        now: this.#world.now(),
        carryOut: (one, commands, now) => this.#carryOut(one, commands, now),
        onLost: (one, error) => void this.#lost(one, error),
      });
      this.#runs.set(run.id, run);
      this.#tell();
      try {
        await run.start();
      } catch (error) {
        run.fail(error);
        this.#runs.delete(run.id);
        this.#tell();
        throw error;
      }
      this.#heed(run);
      this.#world.emit('strategy.started', found.plugin.id, { run: run.id, contribution: name });
      await this.#write();
      return run.shown;
    });
  }

  stop(id: string): Promise<DeskRun> {
    const run = this.#run(id);
    return this.#end(run, 'it was stopped').then(() => run.shown);
  }

  dismiss(id: string): void {
    const run = this.#run(id);
    if (!run.isLive) this.#runs.delete(id);
    this.#tell();
  }

  halt(): { readonly canceled: number } {
    this.#halted = this.#world.now();
    let canceled = 0;
    const why = deskError('panicked', undefined);
    for (const account of this.#accounts.values())
      for (const { id } of account.working(({ owner }) => owner !== 'user')) {
        account.cancel(id, account.time ?? 0);
        account.put(id, { code: why.code, reason: why.message });
        canceled++;
      }
    for (const run of this.#live()) void this.#end(run, 'all plugin trading was stopped');
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
    for (const run of this.#live()) void this.#end(run, 'the terminal is closing');
    await this.settled.catch(() => {});
    this.#over = true;
    for (const heed of this.#heeds.values()) heed[Symbol.dispose]();
    this.#listeners.clear();
  }

  // ——— the market

  #onBar(feed: MarketFeed, index: number, bar: NumberBar): void {
    const shift = this.#shift;
    void this.#inLine(async () => {
      if (this.#feed !== feed) return;
      for (const account of this.#accounts.values()) account.onBar(feed.instrument, bar);
      for (const run of this.#live()) await this.#guard(run, () => run.onBar(index + this.#shift - shift, bar.end));
      await this.#settleRuns();
    });
  }

  #onReset(feed: MarketFeed): void {
    this.#shift = 0;
    for (const run of this.#live()) void this.#end(run, 'the bars were replaced');
    void this.#inLine(async () => {
      if (this.#feed !== feed) return;
      this.#checkClock(feed);
      await this.#primeMarket(feed);
    });
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
    await this.#settleRuns();
  }

  // ——— what strategies ask for

  async #carryOut(run: StrategyRun, commands: readonly RunCommand[], now: Ms): Promise<void> {
    const { account } = run.spec;
    const ready: { readonly sent: SentOrder; readonly denial: Refusal | undefined }[] = [];
    for (const command of commands) {
      if (command.c !== 'submit') continue;
      const sent = this.#toSent(run, command.id, command.order);
      const denial = await this.#refuse(run, sent, now);
      run.orders++;
      account.prepare(sent, now);
      ready.push({ sent, denial });
    }
    // On disk before any of them is sent: whatever happens then, none is ever sent twice.
    if (ready.length > 0) await this.#write();
    for (const command of commands) {
      if (command.c === 'submit') {
        const { sent, denial } = ready.shift() as (typeof ready)[number];
        // Somebody may have pulled the cord meanwhile.
        const late = this.#halted === null ? denial : (denial ?? this.#haltedRefusal(sent.id));
        if (late) account.deny(sent.id, late, now);
        else account.send(sent, now);
      } else if (command.c === 'cancel' && this.#isOf(run, command.id)) account.cancel(command.id, now);
      else if (command.c === 'amend' && this.#isOf(run, command.id))
        await this.#amendFor(run, command.id, command.patch, now);
    }
  }

  #toSent(run: StrategyRun, id: string, request: Readonly<Record<string, unknown>>): SentOrder {
    const { found, feed } = run.spec;
    const { params: _, ...rest } = request;
    return { id, owner: found.plugin.id, run: run.id, instrument: feed.instrument, request: rest };
  }

  async #refuse(run: StrategyRun, { id, instrument, request }: SentOrder, now: Ms): Promise<Refusal | undefined> {
    if (this.#halted !== null) return this.#haltedRefusal(id);
    if (!run.isOpen) return orderError('warming', { order: id });
    const { plugin } = run.spec.found;
    if (!plugin.powers.grants.has(placeOrders)) return signalOnly(id);
    return passGate(plugin, run.spec.account, instrument, { id, request, now });
  }

  async #amendFor(run: StrategyRun, id: string, patch: OrderPatch, now: Ms): Promise<void> {
    const { account, found } = run.spec;
    const order = account.order(id);
    if (!order || this.#halted !== null) return;
    const request = { ...order, ...patch };
    const denial = await passGate(found.plugin, account, run.spec.feed.instrument, { id, request, now }, order);
    if (!denial && this.#halted === null) account.amend(id, patch, now);
  }

  #isOf(run: StrategyRun, id: string): boolean {
    return run.spec.account.order(id)?.run === run.id;
  }

  #haltedRefusal(order: string): Refusal {
    const { code, message } = deskError('halted', { order });
    return { code, message };
  }

  #heard(order: DeskOrder, event: OrderEvent): void {
    const run = order.run === undefined ? undefined : this.#runs.get(order.run);
    run?.note(event, order.side);
    const { clientOrderId, status } = event;
    if (status === 'filled' || status === 'denied' || status === 'rejected') {
      const owner = order.owner === 'user' ? undefined : (order.owner as PluginId);
      this.#world.emit(`order.${status}`, owner, { order: clientOrderId, account: order.account });
    }
    this.#tell();
  }

  // ——— runs

  #live(): StrategyRun[] {
    return [...this.#runs.values()].filter(({ isLive }) => isLive);
  }

  /** Ends a run in its turn: it says goodbye, and its orders go the way that was chosen for them. */
  #end(run: StrategyRun, reason: string): Promise<void> {
    return this.#inLine(async () => {
      if (!run.isLive) return;
      await run.stop(run.spec.account.time ?? 0, reason);
      await this.#orphan(run, reason);
      this.#world.emit('strategy.stopped', run.spec.found.plugin.id, { run: run.id, reason });
    });
  }

  #lost(run: StrategyRun, error: ErrorJson): Promise<void> {
    run.fail(Object.assign(new Error(error.message), error));
    return this.#inLine(async () => {
      await this.#orphan(run, error.message);
      const { plugin } = run.spec.found;
      this.#world.emit('strategy.failed', plugin.id, { run: run.id, code: error.code, message: error.message });
      this.#world.log({ plugin: plugin.id, level: 'error', text: `${run.contribution}: ${error.message}` });
    });
  }

  async #orphan(run: StrategyRun, reason: string): Promise<void> {
    const { account, orphans } = run.spec;
    this.#heeds.get(run.id)?.[Symbol.dispose]();
    this.#heeds.delete(run.id);
    const why = deskError('run-over', { run: run.id, reason });
    for (const { id } of account.working((order) => order.run === run.id)) {
      if (orphans === 'hand-over') account.handOver(id);
      if (orphans !== 'cancel') continue;
      account.cancel(id, account.time ?? 0);
      account.put(id, { code: why.code, reason: why.message });
    }
    await this.#write();
  }

  /** A strategy that may not trade any more has no orders in the market, unless they were to be left. */
  #heed(run: StrategyRun): void {
    const { grants } = run.spec.found.plugin.powers;
    this.#heeds.set(
      run.id,
      grants.listen(() => {
        if (run.isLive && !grants.has(placeOrders))
          void this.#inLine(() => this.#orphan(run, 'its permission was taken back'));
        this.#tell();
      }),
    );
  }

  /** What a run throws ends that run alone. */
  async #guard(run: StrategyRun, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!run.isLive) return;
      const { contribution } = run;
      const text = toErrorJson(error).message;
      const failed = deskError('run-failed', { contribution, text }, error);
      run.fail(failed);
      await this.#orphan(run, text);
      const { plugin } = run.spec.found;
      this.#world.emit('strategy.failed', plugin.id, { run: run.id, code: failed.code, message: failed.message });
      this.#world.log({ plugin: plugin.id, level: 'error', text: failed.message });
    }
  }

  /** Runs hear of what happened to their orders, and everything that changed is written down. */
  async #settleRuns(): Promise<void> {
    for (const run of this.#live()) await this.#guard(run, () => run.settle(run.spec.account.time ?? 0));
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

  #run(id: string): StrategyRun {
    const run = this.#runs.get(id);
    if (!run) throw deskError('unknown-run', { run: id.slice(0, 64) });
    return run;
  }
}
