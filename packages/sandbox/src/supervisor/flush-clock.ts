/** When the next frame goes: the earliest wish wins, and wishes made while a frame is under way are kept. */

export class FlushClock {
  readonly #flush: () => void;
  readonly #mayFlush: () => boolean;
  /** In terms of performance.now(). */
  #dueAt = Number.POSITIVE_INFINITY;
  #armedFor = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(flush: () => void, mayFlush: () => boolean) {
    this.#flush = flush;
    this.#mayFlush = mayFlush;
  }

  /** Asks for a frame within `ms`. */
  within(ms: number): void {
    const at = performance.now() + Math.max(0, ms);
    if (at < this.#dueAt) this.#dueAt = at;
    this.resume();
  }

  /** A frame may go again: arms the wish that waits, if there is one. */
  resume(): void {
    if (this.#dueAt >= this.#armedFor || !this.#mayFlush()) return;
    this.stop();
    this.#armedFor = this.#dueAt;
    const ms = this.#dueAt - performance.now();
    if (ms <= 1) this.#immediate = setImmediate(() => this.#fire());
    else this.#timer = setTimeout(() => this.#fire(), ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #fire(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    if (!this.#mayFlush()) return;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#flush();
  }
}
