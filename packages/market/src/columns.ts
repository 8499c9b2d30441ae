/** Column sets: making them, viewing a part, reading and writing one bar. */

import { type Bar, type BarColumnName, type BarColumns, barColumnNames } from '@omnitrade/contracts';
import { marketError } from './errors.ts';

/** Six columns without a length of their own: capacity, not content. */
export type ColumnSet = Record<BarColumnName, Float64Array<ArrayBuffer>>;

export function createColumnSet(capacity: number): ColumnSet {
  const column = () => new Float64Array(capacity);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

/** Bars [from, to) of a column set, without copying. */
export function viewBars(columns: Readonly<Record<BarColumnName, Float64Array>>, from: number, to: number): BarColumns {
  return {
    length: to - from,
    time: columns.time.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  };
}

/** Bars [from, to) of a column set, in buffers of their own. */
export function copyBars(
  columns: Readonly<Record<BarColumnName, Float64Array>>,
  from: number,
  to: number,
): BarColumns & ColumnSet {
  const copy = createColumnSet(to - from);
  for (const name of barColumnNames) copy[name].set(columns[name].subarray(from, to));
  return { length: to - from, ...copy };
}

/** The bars of several column sets, one after the other, in new buffers. */
export function joinBars(parts: readonly BarColumns[]): BarColumns {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = createColumnSet(length);
  let at = 0;
  for (const part of parts) {
    for (const name of barColumnNames) all[name].set(part[name], at);
    at += part.length;
  }
  return { length, ...all };
}

/** Columns from single bars. */
export function toBarColumns(bars: readonly Bar[]): BarColumns {
  const columns = createColumnSet(bars.length);
  for (const [i, bar] of bars.entries()) writeBar(columns, i, bar);
  return { length: bars.length, ...columns };
}

export function readBar(columns: Readonly<Record<BarColumnName, Float64Array>>, index: number): Bar {
  return {
    time: columns.time[index] as number,
    open: columns.open[index] as number,
    high: columns.high[index] as number,
    low: columns.low[index] as number,
    close: columns.close[index] as number,
    volume: columns.volume[index] as number,
  };
}

export function writeBar(columns: ColumnSet, index: number, bar: Bar): void {
  columns.time[index] = bar.time;
  columns.open[index] = bar.open;
  columns.high[index] = bar.high;
  columns.low[index] = bar.low;
  columns.close[index] = bar.close;
  columns.volume[index] = bar.volume;
}

/** True if both bars hold the same doubles, bit for bit but for the payload of NaN. */
export function isSameBar(a: Bar, b: Bar): boolean {
  return barColumnNames.every((name) => Object.is(a[name], b[name]));
}

/** The first index at or behind `from` whose time is not before `time`; `to` if there is none. */
export function findTime(times: Float64Array, time: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Throws `market.bad-columns` unless there are six Float64Array columns of exactly `length` values. */
export function assertColumns(columns: BarColumns): void {
  const { length } = columns;
  if (!Number.isSafeInteger(length) || length < 0)
    throw marketError('bad-columns', { column: 'length', why: `must be a whole number, not ${String(length)}` });
  for (const name of barColumnNames) {
    const column: unknown = columns[name];
    if (!(column instanceof Float64Array))
      throw marketError('bad-columns', { column: name, why: 'is missing or is not a Float64Array' });
    if (column.length !== length)
      throw marketError('bad-columns', { column: name, why: `has ${column.length} values where ${length} are due` });
  }
}
