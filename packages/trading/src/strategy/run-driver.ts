/**
 * Drives one run of a strategy or an order type: says what is told next, and which commands are carried out when.
 * The same for a backtest, where all of it happens at once, and for paper, where it waits for the market and the disk.
 */

import type {
  Ms,
  OrderEvent,
  ParentView,
  RunAnswer,
  RunCallbacks,
  RunCommand,
  RunStep,
  StrategyAccount,
} from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';
import { Timers } from './timers.ts';

/** What the driver asks for: a step of the guest, whose answer comes back, or commands to be carried out. */
export type RunEffect =
  | { readonly kind: 'step'; readonly step: RunStep }
  | { readonly kind: 'commands'; readonly commands: readonly RunCommand[]; readonly now: Ms };
export type RunFlow<T = void> = Generator<RunEffect, T, RunAnswer | undefined>;

export interface RunSpec {
  readonly run: string;
  readonly callbacks: RunCallbacks;
  /** The account as it stands; the same object as long as no fill changed it. */
  readonly account: () => StrategyAccount;
  /** Of an order type: the order it carries out, the same object as long as it did not change. */
  readonly parent?: () => ParentView;
}

/** Rounds of commands and events, and commands in all, at one moment; more is a strategy that answers itself. */
const maxRounds = 1000;
const maxCommands = 10_000;
/** Events told in one step. */
const maxEvents = 50;

/** Owned by one run. */
export class RunDriver {
  readonly timers = new Timers();
  readonly #spec: RunSpec;
  #account: StrategyAccount | undefined;
  #parent: ParentView | undefined;
  /** Not yet told. */
  #events: OrderEvent[] = [];
  /** Asked for, not yet carried out. */
  #commands: RunCommand[] = [];
  #told = 0;

  constructor(spec: RunSpec) {
    this.#spec = spec;
    this.#account = spec.account();
    this.#parent = spec.parent?.();
  }

  /** Bars told so far. */
  get told(): number {
    return this.#told;
  }

  get hasCommands(): boolean {
    return this.#commands.length > 0;
  }

  /** An event of one of the run's orders. */
  note(event: OrderEvent): void {
    this.#events.push(event);
  }

  *start(now: Ms): RunFlow {
    if (this.#spec.callbacks.start) yield* this.#step({ now, start: true });
    yield* this.settle(now);
  }

  /** Rings the timers due by `until`, each at its own moment. */
  *ring(until: Ms, now: Ms): RunFlow {
    for (let timer = this.timers.take(until); timer; timer = this.timers.take(until)) {
      const at = Math.max(now, timer.due);
      if (this.#spec.callbacks.timer) yield* this.#step({ now: at, timer: { name: timer.name, t: timer.due } });
      yield* this.settle(at);
    }
  }

  /** Tells bars [from, to), which no order and no timer can act on but before the first; gives how many were told. */
  *bars(from: number, to: number, end: Ms): RunFlow<number> {
    const events = this.#events.splice(0);
    const answer = yield* this.#step({ now: end, bars: { from, to, end, ...(events.length > 0 && { events }) } });
    this.#told += answer.told;
    return answer.told;
  }

  /** Carries out commands and tells what came of them, until neither is left. */
  *settle(now: Ms): RunFlow {
    const isHeard = this.#spec.callbacks.order;
    let count = 0;
    for (let round = 1; this.#commands.length > 0 || (isHeard && this.#events.length > 0); round++) {
      count += this.#commands.length;
      if (round > maxRounds || count > maxCommands)
        throw tradingError('endless-commands', { rounds: round, commands: count, time: now });
      if (this.#commands.length > 0) yield { kind: 'commands', commands: this.#commands.splice(0), now };
      const events = isHeard ? this.#events.splice(0) : [];
      // All of them before any command, but few enough at a time for what they may lead to.
      for (let at = 0; at < events.length; at += maxEvents)
        yield* this.#step({ now, events: events.slice(at, at + maxEvents) });
    }
  }

  /** The last step; commands that follow it are carried out, too. */
  *stop(now: Ms, reason: string): RunFlow {
    if (this.#spec.callbacks.stop) yield* this.#step({ now, stop: reason });
    yield* this.settle(now);
  }

  *#step(told: Omit<RunStep, 'run'>): RunFlow<RunAnswer> {
    const { run, account, parent } = this.#spec;
    const [current, whole] = [account(), parent?.()];
    const step: RunStep = {
      run,
      ...told,
      ...(current !== this.#account && { account: current }),
      ...(whole && whole !== this.#parent && { parent: whole }),
    };
    const answer = (yield { kind: 'step', step }) ?? { told: 0, commands: [] };
    this.#account = current;
    this.#parent = whole;
    for (const command of answer.commands) this.#take(command);
    return answer;
  }

  /** Timers are set at once; all else waits for its turn. */
  #take(command: RunCommand): void {
    if (command.c === 'timer') this.timers.set(command.name, command.at, command.everyMs);
    else if (command.c === 'clear') this.timers.clear(command.name);
    else this.#commands.push(command);
  }
}
