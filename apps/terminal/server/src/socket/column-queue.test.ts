import {
  type Bar,
  decodeFrame,
  type IndicatorInstance,
  type Instrument,
  type SeriesDelta,
  type ServerColumns,
  toSeriesId,
} from '@omnitrade/contracts';
import type { IndicatorValues } from '@omnitrade/host';
import { createSeries, type Series, toBarColumns } from '@omnitrade/market';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnQueue } from './column-queue.ts';

const startSeries = () =>
  createSeries({ id: toSeriesId('X:Y', '1m'), instrument: { id: 'X:Y' } as Instrument, timeframe: '1m' });
const createBar = (time: number, price: number): Bar => ({
  time,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 1,
});
const createBars = (from: number, count: number, price: number) =>
  toBarColumns(Array.from({ length: count }, (_, i) => createBar(from + i, price)));

/** A page: applies frames exactly as the protocol says, and refuses what does not fit. */
class Page {
  time: number[] = [];
  close: number[] = [];
  plot: number[] = [];
  frames: ServerColumns[] = [];
  /** By how much indices moved, as a page tells it from the lengths. */
  shift = 0;

  apply(bytes: Uint8Array): void {
    const { header, values } = decodeFrame<ServerColumns>(bytes);
    this.frames.push(header);
    if (header.type === 'bars') this.#applyBars(header, values);
    else {
      expect(header.from).toBeLessThanOrEqual(this.plot.length);
      expect(values.length).toBe((header.to - header.from) * header.keys.length);
      for (let i = header.from; i < header.to; i++) this.plot[i] = values[i - header.from] as number;
    }
  }

  #applyBars(header: Extract<ServerColumns, { type: 'bars' }>, values: Float64Array): void {
    const rows = header.length - header.from;
    expect(values.length).toBe(rows * 6);
    expect(header.closed === header.length || header.closed === header.length - 1).toBe(true);
    if (header.kind === 'prepend') this.shift += header.length - this.time.length;
    if (header.kind === 'reset' || header.kind === 'prepend') expect(header.from).toBe(0);
    else expect(header.from).toBeLessThanOrEqual(this.time.length);
    for (const column of [this.time, this.close]) column.length = header.from;
    for (let i = 0; i < rows; i++) {
      this.time.push(values[i] as number);
      this.close.push(values[4 * rows + i] as number);
    }
    this.plot.length = Math.min(this.plot.length, header.length);
  }
}

const drain = (queue: ColumnQueue, page: Page) => {
  for (let frame = queue.take(); frame; frame = queue.take()) page.apply(frame);
  expect(queue.isEmpty).toBe(true);
};
const expectSame = (page: Page, { columns, length }: Series) => {
  expect(page.time).toEqual(Array.from(columns.time.subarray(0, length)));
  expect(page.close).toEqual(Array.from(columns.close.subarray(0, length)));
};
const toValues = (length: number, value: number, keys = ['a']): IndicatorValues => ({
  instance: { id: 'c_1' } as IndicatorInstance,
  rev: 1,
  length,
  keys,
  columns: keys.map(() => new Float64Array(length).fill(value)),
});

type Change = { kind: 'reset' | 'append' | 'open' | 'tick' | 'amend' | 'prepend' | 'look'; n: number; price: number };
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('reset', 'append', 'open', 'tick', 'amend', 'prepend', 'look', 'look'),
  n: fc.integer({ min: 1, max: 5 }),
  price: fc.integer({ min: 1, max: 1000 }),
});

/** Makes the change if the series can take it. */
function applyChange(series: Series, { kind, n, price }: Change): SeriesDelta | undefined {
  const { length, closed, columns } = series;
  const last = length > 0 ? (columns.time[length - 1] as number) : 1_000_000;
  const first = length > 0 ? (columns.time[0] as number) : 1_000_000;
  if (kind === 'reset') return series.reset(createBars(last + 1, n, price), n);
  if (kind === 'append') return series.append(createBars(last + 1, n, price), length + n);
  if (kind === 'open') return series.appendBar(createBar(last + 1, price), false);
  if (kind === 'tick' && closed < length) return series.tick(createBar(last, price));
  if (kind === 'amend' && closed > 0)
    return series.amend(n % closed, createBar(columns.time[n % closed] as number, price));
  if (kind === 'prepend') return series.prepend(createBars(first - n, n, price));
  return undefined;
}

