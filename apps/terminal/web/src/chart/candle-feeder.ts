/** Keeps the chart library's candles equal to our columns, with as little work as the change allows. */

import type { CandlestickData, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import type { ChartData, DataChange } from './chart-data.ts';
import type { WallClock } from './wall-clock.ts';

/** Up to this many bars are changed one by one; more are set anew in one go. */
const oneByOne = 64;
/** The library keeps an object for each bar it holds, so a long history is handed over only as far as it is looked at. */
const firstHeld = 10_000;

/** The library's bars are numbered from {@link CandleFeeder.base}: its bar 0 is that row of the columns. */
export class CandleFeeder {
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #data: ChartData;
  /** The chart's time of each bar that the library holds. */
  readonly #times: UTCTimestamp[] = [];
  #base = 0;
  /** How many bars the library is to hold when they are set anew. */
  #held = firstHeld;
  #clock: WallClock;

  constructor(series: ISeriesApi<'Candlestick'>, data: ChartData, clock: WallClock) {
    this.#series = series;
    this.#data = data;
    this.#clock = clock;
  }

  /** The first row that the library holds. */
  get base(): number {
    return this.#base;
  }

  get newest(): UTCTimestamp | undefined {
    return this.#times.at(-1);
  }

  timeOf(row: number): UTCTimestamp | undefined {
    return this.#times[row - this.#base];
  }

  /** Another series follows, with a clock of its own. */
  restart(clock: WallClock): void {
    this.#clock = clock;
    this.#times.length = 0;
    this.#held = firstHeld;
  }

  /** Returns whether all candles were set anew. */
  feed(change: DataChange): boolean {
    const { length } = this.#data;
    const end = this.#base + this.#times.length;
    if (change.reset || this.#times.length === 0 || length < end || length - Math.min(change.bars, length) > oneByOne) {
      this.#setAnew();
      return true;
    }
    // What changes before the base is read from the columns when it is handed over.
    for (let row = Math.max(change.bars, this.#base); row < length; row++) {
      const time = this.timeOf(row) ?? this.#addTime(row);
      this.#series.update(this.#toCandle(row, time), row < end - 1);
    }
    return false;
  }

  /** Hands over older bars, as many again as the library holds and at least from `row` on. Returns whether there were any. */
  extend(row: number): boolean {
    if (this.#base === 0 || row >= this.#base) return false;
    this.#held = Math.max(this.#held * 2, this.#data.length - row);
    this.#setAnew();
    return true;
  }

  #setAnew(): void {
    const { length } = this.#data;
    this.#base = Math.max(0, length - this.#held);
    this.#times.length = 0;
    const candles = new Array<CandlestickData<UTCTimestamp>>(length - this.#base);
    for (let at = this.#base; at < length; at++) candles[at - this.#base] = this.#toCandle(at, this.#addTime(at));
    this.#series.setData(candles);
  }

  #addTime(row: number): UTCTimestamp {
    const before = this.#times.at(-1) ?? Number.NEGATIVE_INFINITY;
    const time = this.#clock.toChartSeconds(this.#data.bar('time')[row] as number, before) as UTCTimestamp;
    this.#times.push(time);
    return time;
  }

  #toCandle(row: number, time: UTCTimestamp): CandlestickData<UTCTimestamp> {
    const data = this.#data;
    return {
      time,
      open: data.bar('open')[row] as number,
      high: data.bar('high')[row] as number,
      low: data.bar('low')[row] as number,
      close: data.bar('close')[row] as number,
    };
  }
}
