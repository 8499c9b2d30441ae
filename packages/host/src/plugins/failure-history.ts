/** What a plugin has been through lately, and what follows from the next mishap. */

import { keepRecent, type NextStep, nextStep, type Strike } from '@omnitrade/lifecycle';

export interface HistoryWorld {
  readonly now: () => number;
  readonly random: () => number;
}

/** Interruptions within this time count together. */
const interruptedMs = 60_000;
/** So many are answered at once; then the pauses double, so that a runner which dies of nobody in particular is no busy loop. */
const atOnce = 2;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

export class FailureHistory {
  readonly #world: HistoryWorld;
  #strikes: Strike[] = [];
  #interruptions: number[] = [];

  constructor(world: HistoryWorld) {
    this.#world = world;
  }

  /** It was killed for what it did. */
  failed(kind: Strike['kind']): NextStep {
    const now = this.#world.now();
    this.#strikes = [...keepRecent(this.#strikes, now), { timeMs: now, kind }];
    return nextStep(this.#strikes, now, this.#world.random);
  }

  /** It was ended by what others did; returns after how many milliseconds it may begin again. */
  interrupted(): number {
    const now = this.#world.now();
    this.#interruptions = [...this.#interruptions.filter((time) => now - time < interruptedMs), now];
    const beyond = this.#interruptions.length - atOnce;
    return beyond <= 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (beyond - 1));
  }

  /** How many count now. */
  get strikes(): number {
    return keepRecent(this.#strikes, this.#world.now()).length;
  }

  forget(): void {
    this.#strikes = [];
    this.#interruptions = [];
  }
}
