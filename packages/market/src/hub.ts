/** The market hub: owns every series, merges history with live bars, and tells listeners each change once. */

import {
  type Bar,
  type BarColumns,
  type Instrument,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
  type TimeframeText,
  toSeriesId,
} from '@omnitrade/contracts';
import { barFaults, describeBarFault, findBarFault, toTimeText } from './bar-rules.ts';
import { findTime, isSameBar, readBar, viewBars } from './columns.ts';
import { marketError } from './errors.ts';
import { mergeHistory } from './history-merge.ts';
import { createSeries, type Series } from './series.ts';
import { assertBars, assertClosed } from './series-rules.ts';

/** Bars that were checked, on their way into the hub. */
export interface SeriesSource {
  readonly instrument: Instrument;
  readonly timeframe: TimeframeText;
  readonly bars: BarColumns;
  /** Bars [0, closed) are final: all, or all but the last. */
  readonly closed: number;
}

export const quarantineCodes = [...barFaults, 'unknown-bar', 'reopened'] as const;
export type QuarantineCode = (typeof quarantineCodes)[number];

/** What became of one live bar. */
export type UpdateResult =
  | { readonly outcome: 'applied' | 'unchanged' }
  | { readonly outcome: 'quarantined'; readonly code: QuarantineCode; readonly message: string };

/** Hears each change after it was made; must not change the series itself. */
export type SeriesListener = (delta: SeriesDelta, series: SeriesReader) => void;

export interface Hub extends Disposable {
  /**
   * Begins a series, or merges newer knowledge into it: the loaded bars count for their own stretch, what is known outside
   * of it stays, and listeners hear only what differs. Throws `market.*` for bars that were not checked, and changes nothing.
   */
  load(source: SeriesSource): SeriesReader;
  get(id: SeriesId): SeriesReader | undefined;
  /**
   * Takes one live bar: a later one is added and closes the bar before it, the open one changes or closes, a closed one is
   * corrected by a closed one. What fits nowhere is quarantined and counted, never thrown. Constant time for the last bar.
   */
  update(id: SeriesId, bar: Bar, isClosed: boolean): UpdateResult;
  /** How many live bars of the series were quarantined, by reason. */
  quarantined(id: SeriesId): Readonly<Record<QuarantineCode, number>>;
  /** May be called before the series is loaded; disposing ends it at once. */
  listen(id: SeriesId, listener: SeriesListener): Disposable;
  /** Forgets the series. Its listeners stay and hear a reset when it is loaded again. */
  drop(id: SeriesId): void;
  /** Lets one holder (a replay) decide what readers see, until disposed. Throws `market.held` if another one does. */
  hold(id: SeriesId): Hold;
}

/** A series whose readers see what its holder shows; history and live bars go on arriving in `whole`. Disposing shows the whole. */
export interface Hold extends Disposable {
  readonly whole: SeriesReader;
  reset(bars: BarColumns, closed: number): void;
  appendBar(bar: Bar, isClosed: boolean): void;
  tick(bar: Bar, isClosed: boolean): void;
}

export function createHub(): Hub {
  return new MarketHub();
}

interface Entry {
  /** What readers see. */
  readonly shown: Series;
  /** What history and live bars change: `shown` itself unless the series is held. */
  whole: Series;
  readonly quarantined: Record<QuarantineCode, number>;
}

class MarketHub implements Hub {
  readonly #entries = new Map<SeriesId, Entry>();
  readonly #listeners = new Map<SeriesId, Set<SeriesListener>>();
  /** Series whose listeners are hearing of a change right now. */
  readonly #telling = new Set<SeriesId>();

  load({ instrument, timeframe, bars, closed }: SeriesSource): SeriesReader {
    const id = toSeriesId(instrument.id, timeframe);
    const known = this.#entries.get(id);
    if (known) {
      assertBars(id, bars, 0, -Infinity);
      assertClosed(id, closed, bars.length);
      this.#change(known, (tell) => mergeHistory(known.whole, { bars, closed }, tell));
      return known.shown;
    }
    const shown = createSeries({ id, instrument, timeframe });
    const first = shown.reset(bars, closed);
    const entry = { shown, whole: shown, quarantined: emptyCounts() };
    this.#entries.set(id, entry);
    this.#change(entry, (tell) => tell(first));
    return shown;
  }

  get(id: SeriesId): SeriesReader | undefined {
    return this.#entries.get(id)?.shown;
  }

  update(id: SeriesId, bar: Bar, isClosed: boolean): UpdateResult {
    const entry = this.#entry(id);
    const verdict = judge(entry.whole, bar, isClosed);
    if (typeof verdict === 'string') {
      entry.quarantined[verdict]++;
      return { outcome: 'quarantined', code: verdict, message: describeQuarantine(verdict, id, bar) };
    }
    if (verdict === undefined) return { outcome: 'unchanged' };
    this.#change(entry, (tell) => tell(verdict(entry.whole)));
    return { outcome: 'applied' };
  }

