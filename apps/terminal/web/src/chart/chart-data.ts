/** Bars and plot values as the server sends them: growable columns, and what changed since the last look. */

import { barColumnNames, type ServerColumns } from '@omnitrade/contracts';
import { GrowableColumns } from './growable-columns.ts';

type BarsHeader = Extract<ServerColumns, { type: 'bars' }>;
type PlotHeader = Extract<ServerColumns, { type: 'plot' }>;

/** What changed: rows from these indices on. `reset`: indices mean something else than before. */
export interface DataChange {
  readonly reset: boolean;
  /** First changed bar; Infinity for none. */
  readonly bars: number;
  /** Instances whose values changed. */
  readonly plots: ReadonlySet<string>;
}

export interface PlotValues {
  readonly keys: readonly string[];
  readonly columns: GrowableColumns;
}

const column = Object.fromEntries(barColumnNames.map((name, at) => [name, at])) as Record<
  (typeof barColumnNames)[number],
  number
>;

export class ChartData {
  readonly bars = new GrowableColumns(barColumnNames.length);
  readonly #plots = new Map<string, PlotValues>();
  #series: string | undefined;
  #closed = 0;
  #change: { reset: boolean; bars: number; plots: Set<string> } = emptyChange();
  readonly #onChange: () => void;

  /** `onChange` is called for the first change after each {@link takeChange}. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get series(): string | undefined {
    return this.#series;
  }
  get length(): number {
    return this.bars.length;
  }
  /** Bars [0, closed) are final. */
  get closed(): number {
    return this.#closed;
  }
  bar(name: keyof typeof column): Float64Array {
    return this.bars.column(column[name]);
  }
  plot(instance: string): PlotValues | undefined {
    return this.#plots.get(instance);
  }

  /** Takes the columns of one frame. Returns false where they do not fit what came before: everything must be sent again. */
  apply(header: ServerColumns, values: Float64Array): boolean {
    return header.type === 'bars' ? this.#applyBars(header, values) : this.#applyPlot(header, values);
  }

  /** Hands over what changed since the last call, and forgets it. */
  takeChange(): DataChange {
    const change = this.#change;
    this.#change = emptyChange();
    return change;
  }

  /** Forgets the values of instances that are no longer on the chart. */
  keepPlots(instances: ReadonlySet<string>): void {
    for (const id of this.#plots.keys()) if (!instances.has(id)) this.#plots.delete(id);
  }

  #applyBars(header: BarsHeader, values: Float64Array): boolean {
    const { from, length } = header;
    const whole = header.kind === 'reset' || header.kind === 'prepend';
    if (!fits(values, barColumnNames.length, from, length)) return false;
    if (whole ? from !== 0 : header.series !== this.#series || from > this.length) return false;
    const reset = whole || length < this.length;
    if (whole) this.#startSeries(header, values);
    this.#series = header.series;
    this.#closed = header.closed;
    this.bars.write(from, length, values);
    this.bars.truncate(length);
    for (const { columns } of this.#plots.values()) columns.truncate(length);
    this.#mark((change) => {
      change.reset ||= reset;
      change.bars = Math.min(change.bars, from);
    });
    return true;
  }

  /** Values of the bars before stay on show until their successors come, unless the bars are other ones. */
  #startSeries(header: BarsHeader, values: Float64Array): void {
    const shared = Math.min(this.length, header.length);
    const time = this.bar('time');
    const same =
      header.series === this.#series && shared > 0 && time[0] === values[0] && time[shared - 1] === values[shared - 1];
    if (!same) this.#plots.clear();
  }

  #applyPlot(header: PlotHeader, values: Float64Array): boolean {
    const { instance, from, to, keys } = header;
    if (!fits(values, keys.length, from, to)) return false;
    let plot = this.#plots.get(instance);
    if (plot === undefined || !isSame(plot.keys, keys)) {
      plot = { keys, columns: new GrowableColumns(keys.length) };
      this.#plots.set(instance, plot);
    }
    if (from > plot.columns.length) return false;
    plot.columns.write(from, to, values);
    this.#mark((change) => change.plots.add(instance));
    return true;
  }

  #mark(write: (change: { reset: boolean; bars: number; plots: Set<string> }) => void): void {
    const idle = !this.#change.reset && this.#change.bars === Number.POSITIVE_INFINITY && this.#change.plots.size === 0;
    write(this.#change);
    if (idle) this.#onChange();
  }
}

const emptyChange = () => ({ reset: false, bars: Number.POSITIVE_INFINITY, plots: new Set<string>() });

/** Whether the values are as many as the header says. */
function fits(values: Float64Array, columns: number, from: number, to: number): boolean {
  return (
    Number.isSafeInteger(from) &&
    Number.isSafeInteger(to) &&
    from >= 0 &&
    from <= to &&
    values.length === columns * (to - from)
  );
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((key, i) => key === b[i]);
