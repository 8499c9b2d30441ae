/** The timers of one plugin: the server owns them all, so that time is an input. */

export interface TimerPolicy {
  readonly maxTimers: number;
  readonly minTimerMs: number;
}

const maxDelayMs = 2 ** 31 - 1;

/** Calls once, that many milliseconds later; what it returns takes the call back. */
export type After = (ms: number, call: () => void) => () => void;

const afterOnThisMachine: After = (ms, call) => {
  const handle = setTimeout(call, ms).unref();
  return () => clearTimeout(handle);
};

/** `real`: due timers fire by the clock. `manual`: they wait for {@link PluginTimers.fireNext} (trials, tests). */
export class PluginTimers {
  readonly #fire: (id: number) => void;
  readonly #policy: TimerPolicy;
  readonly #mode: 'real' | 'manual';
  readonly #timers = new Map<number, { afterMs: number; every: boolean; dueMs: number; takeBack?: () => void }>();
  readonly #after: After;
  #manualMs = 0;

  constructor(
    mode: 'real' | 'manual',
    policy: TimerPolicy,
    fire: (id: number) => void,
    after: After = afterOnThisMachine,
  ) {
    this.#mode = mode;
    this.#policy = policy;
    this.#fire = fire;
    this.#after = after;
  }

  get size(): number {
    return this.#timers.size;
  }

  /** Throws a plain Error when the plugin has too many. */
  set(id: number, afterMs: number, every: boolean): void {
    this.clear(id);
    if (this.#timers.size >= this.#policy.maxTimers) throw new Error(`more than ${this.#policy.maxTimers} timers`);
    const delay = Math.min(maxDelayMs, Math.max(this.#policy.minTimerMs, Number.isFinite(afterMs) ? afterMs : 0));
    const timer = { afterMs: delay, every, dueMs: this.#manualMs + delay };
    this.#timers.set(id, timer);
    if (this.#mode === 'real') this.#arm(id, delay);
  }

  clear(id: number): void {
    this.#timers.get(id)?.takeBack?.();
    this.#timers.delete(id);
  }

  clearAll(): void {
    for (const id of [...this.#timers.keys()]) this.clear(id);
  }

  /** Manual mode: fires the earliest timer due within `untilMs` of simulated time; false if there is none. */
  fireNext(untilMs: number): boolean {
    let next: { id: number; dueMs: number } | undefined;
    for (const [id, { dueMs }] of this.#timers)
      if (dueMs <= untilMs && (!next || dueMs < next.dueMs)) next = { id, dueMs };
    if (!next) return false;
    this.#manualMs = next.dueMs;
    this.#due(next.id);
    return true;
  }

  #arm(id: number, delayMs: number): void {
    const timer = this.#timers.get(id);
    if (timer) timer.takeBack = this.#after(delayMs, () => this.#due(id));
  }

  #due(id: number): void {
    const timer = this.#timers.get(id);
    if (!timer) return;
    if (timer.every) {
      timer.dueMs += timer.afterMs;
      if (this.#mode === 'real') this.#arm(id, timer.afterMs);
    } else this.#timers.delete(id);
    this.#fire(id);
  }
}
