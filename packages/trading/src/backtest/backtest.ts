/** A backtest: orders match on new data, then callbacks, then commands until quiet, then timers. Says what the guest is told next. */

import type {
  BarColumns,
  Dec,
  Instrument,
  Ms,
  OrderEvent,
  RunAnswer,
  RunBegin,
  RunCallbacks,
  RunCommand,
  RunStep,
} from '@omnitrade/contracts';
import { PaperBroker } from '../broker/paper-broker.ts';
import { Decimal, readDec, toDec, zero } from '../decimals.ts';
import { orderError, tradingError } from '../errors.ts';
import type { FillOptions, PolicyName } from '../fills/fill-options.ts';
import { NumberBar } from '../fills/market-data.ts';
import { toStrategyAccount } from '../strategy/account-snapshot.ts';
import { RunDriver, type RunFlow } from '../strategy/run-driver.ts';
import { RunLog } from '../strategy/run-log.ts';
import { EquityCurve } from './equity-curve.ts';
import { type BacktestFill, type BacktestOrder, type SentOrder, toFills, toOrders } from './order-lists.ts';
import { type BacktestStats, toStats } from './stats.ts';

export interface BacktestSetup {
  readonly instrument: Instrument;
  readonly bars: BarColumns;
  readonly policy?: PolicyName;
  readonly options?: Partial<FillOptions>;
  /** 100000 unless said otherwise. */
  readonly cash?: Dec;
  /** Names the run, and so its orders. */
  readonly run?: string;
  /** Bars that are told before orders are taken. */
  readonly warmupBars?: number;
  /** Hands every bar to the broker and tells each by itself, also those no order can act on. The log is the same. */
  readonly everyBar?: boolean;
  /** The most bars told in one step. */
  readonly rangeLimit?: () => number;
}

export interface BacktestResult {
  readonly stats: BacktestStats;
  readonly orders: readonly BacktestOrder[];
  readonly fills: readonly BacktestFill[];
  readonly equity: EquityCurve;
  readonly events: readonly OrderEvent[];
  /** SHA-256 of the event log: the same strategy, data, options and seed give the same. */
  readonly log: string;
}

const defaultCash = '100000';
const defaultRange = 65_536;
/** How far to look for a bar that an order could act on: bars behind it are looked at again after each command. */
const maxLookAhead = 4_096;

/** Owned by whoever plays it. */
export class Backtest {
  readonly begin: Omit<RunBegin, 'instance'>;
  readonly #given: BacktestSetup;
  readonly #bars: BarColumns;
  readonly #broker: PaperBroker;
  readonly #driver: RunDriver;
  readonly #curve: EquityCurve;
  readonly #log: RunLog;
  readonly #events: OrderEvent[] = [];
  readonly #sent = new Map<string, SentOrder>();
  readonly #cash: Decimal;
  readonly #gains: Decimal[] = [];
  readonly #account: () => ReturnType<typeof toStrategyAccount>;
  #fills = 0;
  /** The bar in the making or just closed. */
  #index = 0;
  /** The last bar the broker was handed. */
  #handed = -1;
  #realised = zero;

