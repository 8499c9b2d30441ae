/** Replay: the last bars of a series stream once more as if they were live, tick by tick, on the caller's clock. */

import type { Bar, BarColumns, ReplayState, SeriesId } from '@omnitrade/contracts';
import { copyBars, readBar, viewBars } from './columns.ts';
import { marketError } from './errors.ts';
import type { Hold, Hub } from './hub.ts';
import { tickPath, ticksPerBar } from './tick-path.ts';

export const defaultReplayBars = 120;
const defaultSpeed = 1;
const maxSpeed = 1000;
/** Parts of a bar add up inexactly: ten times 0.1 must make a whole one. */
const roundingSlack = 1e-9;

export interface ReplayOptions {
  readonly hub: Hub;
  readonly series: SeriesId;
  /** How many bars to replay; fewer if the series is shorter. */
  readonly bars?: number;
  readonly seed?: number;
}

/**
 * Owns what readers of its series see from `start` until `stop` or disposal, which show the whole series again.
 * It has no clock: whoever has one calls `advance`. The changes readers hear do not depend on how the way is cut into calls.
 */
export interface Replay extends Disposable {
  readonly state: ReplayState;
  /** Cuts the series back, paused before the first bar; also begins anew. Throws `market.held`, `market.nothing-to-replay`. */
  start(): void;
  /** Like `pause`, `step` and `stop`, throws `market.replay-off` before `start`. */
  play(): void;
  pause(): void;
  /** Bars per second, for the clock of the caller. */
  setSpeed(barsPerSecond: number): void;
  /** Moves a playing replay on by bars or parts of one; does nothing unless it is playing. */
  advance(barsElapsed: number): void;
  /** Finishes the bar that is under way, or plays the next one whole, and pauses. */
  step(): void;
  stop(): void;
}

export function createReplay({ hub, series, bars = defaultReplayBars, seed = 1 }: ReplayOptions): Replay {
  if (!Number.isSafeInteger(bars) || bars < 1)
    throw marketError('bad-amount', { what: 'number of bars to replay', value: bars, range: 'a whole number above 0' });
  return new SeriesReplay(hub, series, bars, seed);
}

/** One run from start to stop. */
interface Run {
  readonly hold: Hold;
  readonly bars: BarColumns;
  /** Whether the newest bar is final when its last tick is played. */
  readonly endsClosed: boolean;
  /** How far the caller's clock has come, in ticks; the whole part of it has been played. */
  elapsed: number;
  played: number;
  /** The path of the bar under way. */
  path: readonly Bar[];
}

class SeriesReplay implements Replay {
  readonly #hub: Hub;
  readonly #series: SeriesId;
  readonly #bars: number;
  readonly #seed: number;
  #run: Run | undefined;
  #playing = false;
  #speed = defaultSpeed;

  constructor(hub: Hub, series: SeriesId, bars: number, seed: number) {
    this.#hub = hub;
    this.#series = series;
    this.#bars = bars;
    this.#seed = seed;
  }

  get state(): ReplayState {
    const run = this.#run;
    if (!run) return { mode: 'off', speed: this.#speed, position: 0, total: 0 };
    const position = Math.floor(run.played / ticksPerBar);
    const total = run.bars.length;
    const mode = position === total ? 'ended' : this.#playing ? 'playing' : 'paused';
    return { mode, speed: this.#speed, position, total };
  }

  start(): void {
    const hold = this.#run?.hold ?? this.#hub.hold(this.#series);
    const { whole } = hold;
    if (whole.length === 0) {
      hold[Symbol.dispose]();
      throw marketError('nothing-to-replay', { series: this.#series });
    }
    const from = Math.max(0, whole.length - this.#bars);
    const bars = copyBars(whole.columns, from, whole.length);
    this.#playing = false;
    this.#run = { hold, bars, endsClosed: whole.closed === whole.length, elapsed: 0, played: 0, path: [] };
    hold.reset(viewBars(whole.columns, 0, from), from);
  }

  play(): void {
    this.#running();
    this.#playing = true;
  }

  pause(): void {
    this.#running();
    this.#playing = false;
  }

  setSpeed(barsPerSecond: number): void {
    if (!(barsPerSecond > 0 && barsPerSecond <= maxSpeed)) {
      const range = `above 0 and at most ${maxSpeed} bars a second`;
      throw marketError('bad-amount', { what: 'speed of the replay', value: barsPerSecond, range });
    }
    this.#speed = barsPerSecond;
  }

  advance(barsElapsed: number): void {
    if (!(barsElapsed >= 0 && barsElapsed < Infinity))
      throw marketError('bad-amount', { what: 'way of the replay', value: barsElapsed, range: '0 bars or more' });
    const run = this.#run;
    if (!run || this.state.mode !== 'playing') return;
    run.elapsed = Math.min(run.elapsed + barsElapsed * ticksPerBar, run.bars.length * ticksPerBar);
    this.#playTo(run, Math.floor(run.elapsed + roundingSlack));
  }

  step(): void {
    const run = this.#running();
    this.#playing = false;
    const bar = Math.min(Math.floor(run.played / ticksPerBar) + 1, run.bars.length);
    run.elapsed = bar * ticksPerBar;
    this.#playTo(run, run.elapsed);
  }

  stop(): void {
    const { hold } = this.#running();
    this.#run = undefined;
    this.#playing = false;
    hold[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (this.#run) this.stop();
  }

  #running(): Run {
    if (!this.#run) throw marketError('replay-off', { series: this.#series });
    return this.#run;
  }

  #playTo(run: Run, ticks: number): void {
    while (run.played < ticks && run === this.#run) {
      const index = Math.floor(run.played / ticksPerBar);
      const tick = run.played % ticksPerBar;
      if (tick === 0) {
        const { priceIncrement, sizeIncrement } = run.hold.whole.instrument;
        run.path = tickPath(readBar(run.bars, index), { priceIncrement, sizeIncrement, seed: this.#seed });
      }
      run.played++;
      const bar = run.path[tick] as Bar;
      if (tick === 0) run.hold.appendBar(bar, false);
      else run.hold.tick(bar, tick === ticksPerBar - 1 && (run.endsClosed || index < run.bars.length - 1));
    }
  }
}
