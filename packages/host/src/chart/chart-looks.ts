/** What whoever looks at the chart sees of it: its symbol as the chart knows it, the range and the pick as the page tells. */

import type { ChartLook, LookReport } from '../capabilities/terminal-view.ts';
import type { Chart } from '../host.ts';

export class ChartLooks implements Disposable {
  readonly #chart: Pick<Chart, 'status'>;
  readonly #listeners = new Set<() => void>();
  readonly #heed: Disposable;
  #range: LookReport | undefined;
  #look: ChartLook = { rev: 0, instrument: null, title: null, timeframe: null, from: null, to: null, selected: null };

  constructor(chart: Pick<Chart, 'status' | 'listen'>) {
    this.#chart = chart;
    this.#heed = chart.listen({ onChart: () => this.#see() });
    this.#see();
  }

  get look(): ChartLook {
    return this.#look;
  }

  /** The newest page wins: there is one chart. */
  report(range: LookReport): void {
    this.#range = range;
    this.#see();
  }

  listen(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  [Symbol.dispose](): void {
    this.#heed[Symbol.dispose]();
    this.#listeners.clear();
  }

  #see(): void {
    const { status } = this.#chart;
    const shown = status.state === 'ready' ? status.chart : undefined;
    const before = this.#look;
    const seen = {
      instrument: shown?.instrument.id ?? null,
      title: shown?.instrument.title ?? null,
      timeframe: shown?.timeframe ?? null,
    };
    // The range of another series says nothing about this one.
    if (before.instrument !== seen.instrument || before.timeframe !== seen.timeframe)
      if (before.instrument !== null) this.#range = undefined;
    const { from = null, to = null, selected = null } = this.#range ?? {};
    const next = { ...seen, from, to, selected };
    const keys = Object.keys(next) as (keyof typeof next)[];
    if (keys.every((key) => next[key] === before[key])) return;
    this.#look = { rev: before.rev + 1, ...next };
    for (const listener of [...this.#listeners]) listener();
  }
}
