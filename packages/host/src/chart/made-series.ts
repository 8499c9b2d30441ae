/** A series that a chart type makes from another one: nothing of what it answers is trusted. */

import {
  type BarColumns,
  barColumnNames,
  type Json,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
} from '@omnitrade/contracts';
import { createSeries, type Series } from '@omnitrade/market';
import type { CallAnswer } from '../plugins/plugin-calls.ts';

export class MadeSeries {
  readonly #series: Series;

  constructor(source: SeriesReader, contribution: string) {
    const { instrument, timeframe } = source;
    this.#series = createSeries({ id: `${source.id}~${contribution}` as SeriesId, instrument, timeframe });
  }

  get reader(): SeriesReader {
    return this.#series;
  }

  /** Takes what `transform` answered; returns the change, undefined if there is none. Throws an Error that says what is wrong. */
  take({ value, rows = [] }: CallAnswer): SeriesDelta | undefined {
    const { from, closed } = readAnswer(value);
    const series = this.#series;
    if (from > series.length) throw new Error(`bars from ${from} on, after ${series.length}`);
    const bars = toBars(rows);
    const length = from + bars.length;
    if (closed > length || closed < length - 1) throw new Error(`${closed} final bars of ${length}`);
    if (bars.length === 0 && from === series.length && closed === series.closed) return undefined;
    if (length < series.length || from === 0 || bars.length === 0) return series.reset(this.#whole(from, bars), closed);
    if (from === series.length) return series.append(bars, closed);
    return series.rewrite(from, bars, closed);
  }

  /** The bars before `from` as they are, then these. */
  #whole(from: number, bars: BarColumns): BarColumns {
    const { columns } = this.#series;
    const joined = barColumnNames.map((name) => {
      const column = new Float64Array(from + bars.length);
      column.set(columns[name].subarray(0, from));
      column.set(bars[name], from);
      return column;
    });
    return toBars(joined);
  }
}

function readAnswer(value: Json): { readonly from: number; readonly closed: number } {
  const { from, closed } = (value ?? {}) as { from?: unknown; closed?: unknown };
  const isCount = (one: unknown): one is number => Number.isSafeInteger(one) && (one as number) >= 0;
  if (!isCount(from) || !isCount(closed)) throw new Error('an answer that does not say which bars changed');
  return { from, closed };
}

function toBars(columns: readonly Float64Array[]): BarColumns {
  const named = Object.fromEntries(barColumnNames.map((name, at) => [name, columns[at] ?? new Float64Array(0)]));
  return { ...(named as unknown as Omit<BarColumns, 'length'>), length: columns[0]?.length ?? 0 };
}
