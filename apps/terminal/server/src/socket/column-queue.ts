/** What a page does not have yet of the bars and plots: changes merge here until they are sent, always as they stand then. */

import {
  barColumnNames,
  type DeltaKind,
  encodeFrame,
  type SeriesDelta,
  type ServerColumns,
} from '@omnitrade/contracts';
import type { Chart, IndicatorValues } from '@omnitrade/host';
import { mergeDeltas } from '@omnitrade/market';

/** Rows of one frame at most: 3 MiB of bars. */
const rowsPerFrame = 65_536;
/** Doubles of one frame at most, for plots with many columns. */
const doublesPerFrame = rowsPerFrame * barColumnNames.length;

interface Span {
  from: number;
  to: number;
}

export class ColumnQueue {
  readonly #chart: Pick<Chart, 'series' | 'values'>;
  #bars: SeriesDelta | undefined;
  readonly #plots = new Map<string, Span>();

  constructor(chart: Pick<Chart, 'series' | 'values'>) {
    this.#chart = chart;
  }

  get isEmpty(): boolean {
    return this.#bars === undefined && this.#plots.size === 0;
  }

  /** Everything is to be sent, from the start. */
  addAll(): void {
    this.#plots.clear();
    const { series, values } = this.#chart;
    this.#bars =
      series &&
      ({
        series: series.id,
        rev: series.rev,
        kind: 'reset',
        from: 0,
        length: series.length,
        closed: series.closed,
      } as const);
    for (const { instance, length } of values) this.#plots.set(instance.id, { from: 0, to: length });
  }

  addSeries(delta: SeriesDelta): void {
    const before = this.#bars;
    const follows = before?.series === delta.series && delta.rev === before.rev + 1;
    if (before === undefined) this.#bars = delta;
    else this.#bars = follows ? mergeDeltas(before, delta) : { ...delta, kind: 'reset', from: 0 };
    // Their indices mean other bars now; the values of the new ones are announced in turn.
    if (delta.kind === 'reset' || delta.kind === 'prepend') this.#plots.clear();
  }

  /** Values [from, to) of an instance are new. */
  addValues(instance: string, from: number, to: number): void {
    const span = this.#plots.get(instance);
    if (span === undefined) this.#plots.set(instance, { from, to });
    else {
      span.from = Math.min(span.from, from);
      span.to = Math.max(span.to, to);
    }
  }

  /** The next frame to send; bars come before plots. */
  take(): Uint8Array | undefined {
    return this.#takeBars() ?? this.#takePlot();
  }

  #takeBars(): Uint8Array | undefined {
    const delta = this.#bars;
    const series = this.#chart.series;
    if (delta === undefined) return undefined;
    this.#bars = undefined;
    if (series === undefined) return undefined;
    const { kind, from } = this.#start(delta, series.length);
    const { id, rev } = series;
    const length = Math.min(series.length, from + rowsPerFrame);
    const closed = Math.min(series.closed, length);
    if (length < series.length)
      this.#bars = { series: id, rev, kind: 'append', from: length, length: series.length, closed: series.closed };
    const header: ServerColumns = { type: 'bars', series: id, rev, kind, from, length, closed };
    return encodeFrame(
      header,
      barColumnNames.map((name) => series.columns[name].subarray(from, length)),
    );
  }

  /** A long stretch that moves or corrects what the page has is sent as a new beginning, so that no part of it looks like the end. */
  #start({ kind, from }: SeriesDelta, length: number): { kind: DeltaKind; from: number } {
    const fits = length - from <= rowsPerFrame;
    return fits || kind === 'append' || kind === 'tick' ? { kind, from } : { kind: 'reset', from: 0 };
  }

  #takePlot(): Uint8Array | undefined {
    for (const [id, span] of this.#plots) {
      const values = this.#chart.values.find((candidate) => candidate.instance.id === id);
      const frame = values && this.#encodePlot(values, span);
      if (frame) return frame;
      this.#plots.delete(id);
    }
    return undefined;
  }

  #encodePlot({ instance, rev, length, keys, columns }: IndicatorValues, span: Span): Uint8Array | undefined {
    const { from } = span;
    const end = Math.min(span.to, length);
    const to = Math.min(end, from + Math.max(1, Math.floor(doublesPerFrame / Math.max(1, keys.length))));
    if (to <= from) return undefined;
    if (to < end) span.from = to;
    else this.#plots.delete(instance.id);
    const header: ServerColumns = { type: 'plot', instance: instance.id, rev, from, to, keys };
    return encodeFrame(
      header,
      columns.map((column) => column.subarray(from, to)),
    );
  }
}
