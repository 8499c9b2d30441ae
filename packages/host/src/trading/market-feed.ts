/** Follows one series and tells each bar once it is final, with the time at which it ended. */

import {
  type Instrument,
  type Ms,
  parseTimeframe,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
} from '@omnitrade/contracts';
import { barClose, type Hub, isCalendarName } from '@omnitrade/market';
import { NumberBar } from '@omnitrade/trading';

export interface FeedListener {
  /** Bar `index` of the series is final. Indices may move later: what has to be kept must be taken now. */
  onBar(index: number, bar: NumberBar): void;
  /** Older bars came in front: indices moved up by so many. */
  onShift(bars: number): void;
  /** The bars are others now. */
  onReset(): void;
}

/** Owned by the desk. */
export class MarketFeed implements Disposable {
  readonly series: SeriesReader;
  readonly #listener: FeedListener;
  readonly #end: Disposable;
  #closed: number;

  constructor(hub: Hub, series: SeriesReader, listener: FeedListener) {
    this.series = series;
    this.instrument = { ...series.instrument, tradable: true };
    this.#listener = listener;
    this.#closed = series.closed;
    this.#end = hub.listen(series.id as SeriesId, (delta) => this.#follow(delta));
  }

  /** As it is traded on paper: whatever has a price can be, an index too. */
  readonly instrument: Instrument;

  /** Bars that were told, or were final before. */
  get closed(): number {
    return this.#closed;
  }

  /** The newest final bar; only where there is one. */
  get lastBar(): NumberBar {
    const i = this.#closed - 1;
    return toBar(this.series, i, this.endOf(i));
  }

  /** When bar `i` ended. */
  endOf(i: number): Ms {
    return endOfBar(this.series, i);
  }

  /** When the bar that is being made opened; undefined if none is. */
  get openBarTime(): Ms | undefined {
    const { length, columns } = this.series;
    return length > this.#closed ? columns.time[this.#closed] : undefined;
  }

  [Symbol.dispose](): void {
    this.#end[Symbol.dispose]();
  }

  #follow({ kind, closed }: SeriesDelta): void {
    if (kind === 'reset') {
      this.#closed = closed;
      return this.#listener.onReset();
    }
    if (kind === 'prepend') {
      const shift = closed - this.#closed;
      this.#closed = closed;
      return this.#listener.onShift(shift);
    }
    while (this.#closed < closed) {
      const index = this.#closed++;
      this.#listener.onBar(index, toBar(this.series, index, this.endOf(index)));
    }
  }
}

/** Where the next bar opens; the newest bar ends where its calendar says, or is as long as the one before. */
export function endOfBar({ columns, length, timeframe, instrument }: SeriesReader, i: number): Ms {
  const { time } = columns;
  if (i + 1 < length) return time[i + 1] as number;
  const at = time[i] as number;
  const parsed = parseTimeframe(timeframe);
  const close = parsed && isCalendarName(instrument.calendar) ? barClose(at, parsed, instrument.calendar) : undefined;
  return close ?? at + (i > 0 ? at - (time[i - 1] as number) : 86_400_000);
}

export function toBar({ columns }: SeriesReader, i: number, end: Ms): NumberBar {
  const { time, open, high, low, close, volume } = columns;
  return new NumberBar(time[i] as number, end, {
    open: open[i] as number,
    high: high[i] as number,
    low: low[i] as number,
    close: close[i] as number,
    volume: volume[i] as number,
  });
}
