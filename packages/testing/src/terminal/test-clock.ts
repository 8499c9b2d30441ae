/** A clock that stands until a test moves it; timers of plugins are due by it and by nothing else. */

import type { After } from '@omnitrade/sandbox';

export interface TestClock {
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * Moves the time. Every timer that falls due on the way fires at its own time, one after the other, and all it leads to
   * is over before the next one.
   */
  advance(ms: number): Promise<void>;
}

interface Waiting {
  readonly due: number;
  readonly order: number;
  readonly call: () => void;
}

/** `settle` resolves once nothing is under way any more. */
export class SteppedClock implements TestClock {
  readonly #settle: () => Promise<void>;
  readonly #waiting = new Set<Waiting>();
  #now: number;
  #order = 0;

  constructor(now: number, settle: () => Promise<void>) {
    this.#now = now;
    this.#settle = settle;
  }

  get now(): number {
    return this.#now;
  }

  readonly after: After = (ms, call) => {
    const waiting = { due: this.#now + ms, order: this.#order++, call };
    this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  };

  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`A clock is moved forward by milliseconds, not by ${ms}.`);
    const end = this.#now + ms;
    await this.#settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.call();
      await this.#settle();
    }
    this.#now = end;
  }

  #next(end: number): Waiting | undefined {
    let next: Waiting | undefined;
    for (const one of this.#waiting)
      if (one.due <= end && (!next || one.due < next.due || (one.due === next.due && one.order < next.order)))
        next = one;
    return next;
  }
}
