/** Runs a strategy over bars: orders match on new data, then callbacks, then commands until quiet, then timers. */

import { createHash } from 'node:crypto';
import type { BarColumns, Dec, Instrument, Ms, OrderEvent } from '@omnitrade/contracts';
import { PaperBroker } from '../broker/paper-broker.ts';
import { Decimal, readDec, toDec, zero } from '../decimals.ts';
import { tradingError } from '../errors.ts';
import { chanceOf } from '../fills/chance.ts';
import type { FillOptions, PolicyName } from '../fills/fill-options.ts';
import { NumberBar } from '../fills/market-data.ts';
import { CommandQueue } from './command-queue.ts';
import { EquityCurve } from './equity-curve.ts';
import { type BacktestFill, type BacktestOrder, toFills, toOrders } from './order-lists.ts';
import { type BacktestStats, toStats } from './stats.ts';
import type { CreateStrategy, Strategy, StrategyContext } from './strategy.ts';
import { Timers } from './timers.ts';

export interface BacktestOptions {
  readonly instrument: Instrument;
  readonly bars: BarColumns;
  readonly strategy: CreateStrategy;
  readonly policy?: PolicyName;
  readonly options?: Partial<FillOptions>;
  /** 100000 unless said otherwise. */
  readonly cash?: Dec;
  /** Names the run, and so its orders. */
  readonly run?: string;
  /** Bars that are told before orders are taken. */
  readonly warmupBars?: number;
  /** Hands every bar to the broker, also those no order can act on. The log is the same. */
  readonly everyBar?: boolean;
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
/** Rounds of commands and events, and commands in all, at one moment; more is a strategy that answers itself. */
const maxRounds = 1000;
const maxCommands = 10_000;

export function runBacktest(given: BacktestOptions): BacktestResult {
  const run = new BacktestRun(given);
  run.play();
  return run.result();
}

class BacktestRun {
  readonly #given: BacktestOptions;
  readonly #bars: BarColumns;
  readonly #broker: PaperBroker;
  readonly #commands: CommandQueue;
  readonly #timers = new Timers();
  readonly #curve: EquityCurve;
  readonly #strategy: Strategy;
  readonly #events: OrderEvent[] = [];
  readonly #cash: Decimal;
  readonly #gains: Decimal[] = [];
  /** Events not yet told. */
  #told = 0;
  #now: Ms;
  #draws = 0;
  /** The bar in the making or just closed. */
  #index = 0;
  /** The last bar the broker was handed. */
  #handed = -1;
  #realised = zero;

