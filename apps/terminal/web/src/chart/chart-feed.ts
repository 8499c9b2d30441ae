/** From frames to the screen: gathers what arrives and hands it on once per animation frame. */

import type { ServerColumns } from '@omnitrade/contracts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ChartData, type DataChange } from './chart-data.ts';
import { FrameClock } from './frame-clock.ts';

/** The last bar, and what it means for the price. */
export interface Quote {
  /** Close of the last bar. */
  readonly price: number;
  /** Against the close of the bar before; NaN where there is none. */
  readonly change: number;
  readonly changePercent: number;
  readonly time: number;
}

export type FeedListener = (change: DataChange) => void;

export class ChartFeed implements Disposable {
  readonly data: ChartData;
  readonly quote: StoreApi<{ readonly quote: Quote | undefined }>;
  readonly #clock: FrameClock;
  readonly #listeners = new Set<FeedListener>();

  constructor(page: Document) {
    this.#clock = new FrameClock(page, () => this.#flush());
    this.data = new ChartData(() => this.#clock.request());
    this.quote = createStore(() => ({ quote: undefined as Quote | undefined }));
  }

  /** Returns false where everything must be sent again. */
  apply(header: ServerColumns, values: Float64Array): boolean {
    return this.data.apply(header, values);
  }

  /** Called at most once per frame, with everything since the call before. */
  listen(listener: FeedListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  #flush(): void {
    const change = this.data.takeChange();
    if (change.bars !== Number.POSITIVE_INFINITY) this.quote.setState({ quote: toQuote(this.data) });
    for (const listener of this.#listeners) listener(change);
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
    this.#listeners.clear();
  }
}

export function toQuote(data: ChartData): Quote | undefined {
  const last = data.length - 1;
  if (last < 0) return undefined;
  const close = data.bar('close');
  const price = close[last] as number;
  const before = close[last - 1] ?? Number.NaN;
  const change = price - (last > 0 ? before : Number.NaN);
  return {
    price,
    change,
    changePercent: before === 0 ? Number.NaN : (change / before) * 100,
    time: data.bar('time')[last] as number,
  };
}
