/** Measures how long the server's loop was held up: what a plugin must never cause. */

import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 10;
const windowMs = 1000;

/** The longest gap of the last one to two seconds. */
export class LoopGapMeter implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #timer: NodeJS.Timeout;
  #before = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#before = this.#current();
      this.#histogram.reset();
    }, windowMs);
    this.#timer.unref();
  }

  get gapMs(): number {
    return Math.max(this.#before, this.#current());
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  /** The histogram counts the interval itself. */
  #current(): number {
    return Math.max(0, Math.round(this.#histogram.max / 1e5) / 10 - resolutionMs);
  }
}