  constructor(given: BacktestOptions) {
    const { instrument, bars, policy, options, cash = defaultCash, run = 'r' } = given;
    checkBars(bars);
    this.#given = given;
    this.#bars = bars;
    this.#cash = readDec(cash) ?? zero;
    this.#broker = new PaperBroker({
      instruments: [instrument],
      ...(policy && { policy }),
      ...(options && { options }),
      cash,
      onEvent: (event) => this.#note(event),
    });
    this.#curve = new EquityCurve(bars, new Decimal(instrument.multiplier));
    this.#curve.note(0, this.#broker.cash, zero);
    this.#now = bars.time[0] ?? 0;
    this.#commands = new CommandQueue(run, instrument.id, this.#broker);
    this.#commands.isOpen = (given.warmupBars ?? 0) === 0;
    this.#strategy = given.strategy(this.#context());
  }

  play(): void {
    const strategy = this.#strategy;
    const { length, time } = this.#bars;
    const { everyBar = false, instrument } = this.#given;
    strategy.onStart?.();
    this.#settle();
    for (let i = 0; i < length; i++) {
      const end = endOf(this.#bars, i);
      this.#ring(end - 1);
      this.#index = i;
      const { low, high, until } = this.#broker.quietBand(instrument.id);
      const isQuiet = (this.#bars.low[i] as number) > low && (this.#bars.high[i] as number) < high && end < until;
      this.#now = end;
      if (!isQuiet || everyBar) this.#hand(i);
      this.#tell();
      this.#commands.isOpen = i + 1 >= (this.#given.warmupBars ?? 0);
      strategy.onBar?.(i);
      if (this.#commands.size > 0) this.#settle();
      this.#ring(end);
    }
    if (length > 0) this.#hand(length - 1);
    this.#index = length - 1;
    this.#now = length > 0 ? endOf(this.#bars, length - 1) : (time[0] ?? 0);
    strategy.onStop?.();
    this.#settle();
  }

  result(): BacktestResult {
    const { account } = this.#broker;
    const money = { start: this.#cash, end: readDec(account.equity) ?? zero, fees: readDec(account.fees) ?? zero };
    const hash = createHash('sha256');
    for (const event of this.#events) hash.update(`${JSON.stringify(event)}\n`);
    return {
      stats: toStats(this.#bars, this.#curve, money, this.#gains),
      orders: toOrders(this.#commands.sent, this.#events),
      fills: toFills(this.#commands.sent, this.#events),
      equity: this.#curve,
      events: this.#events,
      log: hash.digest('hex'),
    };
  }

  /** Gives the broker a bar, if it does not have it yet. */
  #hand(i: number): void {
    if (i <= this.#handed) return;
    const { time, open, high, low, close, volume } = this.#bars;
    const bar = new NumberBar(time[i] as number, endOf(this.#bars, i), {
      open: open[i] as number,
      high: high[i] as number,
      low: low[i] as number,
      close: close[i] as number,
      volume: volume[i] as number,
    });
    this.#handed = i;
    this.#broker.onData(this.#given.instrument.id, bar);
  }

  /** Rings the timers due by `time`, each at its own moment. */
  #ring(time: Ms): void {
    for (let timer = this.#timers.take(time); timer; timer = this.#timers.take(time)) {
      this.#now = Math.max(this.#now, timer.due);
      this.#strategy.onTimer?.(timer.name, timer.due);
      this.#settle();
    }
  }

  /** Carries out commands and tells what came of them, until neither is left. */
  #settle(): void {
    let count = 0;
    for (let round = 1; this.#commands.size > 0 || this.#told < this.#events.length; round++) {
      count += this.#commands.size;
      if (round > maxRounds || count > maxCommands)
        throw tradingError('endless-commands', { rounds: round, commands: count, time: this.#now });
      // A bar that was passed over is the market the command meets.
      const known = this.#now >= endOf(this.#bars, this.#index) ? this.#index : this.#index - 1;
      if (this.#commands.size > 0 && known >= 0 && known < this.#bars.length) this.#hand(known);
      this.#commands.run(this.#now);
      this.#tell();
    }
  }

  #tell(): void {
    while (this.#told < this.#events.length) {
      const event = this.#events[this.#told++] as OrderEvent;
      this.#strategy.onOrder?.(event);
    }
  }

  #note(event: OrderEvent): void {
    this.#events.push(event);
    if (event.lastQty === undefined) return;
    const { id } = this.#given.instrument;
    this.#curve.note(this.#index, this.#broker.cash, this.#broker.qtyOf(id));
    const realised = this.#broker.realisedOf(id);
    if (!realised.eq(this.#realised)) this.#gains.push(realised.minus(this.#realised));
    this.#realised = realised;
  }

  #context(): StrategyContext {
    const { instrument, options } = this.#given;
    const commands = this.#commands;
    const seed = options?.seed ?? 1;
    return {
      mode: 'backtest',
      instrument,
      bars: this.#bars,
      now: () => this.#now,
      random: () => chanceOf(seed, 'strategy', ++this.#draws),
      submit: (order) => commands.submit(order),
      cancel: (id) => commands.cancel(id),
      amend: (id, patch) => commands.amend(id, patch),
      bracket: (entry, stop, target) => commands.bracket(entry, stop, target),
      position: () => toDec(this.#broker.qtyOf(instrument.id)),
      account: () => this.#broker.account,
      setTimer: (name, when) => this.#timers.set(name, when, this.#now),
      clearTimer: (name) => this.#timers.clear(name),
    };
  }
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
