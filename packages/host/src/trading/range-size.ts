/** How many bars one step may tell: as many as are quick, so that no strategy is stopped for the length of its past. */

import type { RunStep } from '@omnitrade/contracts';

const firstBars = 1_000;
const maxBars = 65_536;
const quickMs = 6;
const slowMs = 15;

/** Owned by one run. */
export class RangeSize {
  #bars = firstBars;

  get bars(): number {
    return this.#bars;
  }

  /** Learns from the time a step took. */
  async measure<T extends { readonly told: number }>(step: RunStep, work: () => Promise<T>): Promise<T> {
    if (!step.bars) return work();
    const started = performance.now();
    const answer = await work();
    const ms = performance.now() - started;
    const wasFull = answer.told >= this.#bars;
    if (ms > slowMs && answer.told > 1) this.#bars = Math.max(1, Math.min(this.#bars, answer.told) >> 1);
    else if (ms < quickMs && wasFull) this.#bars = Math.min(maxBars, this.#bars * 2);
    return answer;
  }
}
