/** Processor time of the runner's own thread, read only where the clock on the wall leaves a doubt. */

/** Calls shorter than this are taken at their wall time. */
const doubtMs = 2;

export class ThreadClock {
  readonly #read: () => number;
  #cpuMs = 0;
  /** Wall time of calls since the processor time was read. */
  #shortMs = 0;

  constructor(read: () => number = readThreadMs) {
    this.#read = read;
  }

  /** A frame begins. */
  mark(): void {
    this.#cpuMs = this.#read();
    this.#shortMs = 0;
  }

  /** What a call that just ended took of the processor, if it took `wallMs` on the wall; never more than that. */
  spent(wallMs: number): number {
    if (wallMs < doubtMs) {
      this.#shortMs += wallMs;
      return wallMs;
    }
    const before = this.#cpuMs + this.#shortMs;
    this.mark();
    return Math.min(wallMs, Math.max(0, this.#cpuMs - before));
  }
}

function readThreadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
