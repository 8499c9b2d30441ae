/** Market data as everyone sees it: instruments, bar columns and the five ways a series can change. */

import type { Dec } from './decimal.ts';
import type { InstrumentId, SeriesId } from './ids.ts';

/** Integer epoch milliseconds, UTC. */
export type Ms = number;

/** How much one bar holds, as text: `1D`, `15m`, `4h`, `100t` (ticks), `1000v` (volume). */
export type TimeframeText = string;
export type TimeframeUnit = 'tick' | 'volume' | 's' | 'm' | 'h' | 'D' | 'W' | 'M';
export interface Timeframe {
  readonly n: number;
  readonly unit: TimeframeUnit;
}

const unitBySuffix = { t: 'tick', v: 'volume', s: 's', m: 'm', h: 'h', D: 'D', W: 'W', M: 'M' } as const;
const suffixByUnit = { tick: 't', volume: 'v', s: 's', m: 'm', h: 'h', D: 'D', W: 'W', M: 'M' } as const;

/** Reads `15m`, `1D` …; returns undefined for anything else. */
export function parseTimeframe(text: string): Timeframe | undefined {
  const match = /^([1-9]\d{0,8})([tvsmhDWM])$/.exec(text);
  return match ? { n: Number(match[1]), unit: unitBySuffix[match[2] as keyof typeof unitBySuffix] } : undefined;
}

export function toTimeframeText({ n, unit }: Timeframe): TimeframeText {
  return `${n}${suffixByUnit[unit]}`;
}

export function toSeriesId(instrument: string, timeframe: TimeframeText): SeriesId {
  return `${instrument}@${timeframe}` as SeriesId;
}

export const instrumentKinds = ['equity', 'crypto', 'fx', 'future', 'index', 'option', 'other'] as const;
export type InstrumentKind = (typeof instrumentKinds)[number];
export const adjustments = ['raw', 'split', 'split+dividend'] as const;
export type Adjustment = (typeof adjustments)[number];

/** What can be charted or traded, with the rules that its prices and sizes keep. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly title: string;
  readonly kind: InstrumentKind;
  /** Currency of prices. */
  readonly quote: string;
  readonly base?: string;
  readonly multiplier: Dec;
  readonly priceIncrement: Dec;
  readonly sizeIncrement: Dec;
  readonly minQty?: Dec;
  readonly maxQty?: Dec;
  readonly minNotional?: Dec;
  /** IANA zone of the exchange. */
  readonly timeZone: string;
  /** Name of a calendar the market package knows: `us-equity`, `24x7`. */
  readonly calendar: string;
  readonly adjustment: Adjustment;
  readonly delaySec: number;
  readonly tradable: boolean;
}

/** The columns of a series of bars, in the order in which they cross every boundary. */
export const barColumnNames = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type BarColumnName = (typeof barColumnNames)[number];

/**
 * Bars as six columns of equal length. `time` is the bar's open time and strictly increases;
 * `low <= open, close <= high`; `volume` NaN means unknown, 0 means really none.
 */
export interface BarColumns {
  readonly length: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One bar as numbers, for the rare places that handle a single one. */
export interface Bar {
  readonly time: Ms;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * reset: everything is new · append: bars were added at the end · tick: only the last, unclosed bar changed ·
 * amend: a closed bar changed (the only way to change one), more bars may follow it ·
 * prepend: older bars came in front, indices moved.
 */
export const deltaKinds = ['reset', 'append', 'tick', 'amend', 'prepend'] as const;
export type DeltaKind = (typeof deltaKinds)[number];

/** Every change of a series is exactly one of these. Values are read from the series itself, from `from` on. */
export interface SeriesDelta {
  readonly series: SeriesId;
  /** Grows by 1; a gap means "ask for a reset". */
  readonly rev: number;
  readonly kind: DeltaKind;
  /** First index whose content differs from `rev - 1`, or that has become final; 0 for reset and prepend. */
  readonly from: number;
  /** Bars after the change. */
  readonly length: number;
  /** Bars [0, closed) are final; `length - 1 <= closed <= length`. */
  readonly closed: number;
}

/** A live series as its readers see it. `columns` may be longer than `length`: capacity grows by doubling. */
export interface SeriesReader {
  readonly id: SeriesId;
  readonly instrument: Instrument;
  readonly timeframe: TimeframeText;
  readonly rev: number;
  readonly length: number;
  readonly closed: number;
  /** Whole capacity; read only [0, length). Replaced when it grows: do not keep it over a change. */
  readonly columns: Readonly<Record<BarColumnName, Float64Array>>;
}
