/** One strategy at work on a paper account: told of every closed bar and of its orders, until somebody or something stops it. */

import {
  type DeskRun,
  type ErrorJson,
  type JsonObject,
  type Ms,
  type OrderEvent,
  type OrphanPolicy,
  type RunCallbacks,
  type RunCommand,
  type RunState,
  type Side,
  toErrorJson,
} from '@omnitrade/contracts';
import { Decimal, RunDriver, type RunFlow, RunLog, toDec, toStrategyAccount } from '@omnitrade/trading';
import type { Found } from './find-contribution.ts';
import type { MarketFeed } from './market-feed.ts';
import { openRun } from './open-run.ts';
import { placeOrders } from './order-gate.ts';
import type { PaperAccount } from './paper-account.ts';
import { RangeSize } from './range-size.ts';
import type { RunLink } from './run-link.ts';

export interface StrategyRunSpec {
  readonly id: string;
  readonly found: Found<'trading.strategy'>;
  readonly account: PaperAccount;
  readonly feed: MarketFeed;
  readonly inputs: JsonObject;
  readonly orphans: OrphanPolicy;
  /** Of the plugin's sessions; never used twice. */
  readonly instance: number;
  readonly now: Ms;
  /** Carries out what the strategy asked for; resolves when all of it is decided. */
  readonly carryOut: (run: StrategyRun, commands: readonly RunCommand[], now: Ms) => Promise<void>;
  /** It failed, or its plugin is gone. */
  readonly onLost: (run: StrategyRun, error: ErrorJson) => void;
}

const maxPoints = 400;

/** Owned by the desk, which calls it for one thing at a time. */
export class StrategyRun {
  readonly id: string;
  readonly spec: StrategyRunSpec;
  status: RunState = 'starting';
  reason: string | undefined;
  error: ErrorJson | undefined;
  orders = 0;
  fills = 0;
  readonly #log: RunLog;
  readonly #size = new RangeSize();
  readonly #stack = new DisposableStack();
  #driver: RunDriver | undefined;
  #link: RunLink | undefined;
  #warmup = 0;
  /** Bought less sold. */
  #own = new Decimal(0);
  #time: number[] = [];
  #worth: number[] = [];

  constructor(spec: StrategyRunSpec) {
    this.id = spec.id;
    this.spec = spec;
    this.#log = new RunLog(spec.id);
  }

  get contribution(): string {
    const { plugin, contribution } = this.spec.found;
    return `${plugin.id}/${contribution.id}`;
  }

  get isLive(): boolean {
    return this.status === 'starting' || this.status === 'running';
  }

