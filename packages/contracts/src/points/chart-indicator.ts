/** Extension point `chart.indicator`: a pure function over bar columns, plotted on a chart. */

import type { InputsSchema, InputValues } from '../inputs.ts';
import type { BarColumns, Instrument } from '../market.ts';

export const indicatorSources = ['bars', 'close', 'open', 'high', 'low', 'hl2', 'hlc3', 'ohlc4', 'volume'] as const;
/** What a source column is made from; `bars` hands over all six columns. */
export type IndicatorSource = (typeof indicatorSources)[number];

export const plotKinds = ['line', 'step', 'histogram', 'area', 'band', 'marker'] as const;
export type PlotKind = (typeof plotKinds)[number];

export interface IndicatorOutput {
  readonly key: string;
  readonly title?: string;
  readonly plot: PlotKind;
  /** `price`: over the bars; `own`: in a pane of the instance's own. */
  readonly pane: 'price' | 'own';
  readonly format?: 'price' | 'percent' | 'volume' | 'number';
  /** Theme colour, 0 to 7; the page gives each instance colours of its own where absent. */
  readonly color?: number;
  /** NaN after the warm-up is meant (markers, stops that flip); otherwise a missing value is reported. */
  readonly gaps?: true;
}

/** Horizontal guide lines in the instance's own pane, for example 30 and 70 for RSI. */
export interface IndicatorLevel {
  readonly value: number;
}

/** The part of an indicator that is data: recorded at installation, so that pickers run no plugin code. */
export interface IndicatorInfo {
  readonly title: string;
  readonly shortTitle?: string;
  readonly description?: string;
  readonly inputs: InputsSchema;
  readonly outputs: readonly IndicatorOutput[];
  readonly levels?: readonly IndicatorLevel[];
  /** Names of hidden columns the terminal allocates for recursion. */
  readonly state: readonly string[];
  /** 'none': silent while the bar is open; 'last-bar': the open bar's value moves; closedBars: that many closed bars may still change. */
  readonly repaint: 'none' | 'last-bar' | { readonly closedBars: number };
}

/** How many closed bars before a changed one may change with it, as the indicator declares. */
export function countUnsettled({ repaint }: Pick<IndicatorInfo, 'repaint'>): number {
  return typeof repaint === 'object' ? repaint.closedBars : 0;
}

/** What `calc` receives: resident columns of the plugin's own, and the window to fill. */
export interface IndicatorCall<P = Record<string, number | boolean | string>> {
  readonly p: P;
  /** All six bar columns, and `source`: the column the input named `source` selects (close where there is none). */
  readonly in: BarColumns & { readonly source: Float64Array };
  /** One column per declared output; filled with NaN over [from, to) before the call. */
  readonly out: Readonly<Record<string, Float64Array>>;
  /** One column per declared state name; NaN before its first value. */
  readonly state: Readonly<Record<string, Float64Array>>;
  /** Fill [from, to); may read in[<= i], out[< i], state[< i], nothing else. */
  readonly from: number;
  readonly to: number;
  /** Bars [0, closed) are final. */
  readonly closed: number;
  readonly instrument: Instrument;
}

/** What an author writes. */
export interface IndicatorDef<S extends InputsSchema = InputsSchema> {
  readonly id: string;
  readonly title: string;
  readonly shortTitle?: string;
  readonly description?: string;
  readonly inputs?: S;
  readonly outputs: readonly IndicatorOutput[];
  readonly levels?: readonly IndicatorLevel[];
  readonly state?: readonly string[];
  /** Exactly this many leading NaN in every output. */
  warmup(p: InputValues<S>): number;
  /** Bars until the seed's effect is below 1e-6. */
  converge?(p: InputValues<S>): number;
  readonly repaint?: IndicatorInfo['repaint'];
  calc(call: IndicatorCall<InputValues<S>>): void;
}
