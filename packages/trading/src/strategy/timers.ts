/** The timers of one run on the simulated clock, in the order in which they are due. */

import type { Ms } from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';

interface Timer {
  due: Ms;
  readonly everyMs: number | undefined;
  /** Timers due at the same moment go off in the order in which they were set. */
  readonly rank: number;
}

const maxTimers = 100;

/** Owned by one run. */
export class Timers {
  readonly #timers = new Map<string, Timer>();
  #ranks = 0;
  #next = Infinity;

  /** When the next one is due; Infinity if none is set. */
  get next(): Ms {
    return this.#next;
  }

  /** Sets or replaces a timer that is due at `due`, and if it repeats every so many milliseconds after that. */
  set(name: string, due: Ms, everyMs?: number): void {
    if (!this.#timers.has(name) && this.#timers.size >= maxTimers)
      throw tradingError('too-many-timers', { most: maxTimers });
    this.#timers.set(name, { due, everyMs, rank: ++this.#ranks });
    this.#settle();
  }

  clear(name: string): void {
    this.#timers.delete(name);
    this.#settle();
  }

  /** Takes the timer that is due first, if it is due by `time`; a repeating one is set again. */
  take(time: Ms): { readonly name: string; readonly due: Ms } | undefined {
    if (this.#next > time) return undefined;
    let first: [string, Timer] | undefined;
    for (const entry of this.#timers)
      if (!first || entry[1].due < first[1].due || (entry[1].due === first[1].due && entry[1].rank < first[1].rank))
        first = entry;
    const [name, timer] = first as [string, Timer];
    const { due } = timer;
    if (timer.everyMs === undefined) this.#timers.delete(name);
    else timer.due += timer.everyMs;
    this.#settle();
    return { name, due };
  }

  #settle(): void {
    this.#next = Infinity;
    for (const { due } of this.#timers.values()) this.#next = Math.min(this.#next, due);
  }
}
