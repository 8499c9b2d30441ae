/** Joining a newly loaded stretch of history with the bars a series already has, changing only what differs. */

import { type BarColumns, barColumnNames, type SeriesDelta, type SeriesReader } from '@omnitrade/contracts';
import { findTime, joinBars, readBar, viewBars } from './columns.ts';
import type { Series } from './series.ts';

interface Bars {
  readonly bars: BarColumns;
  /** Bars [0, closed) are final. */
  readonly closed: number;
}

/**
 * Changes the series so that it holds what `loaded` says for the stretch loaded, from its first to its last bar, and what
 * it held before outside of it. A bar that is closed here stays as it is if `loaded` still shows it open.
 * Calls `tell` after each change, never if nothing differs. `loaded` must be sound and in order.
 */
export function mergeHistory(series: Series, loaded: Bars, tell: (delta: SeriesDelta) => void): void {
  if (loaded.bars.length === 0) return;
  if (series.length === 0) tell(series.reset(loaded.bars, loaded.closed));
  else reconcile(series, joinWithKnown(series, loaded), tell);
}

function joinWithKnown(series: SeriesReader, { bars, closed }: Bars): Bars {
  const { columns, length } = series;
  const last = bars.length - 1;
  const lastTime = bars.time[last] as number;
  const head = findTime(columns.time, bars.time[0] as number, 0, length);
  let tail = findTime(columns.time, lastTime, 0, length);
  const knowsLast = tail < length && columns.time[tail] === lastTime;
  /** The known form of the last loaded bar is final, the loaded one is older news. */
  const keepsKnownLast = knowsLast && tail < series.closed && closed < bars.length;
  if (knowsLast && !keepsKnownLast) tail++;
  const middle = keepsKnownLast ? viewBars(bars, 0, last) : bars;
  const joined = joinBars([viewBars(columns, 0, head), middle, viewBars(columns, tail, length)]);
  const open = tail < length ? length - series.closed : bars.length - closed;
  return { bars: joined, closed: joined.length - open };
}

/** Turns the series into the bars given, leaving its readers the least to read anew. */
function reconcile(series: Series, { bars, closed }: Bars, tell: (delta: SeriesDelta) => void): void {
  const shift = findTime(bars.time, series.columns.time[0] as number, 0, bars.length);
  if (bars.length < series.length + shift) return tell(series.reset(bars, closed));
  if (shift > 0) tell(series.prepend(viewBars(bars, 0, shift)));
  const { length } = series;
  const from = firstDifference(series, bars, shift);
  const keepsOpenBar = from === length - 1 && from === series.closed && bars.time[from] === series.columns.time[from];
  if (from < length && !keepsOpenBar) return tell(series.rewrite(from, viewBars(bars, from, bars.length), closed));
  const grows = bars.length > length;
  if (keepsOpenBar || (!grows && closed > series.closed))
    tell(series.tick(readBar(bars, length - 1), closed >= length));
  if (grows) tell(series.append(viewBars(bars, length, bars.length), closed));
}

/** The first index at or behind `from` where the two differ, at most the length of the series. */
function firstDifference(series: SeriesReader, bars: BarColumns, from: number): number {
  let first = series.length;
  for (const name of barColumnNames) {
    const known = series.columns[name];
    const given = bars[name];
    for (let i = from; i < first; i++) if (!Object.is(known[i], given[i])) first = i;
  }
  return first;
}