  constructor(given: BacktestSetup, callbacks: RunCallbacks = everyCallback) {
    const { instrument, bars, policy, options, cash = defaultCash, run = 'r' } = given;
    checkBars(bars);
    this.#given = given;
    this.#bars = bars;
    this.#cash = readDec(cash) ?? zero;
    this.#log = new RunLog(run);
    this.#broker = new PaperBroker({
      instruments: [instrument],
      ...(policy && { policy }),
      ...(options && { options }),
      cash,
      onEvent: (event) => this.#note(event),
    });
    this.#account = cacheBy(
      () => this.#fills,
      () => toStrategyAccount(this.#broker.account, toDec(this.#broker.qtyOf(instrument.id))),
    );
    this.#curve = new EquityCurve(bars, new Decimal(instrument.multiplier));
    this.#curve.note(0, this.#broker.cash, zero);
    const { seed } = this.#broker.options;
    this.begin = { run, mode: 'backtest', seed, now: bars.time[0] ?? 0, account: this.#account() };
    this.#driver = new RunDriver({ run, callbacks, account: this.#account });
  }

  /** Yields what the guest is to be told, and takes its answers. Throws `trading.endless-commands`. */
  *play(): Generator<RunStep, void, RunAnswer | undefined> {
    const driver = this.#driver;
    const { length } = this.#bars;
    yield* this.#carry(driver.start(this.begin.now));
    for (let i = 0; i < length; ) {
      const end = this.#end(i);
      yield* this.#carry(driver.ring(end - 1, this.#now(i - 1)));
      this.#index = i;
      if (this.#given.everyBar || !this.#isQuiet(i)) this.#hand(i);
      const to = this.#runAhead(i);
      const told = yield* this.#carry(driver.bars(i, to, this.#end(to - 1)));
      // One that tells of no bar and asks for nothing would stand still for ever.
      i += Math.max(1, told);
      this.#index = i - 1;
      const now = this.#end(i - 1);
      if (driver.hasCommands) yield* this.#carry(driver.settle(now));
      yield* this.#carry(driver.ring(now, now));
    }
    if (length > 0) this.#hand(length - 1);
    this.#index = length - 1;
    yield* this.#carry(driver.stop(this.#now(length - 1), 'end'));
  }

  result(): BacktestResult {
    const { account } = this.#broker;
    const money = { start: this.#cash, end: readDec(account.equity) ?? zero, fees: readDec(account.fees) ?? zero };
    return {
      stats: toStats(this.#bars, this.#curve, money, this.#gains),
      orders: toOrders(this.#sent, this.#events),
      fills: toFills(this.#sent, this.#events),
      equity: this.#curve,
      events: this.#events,
      log: this.#log.digest,
    };
  }

  /** Hands steps through, and carries out commands by itself. */
  *#carry<T>(flow: RunFlow<T>): Generator<RunStep, T, RunAnswer | undefined> {
    for (let next = flow.next(); ; ) {
      if (next.done) return next.value;
      const effect = next.value;
      if (effect.kind === 'step') next = flow.next(yield effect.step);
      else {
        this.#carryOut(effect.commands, effect.now);
        next = flow.next(undefined);
      }
    }
  }

  #carryOut(commands: readonly RunCommand[], now: Ms): void {
    // A bar that was passed over is the market the command meets.
    const known = now >= this.#now(this.#index) ? this.#index : this.#index - 1;
    if (known >= 0 && known < this.#bars.length) this.#hand(known);
    const isOpen = this.#driver.told >= (this.#given.warmupBars ?? 0);
    for (const command of commands) {
      if (command.c === 'cancel') this.#broker.cancel(command.id, now);
      else if (command.c === 'amend') this.#broker.amend(command.id, command.patch, now);
      else if (command.c === 'submit') {
        const { id } = command;
        const request = { ...command.order, id, instrument: this.#given.instrument.id };
        this.#sent.set(id, { request, time: now });
        if (isOpen) this.#broker.submit(request, now);
        else this.#broker.deny(id, orderError('warming', { order: id }), now);
      }
    }
  }

  /** The first bar behind `i` that something can act on, or the end of what one step may tell. */
  #runAhead(i: number): number {
    if (this.#given.everyBar) return i + 1;
    const { low, high, until } = this.#broker.quietBand(this.#given.instrument.id);
    const alarm = Math.min(until, this.#driver.timers.next);
    const limit = Math.min(this.#bars.length, i + Math.max(1, this.#given.rangeLimit?.() ?? defaultRange));
    if (low === -Infinity && high === Infinity && alarm === Infinity) return limit;
    const last = Math.min(limit, i + maxLookAhead);
    const { low: lows, high: highs } = this.#bars;
    let to = i + 1;
    while (to < last && (lows[to] as number) > low && (highs[to] as number) < high && this.#end(to) < alarm) to++;
    return to;
  }

  #isQuiet(i: number): boolean {
    const { low, high, until } = this.#broker.quietBand(this.#given.instrument.id);
    return (this.#bars.low[i] as number) > low && (this.#bars.high[i] as number) < high && this.#end(i) < until;
  }

  #end(i: number): Ms {
    return endOf(this.#bars, i);
  }

  #now(i: number): Ms {
    return i < 0 ? (this.#bars.time[0] ?? 0) : this.#end(i);
  }

  /** Gives the broker a bar, if it does not have it yet. */
  #hand(i: number): void {
    if (i <= this.#handed) return;
    const { time, open, high, low, close, volume } = this.#bars;
    const bar = new NumberBar(time[i] as number, this.#end(i), {
      open: open[i] as number,
      high: high[i] as number,
      low: low[i] as number,
      close: close[i] as number,
      volume: volume[i] as number,
    });
    this.#handed = i;
    this.#broker.onData(this.#given.instrument.id, bar);
  }

  #note(event: OrderEvent): void {
    this.#events.push(event);
    this.#log.add(event);
    if (event.lastQty !== undefined) {
      this.#fills++;
      const { id } = this.#given.instrument;
      this.#curve.note(this.#index, this.#broker.cash, this.#broker.qtyOf(id));
      const realised = this.#broker.realisedOf(id);
      if (!realised.eq(this.#realised)) this.#gains.push(realised.minus(this.#realised));
      this.#realised = realised;
    }
    this.#driver.note(event);
  }
}

const everyCallback: RunCallbacks = { start: true, bar: true, order: true, timer: true, stop: true };

/** What `make` made last, until `version` changes. */
function cacheBy<T>(version: () => number, make: () => T): () => T {
  let known: { readonly version: number; readonly value: T } | undefined;
  return () => {
    if (known?.version !== version()) known = { version: version(), value: make() };
    return known.value;
  };
}

/** Where the next bar opens; the last bar is taken to be as long as the one before. */
export function endOf({ time, length }: BarColumns, i: number): Ms {
  if (i + 1 < length) return time[i + 1] as number;
  const last = time[length - 1] ?? 0;
  return last + (length > 1 ? last - (time[length - 2] as number) : 86_400_000);
}

function checkBars(bars: BarColumns): void {
  for (let i = 1; i < bars.length; i++)
    if (!((bars.time[i] as number) > (bars.time[i - 1] as number)))
      throw tradingError('bad-backtest', { what: 'bars', expected: `ascending by time, which bar ${i} is not` });
}
