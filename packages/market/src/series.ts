/** A growable series of bars and the only legal ways to change it; every change returns exactly one delta. */

import {
  type Bar,
  type BarColumns,
  barColumnNames,
  type DeltaKind,
  type Instrument,
  parseTimeframe,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
  type TimeframeText,
} from '@omnitrade/contracts';
import { type ColumnSet, createColumnSet, writeBar } from './columns.ts';
import { marketError } from './errors.ts';
import { assertAfter, assertBar, assertBars, assertClosed } from './series-rules.ts';

/**
 * A series and the right to change it. Each method checks everything first, so a refused change leaves no trace.
 * A bar that becomes final counts as changed: the `from` of an append is the bar it closes, if there was an open one.
 */
export interface Series extends SeriesReader {
  /** Replaces everything; bars [0, closed) are final. */
  reset(bars: BarColumns, closed: number): SeriesDelta;
  /** Adds bars at the end, closing an open last bar as it stands; `closed` counts over the whole series. */
  append(bars: BarColumns, closed: number): SeriesDelta;
  /** `append` of one bar, in constant time. */
  appendBar(bar: Bar, isClosed: boolean): SeriesDelta;
  /** Changes the open last bar, and closes it if asked; constant time. */
  tick(bar: Bar, isClosed?: boolean): SeriesDelta;
  /** Corrects one closed bar; its time stays. */
  amend(index: number, bar: Bar): SeriesDelta;
  /** Replaces the bars from `from` to the end by at least as many: gaps filled after a lost connection. An `amend` to readers. */
  rewrite(from: number, bars: BarColumns, closed: number): SeriesDelta;
  /** Puts older bars in front; every index moves by their number. */
  prepend(bars: BarColumns): SeriesDelta;
}

export interface SeriesOptions {
  readonly id: SeriesId;
  readonly instrument: Instrument;
  readonly timeframe: TimeframeText;
}

/** An empty series at revision 0. */
export function createSeries(options: SeriesOptions): Series {
  return new GrowableSeries(options);
}

const firstCapacity = 256;

class GrowableSeries implements Series {
  readonly id: SeriesId;
  readonly instrument: Instrument;
  readonly timeframe: TimeframeText;
  #columns: ColumnSet = createColumnSet(firstCapacity);
  #rev = 0;
  #length = 0;
  #closed = 0;

  constructor({ id, instrument, timeframe }: SeriesOptions) {
    if (!parseTimeframe(timeframe)) throw marketError('bad-timeframe', { timeframe });
    this.id = id;
    this.instrument = instrument;
    this.timeframe = timeframe;
  }

  get columns(): ColumnSet {
    return this.#columns;
  }
  get rev(): number {
    return this.#rev;
  }
  get length(): number {
    return this.#length;
  }
  get closed(): number {
    return this.#closed;
  }

  reset(bars: BarColumns, closed: number): SeriesDelta {
    assertBars(this.id, bars, 0, -Infinity);
    assertClosed(this.id, closed, bars.length);
    this.#write(bars, 0);
    return this.#changed('reset', 0, bars.length, closed);
  }

  append(bars: BarColumns, closed: number): SeriesDelta {
    const length = this.#length + bars.length;
    this.#assertSome('append', bars);
    assertBars(this.id, bars, this.#length, this.#timeAt(this.#length - 1));
    assertClosed(this.id, closed, length);
    const from = this.#closed;
    this.#write(bars, this.#length);
    return this.#changed('append', from, length, closed);
  }

  appendBar(bar: Bar, isClosed: boolean): SeriesDelta {
    const at = this.#length;
    assertBar(this.id, bar, at);
    assertAfter(this.id, bar.time, this.#timeAt(at - 1), at);
    const from = this.#closed;
    this.#grow(at + 1);
    writeBar(this.#columns, at, bar);
    return this.#changed('append', from, at + 1, isClosed ? at + 1 : at);
  }

  tick(bar: Bar, isClosed = false): SeriesDelta {
    const last = this.#length - 1;
    if (this.#closed === this.#length) throw this.#illegal('tick', 'its last bar is closed or it has none');
    if (bar.time !== this.#timeAt(last)) throw this.#illegal('tick', `its open bar began at ${this.#timeAt(last)}`);
    assertBar(this.id, bar, last);
    writeBar(this.#columns, last, bar);
    return this.#changed('tick', last, this.#length, isClosed ? this.#length : last);
  }

  amend(index: number, bar: Bar): SeriesDelta {
    if (!Number.isInteger(index) || index < 0 || index >= this.#closed)
      throw this.#illegal('amend', `bar ${index} is not one of its ${this.#closed} closed bars`);
    if (bar.time !== this.#timeAt(index))
      throw this.#illegal('amend', `bar ${index} has the time ${this.#timeAt(index)}, not ${bar.time}`);
    assertBar(this.id, bar, index);
    writeBar(this.#columns, index, bar);
    return this.#changed('amend', index, this.#length, this.#closed);
  }

  rewrite(from: number, bars: BarColumns, closed: number): SeriesDelta {
    if (!Number.isInteger(from) || from < 0 || from >= this.#length)
      throw this.#illegal('rewrite', `bar ${from} is not one of its ${this.#length} bars`);
    const length = from + bars.length;
    if (length < this.#length) throw this.#illegal('rewrite', 'it would leave fewer bars; reset the series instead');
    assertBars(this.id, bars, from, this.#timeAt(from - 1));
    assertClosed(this.id, closed, length);
    this.#write(bars, from);
    return this.#changed('amend', from, length, closed);
  }

  prepend(bars: BarColumns): SeriesDelta {
    this.#assertSome('prepend', bars);
    assertBars(this.id, bars, 0, -Infinity);
    const shift = bars.length;
    const first = this.#length === 0 ? Infinity : this.#timeAt(0);
    if ((bars.time[shift - 1] as number) >= first)
      throw this.#illegal('prepend', `its first bar is at ${first}, and older bars must come before it`);
    const old = this.#columns;
    const length = this.#length + shift;
    if (old.time.length < length) this.#columns = createColumnSet(grownCapacity(old.time.length, length));
    for (const name of barColumnNames) {
      this.#columns[name].set(old[name].subarray(0, this.#length), shift);
      this.#columns[name].set(bars[name], 0);
    }
    return this.#changed('prepend', 0, length, this.#closed + shift);
  }

  #changed(kind: DeltaKind, from: number, length: number, closed: number): SeriesDelta {
    this.#length = length;
    this.#closed = closed;
    this.#rev++;
    return { series: this.id, rev: this.#rev, kind, from, length, closed };
  }

  #write(bars: BarColumns, at: number): void {
    this.#grow(at + bars.length);
    for (const name of barColumnNames) this.#columns[name].set(bars[name], at);
  }

  #grow(length: number): void {
    const old = this.#columns;
    if (old.time.length >= length) return;
    this.#columns = createColumnSet(grownCapacity(old.time.length, length));
    for (const name of barColumnNames) this.#columns[name].set(old[name].subarray(0, this.#length));
  }

  #timeAt(index: number): number {
    return index < 0 ? -Infinity : (this.#columns.time[index] as number);
  }

  #assertSome(change: string, bars: BarColumns): void {
    if (bars.length === 0) throw this.#illegal(change, 'it holds no bars');
  }

  #illegal(change: string, why: string) {
    return marketError('illegal-change', { series: this.id, change, why });
  }
}

function grownCapacity(capacity: number, length: number): number {
  let grown = Math.max(capacity, firstCapacity);
  while (grown < length) grown *= 2;
  return grown;
}
