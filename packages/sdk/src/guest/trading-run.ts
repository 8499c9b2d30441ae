/**
 * One run of a strategy or an order type, step by step: what happens is told in order, what is asked for is collected.
 * Runs inside the isolate, and outside of it for backtests in the terminal's own tests: it needs nothing but what it is given.
 */

import type { BarColumns, OrderEvent, RunAnswer, RunCallbacks, RunCommand, RunStep } from '@omnitrade/contracts';

/** What is called; absent where the author has no use for it. */
export interface RunHandlers {
  readonly onStart?: () => void;
  readonly onBar?: (index: number, bars: BarColumns) => void;
  readonly onOrder?: (event: OrderEvent) => void;
  readonly onTimer?: (name: string, t: number) => void;
  readonly onStop?: (reason: string) => void;
}

/** Commands one step may lead to. */
const maxCommands = 200;
const maxTextChars = 128;

export interface RunColumns {
  /** The bars of the series, the future included. */
  source(): readonly Float64Array[];
  /** Columns of this run's own, NaN where nothing was told. */
  own(): readonly Float64Array[];
}

/** Owned by whoever steps it. */
export class TradingRun {
  readonly bars: BarColumns;
  now: number;
  /** Told before every step's callbacks. */
  onStep: ((step: RunStep) => void) | undefined;
  onEvent: ((event: OrderEvent) => void) | undefined;
  readonly #columns: RunColumns;
  readonly #clock: (now: number) => void;
  #handlers: RunHandlers = {};
  #commands: RunCommand[] = [];
  #length = 0;
  #draws = 0;
  readonly #seed: number;

  /** `clock` hears of every change of the time. */
  constructor(columns: RunColumns, { now, seed, clock }: { now: number; seed: number; clock?: (now: number) => void }) {
    this.#columns = columns;
    this.#clock = clock ?? (() => {});
    this.#seed = seed | 0;
    this.now = now;
    const column = (n: number) => () => columns.own()[n] as Float64Array;
    const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
    const length = () => this.#length;
    this.bars = Object.freeze(
      Object.defineProperties({}, toGetters({ length, time, open, high, low, close, volume })),
    ) as BarColumns;
  }

  /** Who is called from now on. */
  handle(handlers: RunHandlers): RunCallbacks {
    this.#handlers = handlers;
    const has = (callback: unknown) => callback !== undefined;
    const { onStart, onBar, onOrder, onTimer, onStop } = handlers;
    return { start: has(onStart), bar: has(onBar), order: has(onOrder), timer: has(onTimer), stop: has(onStop) };
  }

  /** Asks for something; throws a RangeError for more than one step may ask for. */
  command(command: RunCommand): void {
    if (this.#commands.length >= maxCommands)
      throw new RangeError(`More than ${maxCommands} commands in one callback; send fewer at a time.`);
    this.#commands.push(command);
  }

  random(): number {
    // A counter mixed three times: the nth number depends on the seed and on n alone.
    let state = Math.imul(this.#seed ^ Math.imul(++this.#draws, 0x9e3779b1), 0x85ebca6b);
    for (let round = 0; round < 3; round++) {
      state ^= state >>> 16;
      state = Math.imul(state, 0xc2b2ae35);
      state ^= state >>> 13;
    }
    return (state >>> 0) / 4_294_967_296;
  }

  /** The close of the newest bar told; NaN before the first. */
  get lastClose(): number {
    return this.#length === 0 ? Number.NaN : (this.#columns.own()[4]?.[this.#length - 1] as number);
  }

  /** Throws what a callback throws; the run is over then. */
  step(step: RunStep): RunAnswer {
    const { onStart, onTimer, onStop } = this.#handlers;
    this.#setClock(step.now);
    this.onStep?.(step);
    if (step.start) onStart?.();
    if (step.events) this.#tell(step.events);
    if (step.timer) onTimer?.(step.timer.name, step.timer.t);
    let told = 0;
    if (step.bars && this.#commands.length === 0) told = this.#tellBars(step.bars);
    if (step.stop !== undefined) onStop?.(step.stop);
    const commands = this.#commands;
    this.#commands = [];
    return { told, commands };
  }

  #tell(events: readonly OrderEvent[]): void {
    const { onOrder } = this.#handlers;
    for (const event of events) {
      this.onEvent?.(event);
      onOrder?.(event);
    }
  }

  #tellBars({ from, to, end, events }: NonNullable<RunStep['bars']>): number {
    const { bars } = this;
    const { onBar } = this.#handlers;
    const source = this.#columns.source();
    const own = this.#columns.own();
    const time = source[0] as Float64Array;
    let i = from;
    while (i < to) {
      // Events of the bar come before it, so its time is theirs too.
      this.#setClock(i + 1 < to ? (time[i + 1] as number) : end);
      if (i === from && events) this.#tell(events);
      const at = this.#length;
      for (let c = 0; c < 6; c++) (own[c] as Float64Array)[at] = (source[c] as Float64Array)[i] as number;
      this.#length = at + 1;
      onBar?.(at, bars);
      i++;
      if (this.#commands.length > 0) break;
    }
    return i - from;
  }

  #setClock(now: number): void {
    this.now = now;
    this.#clock(now);
  }
}

function toGetters(fields: Readonly<Record<string, unknown>>): PropertyDescriptorMap {
  const entries = Object.entries(fields) as [string, () => unknown][];
  return Object.fromEntries(entries.map(([name, get]) => [name, { get, enumerable: true }]));
}

/** Text, numbers and switches of an object as plain JSON; anything else in it becomes null, which the terminal refuses. */
export function toPlain(given: unknown, keys: readonly string[]): Record<string, string | number | boolean | null> {
  const plain: Record<string, string | number | boolean | null> = {};
  if (typeof given !== 'object' || given === null) return plain;
  for (const key of keys) {
    const value = (given as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (typeof value === 'string') plain[key] = value.slice(0, maxTextChars);
    else if (typeof value === 'boolean') plain[key] = value;
    else plain[key] = typeof value === 'number' && Number.isFinite(value) ? value : null;
  }
  return plain;
}

export function toName(name: unknown): string {
  const text = `${name}`;
  if (text === '' || text.length > maxTextChars) throw new RangeError('A timer has a name of 1 to 128 letters.');
  return text;
}

/** The command of a timer, checked here so that the author sees where it went wrong. One for a time that has passed goes off at once. */
export function timerCommand(
  now: number,
  name: unknown,
  when: { at?: unknown; everyMs?: unknown } | undefined,
): RunCommand {
  const { at, everyMs } = when ?? {};
  const due = at ?? now + (everyMs as number);
  if (!Number.isSafeInteger(due)) throw new RangeError('A timer takes { at } or { everyMs } in whole milliseconds.');
  if (at === undefined && !((everyMs as number) > 0))
    throw new RangeError('A timer goes off every 1 millisecond or more.');
  const command = { c: 'timer', name: toName(name), at: Math.max(due as number, now) } as const;
  return at === undefined ? { ...command, everyMs: everyMs as number } : command;
}