describe('column queue', () => {
  it('leaves a page with what the series is, whenever it looks', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const series = startSeries();
        const queue = new ColumnQueue({ series, values: [] });
        const page = new Page();
        for (const one of changes) {
          if (one.kind === 'look') drain(queue, page);
          const delta = applyChange(series, one);
          if (delta) queue.addSeries(delta);
        }
        drain(queue, page);
        expectSame(page, series);
      }),
    );
  });

  it('tells from the lengths how far a prepend moved the bars', () => {
    const series = startSeries();
    const queue = new ColumnQueue({ series, values: [] });
    const page = new Page();
    queue.addSeries(series.reset(createBars(100, 3, 1), 3));
    queue.addSeries(series.appendBar(createBar(103, 1), false));
    drain(queue, page);
    queue.addSeries(series.prepend(createBars(90, 4, 2)));
    queue.addSeries(series.tick(createBar(103, 5)));
    drain(queue, page);
    expect(page.shift).toBe(4);
    expectSame(page, series);
  });

  it('merges many ticks into one frame of one bar', () => {
    const series = startSeries();
    const queue = new ColumnQueue({ series, values: [] });
    const page = new Page();
    queue.addSeries(series.reset(createBars(1, 50, 1), 49));
    drain(queue, page);
    for (let price = 2; price < 100; price++) queue.addSeries(series.tick(createBar(50, price)));
    drain(queue, page);
    expect(page.frames.slice(1)).toMatchObject([{ kind: 'tick', from: 49, length: 50, closed: 49 }]);
    expectSame(page, series);
  });

  it('sends a long history in pieces, and what changes meanwhile as it then is', () => {
    const series = startSeries();
    const queue = new ColumnQueue({ series, values: [toValues(200_000, 7, ['a', 'b', 'c'])] });
    const page = new Page();
    queue.addSeries(series.reset(createBars(1, 200_000, 1), 199_999));
    page.apply(queue.take() as Uint8Array);
    queue.addSeries(series.tick(createBar(200_000, 9)));
    queue.addSeries(series.appendBar(createBar(200_001, 10), false));
    queue.addSeries(series.amend(5, createBar(6, 4)));
    queue.addValues('c_1', 0, 200_000);
    drain(queue, page);
    expectSame(page, series);
    expect(page.frames.every((frame) => frame.type === 'plot' || frame.length - frame.from <= 65_536)).toBe(true);
    expect(page.frames.filter((frame) => frame.type === 'plot').map(({ from, to }) => [from, to])).toEqual([
      [0, 131_072],
      [131_072, 200_000],
    ]);
  });

  it('begins anew for a page that comes late', () => {
    const series = startSeries();
    const values = [toValues(3, 7)];
    series.reset(createBars(1, 3, 1), 3);
    const queue = new ColumnQueue({ series, values });
    const page = new Page();
    queue.addAll();
    drain(queue, page);
    expectSame(page, series);
    expect(page.plot).toEqual([7, 7, 7]);
  });

  it('forgets the values of bars that are gone, and of indicators that are gone', () => {
    const series = startSeries();
    const values = [toValues(3, 7)];
    const queue = new ColumnQueue({ series, values });
    queue.addValues('c_1', 0, 3);
    queue.addSeries(series.reset(createBars(1, 2, 1), 2));
    queue.addValues('c_2', 0, 3);
    const page = new Page();
    drain(queue, page);
    expect(page.frames).toMatchObject([{ type: 'bars', kind: 'reset' }]);
  });

  it('starts over when it missed a change', () => {
    const series = startSeries();
    const queue = new ColumnQueue({ series, values: [] });
    const page = new Page();
    queue.addSeries(series.reset(createBars(1, 3, 1), 3));
    series.amend(0, createBar(1, 8));
    queue.addSeries(series.amend(2, createBar(3, 9)));
    drain(queue, page);
    expect(page.frames).toMatchObject([{ kind: 'reset' }]);
    expectSame(page, series);
  });

  it('is empty for a chart without bars', () => {
    const queue = new ColumnQueue({ series: undefined, values: [] });
    queue.addAll();
    expect(queue.isEmpty).toBe(true);
    expect(queue.take()).toBeUndefined();
  });
});
