/** The rules a run of bars keeps inside a series, thrown as errors that name series and bar. */

import type { Bar, BarColumns } from '@omnitrade/contracts';
import { describeBarFault, findBarFault } from './bar-rules.ts';
import { assertColumns, readBar } from './columns.ts';
import { marketError } from './errors.ts';

/** Throws `market.bad-bar` if the bar breaks a rule; `index` is the place it is meant for. */
export function assertBar(series: string, bar: Bar, index: number): void {
  const fault = findBarFault(bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume);
  if (fault) throw marketError('bad-bar', { series, index, why: describeBarFault(fault, bar) });
}

/** Throws unless time `time` of bar `index` comes after `before`. */
export function assertAfter(series: string, time: number, before: number, index: number): void {
  if (time > before) return;
  throw marketError('bad-bar', { series, index, why: `its time ${time} is not after the bar before it` });
}

/** Throws unless every bar is sound and all are in order; the first is meant for index `base` and must come after `before`. */
export function assertBars(series: string, bars: BarColumns, base: number, before: number): void {
  assertColumns(bars);
  const { time, open, high, low, close, volume } = bars;
  let last = before;
  for (let i = 0; i < bars.length; i++) {
    const at = time[i] as number;
    const [o, h, l, c] = [open[i] as number, high[i] as number, low[i] as number, close[i] as number];
    if (findBarFault(at, o, h, l, c, volume[i] as number)) assertBar(series, readBar(bars, i), base + i);
    if (at <= last) assertAfter(series, at, last, base + i);
    last = at;
  }
}

/** Throws `market.bad-closed` unless all bars are closed, or all but the last. */
export function assertClosed(series: string, closed: number, length: number): void {
  if (closed === length || (closed === length - 1 && closed >= 0)) return;
  throw marketError('bad-closed', { series, closed, length });
}
