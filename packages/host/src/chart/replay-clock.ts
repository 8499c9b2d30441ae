/** Gives a replay its clock: about 30 moves a second while it plays, none otherwise. */

import type { ReplayState, SeriesId } from '@omnitrade/contracts';
import { createReplay, type Hub, type Replay } from '@omnitrade/market';

const moveMs = 33;
/** A machine that slept must not play the rest of the replay in one move. */
const longestMoveMs = 500;

export class ReplayClock {
  readonly #replay: Replay;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  #told = -1;

  constructor(hub: Hub, series: SeriesId, now: () => number, onChange: () => void) {
    this.#replay = createReplay({ hub, series });
    this.#now = now;
    this.#onChange = onChange;
  }

  get state(): ReplayState {
    return this.#replay.state;
  }

  start(): void {
    this.#halt();
    this.#replay.start();
    this.#onChange();
  }

  play(): void {
    if (this.state.mode === 'off' || this.state.mode === 'ended') this.#replay.start();
    this.#replay.play();
    this.#last = this.#now();
    this.#timer ??= setInterval(() => this.#move(), moveMs);
    this.#onChange();
  }

  pause(): void {
    this.#halt();
    this.#replay.pause();
    this.#onChange();
  }

  step(): void {
    this.#halt();
    if (this.state.mode === 'off') this.#replay.start();
    this.#replay.step();
    this.#onChange();
  }

  stop(): void {
    this.#halt();
    if (this.state.mode !== 'off') this.#replay.stop();
    this.#onChange();
  }

  setSpeed(barsPerSecond: number): void {
    this.#replay.setSpeed(barsPerSecond);
    this.#onChange();
  }

  [Symbol.dispose](): void {
    this.#halt();
    this.#replay[Symbol.dispose]();
  }

  #move(): void {
    const now = this.#now();
    const ms = Math.min(longestMoveMs, now - this.#last);
    this.#last = now;
    this.#replay.advance((ms / 1000) * this.state.speed);
    const { mode, position } = this.state;
    if (mode !== 'playing') this.#halt();
    if (position === this.#told && mode === 'playing') return;
    this.#told = position;
    this.#onChange();
  }

  #halt(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
