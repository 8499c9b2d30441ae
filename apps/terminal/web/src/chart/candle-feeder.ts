/** Keeps the chart library's candles equal to our columns, with as little work as the change allows. */

import type { CandlestickData, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import type { ChartData, DataChange } from './chart-data.ts';
import type { WallClock } from './wall-clock.ts';

/** Up to this many bars are changed one by one; more are set anew in one go. */
const oneByOne = 64;

export class CandleFeeder {
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #data: ChartData;
  /** The chart's time of each bar that the library holds. */
  readonly #times: UTCTimestamp[] = [];

  constructor(series: ISeriesApi<'Candlestick'>, data: ChartData) {
    this.#series = series;
    this.#data = data;
  }

  get newest(): UTCTimestamp | undefined {
    return this.#times.at(-1);
  }

  timeOf(row: number): UTCTimestamp | undefined {
    return this.#times[row];
  }

  /** Returns whether all candles were set anew. */
  feed(change: DataChange, clock: WallClock): boolean {
    const { length } = this.#data;
    const held = this.#times.length;
    if (change.reset || held === 0 || length < held || length - Math.min(change.bars, length) > oneByOne) {
      this.#setAll(clock);
      return true;
    }
    for (let row = change.bars; row < length; row++) {
      const time = this.#times[row] ?? this.#addTime(row, clock);
      this.#series.update(this.#toCandle(row, time), row < held - 1);
    }
    return false;
  }

  #setAll(clock: WallClock): void {
    this.#times.length = 0;
    const { length } = this.#data;
    const candles = new Array<CandlestickData<UTCTimestamp>>(length);
    for (let row = 0; row < length; row++) candles[row] = this.#toCandle(row, this.#addTime(row, clock));
    this.#series.setData(candles);
  }

  #addTime(row: number, clock: WallClock): UTCTimestamp {
    const before = this.#times.at(-1) ?? Number.NEGATIVE_INFINITY;
    const time = clock.toChartSeconds(this.#data.bar('time')[row] as number, before) as UTCTimestamp;
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