  quarantined(id: SeriesId): Readonly<Record<QuarantineCode, number>> {
    return { ...this.#entry(id).quarantined };
  }

  listen(id: SeriesId, listener: SeriesListener): Disposable {
    const listeners = this.#listeners.get(id) ?? new Set();
    const own: SeriesListener = (delta, series) => listener(delta, series);
    this.#listeners.set(id, listeners.add(own));
    return {
      [Symbol.dispose]: () => {
        listeners.delete(own);
        if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
      },
    };
  }

  drop(id: SeriesId): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#assertQuiet(id);
    entry.whole = entry.shown;
    this.#entries.delete(id);
  }

  hold(id: SeriesId): Hold {
    const entry = this.#entry(id);
    const { shown } = entry;
    this.#assertQuiet(id);
    if (entry.whole !== shown) throw marketError('held', { series: id });
    const whole = createSeries(shown);
    whole.reset(viewBars(shown.columns, 0, shown.length), shown.closed);
    entry.whole = whole;
    const show = (change: () => SeriesDelta) => {
      if (entry.whole !== whole) throw marketError('hold-ended', { series: id });
      this.#show(shown, (tell) => tell(change()));
    };
    return {
      whole,
      reset: (bars, closed) => show(() => shown.reset(bars, closed)),
      appendBar: (bar, isClosed) => show(() => shown.appendBar(bar, isClosed)),
      tick: (bar, isClosed) => show(() => shown.tick(bar, isClosed)),
      [Symbol.dispose]: () => {
        if (entry.whole !== whole) return;
        this.#assertQuiet(id);
        entry.whole = shown;
        this.#show(shown, (tell) => tell(shown.reset(viewBars(whole.columns, 0, whole.length), whole.closed)));
      },
    };
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#entries.keys()]) this.drop(id);
    this.#listeners.clear();
  }

  #entry(id: SeriesId): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw marketError('unknown-series', { series: id });
    return entry;
  }

  #assertQuiet(id: SeriesId): void {
    if (this.#telling.has(id)) throw marketError('not-reentrant', { series: id });
  }

  /** Changes what is known; readers hear of it unless a holder shows them something else. */
  #change(entry: Entry, run: (tell: (delta: SeriesDelta) => void) => void): void {
    if (entry.whole === entry.shown) this.#show(entry.shown, run);
    else run(() => {});
  }

  /** Every listener hears every change, even if one throws; the first error is thrown when all is done. */
  #show(series: Series, run: (tell: (delta: SeriesDelta) => void) => void): void {
    this.#assertQuiet(series.id);
    let failure: { readonly error: unknown } | undefined;
    this.#telling.add(series.id);
    try {
      run((delta) => {
        const listeners = this.#listeners.get(series.id);
        // A listener that comes now has already seen the change; one that goes now must not hear it any more.
        for (const listener of listeners ? [...listeners] : []) {
          if (!listeners?.has(listener)) continue;
          try {
            listener(delta, series);
          } catch (error) {
            failure ??= { error };
          }
        }
      });
    } finally {
      this.#telling.delete(series.id);
    }
    if (failure) throw failure.error;
  }
}

type Change = (series: Series) => SeriesDelta;

/** What a live bar means for the series: a change, nothing new (undefined), or the reason to keep it out. */
function judge(series: SeriesReader, bar: Bar, isClosed: boolean): Change | QuarantineCode | undefined {
  const fault = findBarFault(bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume);
  if (fault) return fault;
  const { columns, length, closed } = series;
  const last = length - 1;
  if (length === 0 || bar.time > (columns.time[last] as number)) return (whole) => whole.appendBar(bar, isClosed);
  const index = bar.time === columns.time[last] ? last : findTime(columns.time, bar.time, 0, last);
  if (columns.time[index] !== bar.time) return 'unknown-bar';
  const isSame = isSameBar(readBar(columns, index), bar);
  if (index >= closed) return isSame && !isClosed ? undefined : (whole) => whole.tick(bar, isClosed);
  if (isSame) return undefined;
  return isClosed ? (whole) => whole.amend(index, bar) : 'reopened';
}

function describeQuarantine(code: QuarantineCode, series: SeriesId, bar: Bar): string {
  if (code === 'unknown-bar')
    return `${series} has no bar at ${toTimeText(bar.time)}, and live bars cannot be put between closed ones.`;
  if (code === 'reopened')
    return `${series} has closed its bar at ${toTimeText(bar.time)}; only a closed bar can correct it.`;
  return `A live bar of ${series} was left out: ${describeBarFault(code, bar)}.`;
}

function emptyCounts(): Record<QuarantineCode, number> {
  return { 'bad-time': 0, 'bad-price': 0, 'bad-range': 0, 'bad-volume': 0, 'unknown-bar': 0, reopened: 0 };
}