  /** Orders are taken once the warm-up was told. */
  get isOpen(): boolean {
    return (this.#driver?.told ?? 0) >= this.#warmup;
  }

  get shown(): DeskRun {
    const { found, account, feed, inputs, orphans, now } = this.spec;
    const { status, reason, error } = this;
    return {
      ...{ id: this.id, contribution: this.contribution, title: found.contribution.info.title, account: account.id },
      ...{ series: feed.series.id, instrument: feed.instrument.id, inputs, orphans, status, startedAt: now },
      mode: found.plugin.powers.grants.has(placeOrders) ? 'paper' : 'signal',
      ...(reason !== undefined && { reason }),
      ...(error && { error }),
      ...{ bars: this.#driver?.told ?? 0, orders: this.orders, fills: this.fills, log: this.#log.digest },
      equity: { time: this.#time, value: this.#worth },
    };
  }

  /** Resolves when it has heard of its warm-up; rejects with why it could not begin. */
  async start(): Promise<void> {
    const { feed } = this.spec;
    const callbacks = await this.#begin();
    const { account, found } = this.spec;
    let known = toStrategyAccount(account.broker.account, toDec(this.#own));
    let fills = account.fills.length;
    const driver = new RunDriver({
      run: this.id,
      callbacks,
      account: () => {
        if (fills !== account.fills.length) known = toStrategyAccount(account.broker.account, toDec(this.#own));
        fills = account.fills.length;
        return known;
      },
    });
    this.#driver = driver;
    found.plugin.powers.grants.touch('data:read');
    const last = feed.closed;
    const first = Math.max(0, last - this.#warmup);
    this.status = 'running';
    await this.#drive(driver.start(this.#endOf(first - 1)));
    await this.#tellBars(first, last);
  }

  /** A bar has closed, and the broker has matched it. */
  async onBar(index: number, end: Ms): Promise<void> {
    const driver = this.#driver;
    if (!driver || this.status !== 'running') return;
    const before = this.#endOf(index - 1);
    await this.#drive(driver.ring(end - 1, before));
    await this.#tellBars(index, index + 1);
    this.#notePoint(end);
  }

  /** An order of this run has moved. */
  note(event: OrderEvent, side: Side): void {
    this.#log.add(event);
    if (event.lastQty !== undefined) {
      this.fills++;
      this.#own = side === 'buy' ? this.#own.plus(event.lastQty) : this.#own.minus(event.lastQty);
    }
    this.#driver?.note(event);
  }

  /** Something happened to its orders between bars: it hears of it now. */
  async settle(now: Ms): Promise<void> {
    if (this.#driver && this.status === 'running') await this.#drive(this.#driver.settle(now));
  }

  /** Lets it say goodbye, then ends it. Never rejects. */
  async stop(now: Ms, reason: string): Promise<void> {
    if (!this.isLive) return;
    const driver = this.#driver;
    this.status = 'stopping';
    this.reason = reason;
    try {
      if (driver) await this.#drive(driver.stop(now, reason));
    } catch {
      // It is on its way out anyway.
    }
    this.#finish('stopped');
  }

  /** It is over without having been asked. */
  fail(error: unknown): void {
    if (this.status === 'failed' || this.status === 'stopped') return;
    this.error = toErrorJson(error);
    this.reason = this.error.message;
    this.#finish('failed');
  }

  #finish(status: RunState): void {
    this.status = status;
    this.#driver = undefined;
    this.#stack.dispose();
  }

  async #begin(): Promise<RunCallbacks> {
    const { found, feed, inputs, instance, id, account } = this.spec;
    const { plugin, contribution } = found;
    const opened = await openRun({
      ...{ plugin, point: 'trading.strategy', local: contribution.id, feed, inputs, run: id, instance },
      onLost: (error) => this.spec.onLost(this, error),
    });
    this.#stack.use(opened);
    this.#link = opened.link;
    this.#warmup = opened.warmup;
    const mode = plugin.powers.grants.has(placeOrders) ? 'paper' : 'signal';
    const snapshot = toStrategyAccount(account.broker.account, toDec(this.#own));
    const now = this.#endOf(Math.max(0, feed.closed - this.#warmup) - 1);
    return opened.link.begin({ run: id, mode, seed: 1, now, account: snapshot });
  }

  async #tellBars(first: number, last: number): Promise<void> {
    const driver = this.#driver as RunDriver;
    for (let i = first; i < last; ) {
      const to = this.isOpen ? i + 1 : Math.min(last, i + this.#size.bars);
      const told = await this.#drive(driver.bars(i, to, this.#endOf(to - 1)));
      i += Math.max(1, told);
      const now = this.#endOf(i - 1);
      if (driver.hasCommands) await this.#drive(driver.settle(now));
      await this.#drive(driver.ring(now, now));
    }
  }

  async #drive<T>(flow: RunFlow<T>): Promise<T> {
    for (let next = flow.next(); ; ) {
      if (next.done) return next.value;
      const effect = next.value;
      if (effect.kind === 'commands') {
        await this.spec.carryOut(this, effect.commands, effect.now);
        next = flow.next(undefined);
      } else {
        const link = this.#link as RunLink;
        next = flow.next(await this.#size.measure(effect.step, () => link.step(effect.step)));
      }
    }
  }

  #endOf(i: number): Ms {
    const { feed } = this.spec;
    if (i >= 0) return feed.endOf(i);
    return feed.series.length > 0 ? (feed.series.columns.time[0] as number) : 0;
  }

  /** Keeps some hundreds of points: every second one goes when there are too many. */
  #notePoint(time: Ms): void {
    this.#time = [...this.#time, time];
    this.#worth = [...this.#worth, this.spec.account.equity];
    if (this.#time.length <= maxPoints) return;
    const last = this.#time.length - 1;
    const stays = (_: unknown, i: number) => i % 2 === 0 || i === last;
    this.#time = this.#time.filter(stays);
    this.#worth = this.#worth.filter(stays);
  }
}
