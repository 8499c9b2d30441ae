/** Extension point `chart.type`: other bars made from a chart's bars, or another way to draw them. */

import type { InputsSchema, InputValues } from '../inputs.ts';
import type { BarColumns, Instrument } from '../market.ts';

export const chartStyles = ['candles', 'hollow'] as const;
/** How the bars are drawn. */
export type ChartStyle = (typeof chartStyles)[number];

/** The part of a chart type that is data: recorded at installation, so that pickers run no plugin code. */
export interface ChartTypeInfo {
  readonly title: string;
  readonly shortTitle?: string;
  readonly description?: string;
  readonly inputs: InputsSchema;
  readonly style: ChartStyle;
  /** Its bars are made up, such as bricks: orders are never matched against them. */
  readonly synthetic: boolean;
  /** It makes bars of its own; otherwise it is a style alone. */
  readonly transforms: boolean;
}

/** The bars a chart type makes: kept up to some index, then added to. Times strictly increase. */
export interface MadeBars extends Readonly<BarColumns> {
  /** Forgets all bars from index `count` on. */
  keep(count: number): void;
  add(time: number, open: number, high: number, low: number, close: number, volume: number): void;
}

export interface ChartTypeCall<P = Record<string, number | boolean | string>> {
  readonly p: P;
  /** All bars of the chart. */
  readonly in: BarColumns;
  /** What this instance made so far; change it so that it follows from `in`. */
  readonly out: MadeBars;
  /** One number for each bar of `in`, kept for the author: for example how many bars were made up to there. */
  readonly perBar: Float64Array;
  /** The first bar of `in` that is new or differs; 0 at first. */
  readonly from: number;
  /** Bars [0, closed) of `in` are final: all, or all but the last. */
  readonly closed: number;
  readonly instrument: Instrument;
}

/** What an author writes. */
export interface ChartTypeDef<S extends InputsSchema = InputsSchema> {
  readonly id: string;
  readonly title: string;
  readonly shortTitle?: string;
  readonly description?: string;
  readonly inputs?: S;
  /** 'candles' where absent. */
  readonly style?: ChartStyle;
  readonly synthetic?: boolean;
  /**
   * Brings `out` up to date with `in`; deterministic, no clock, no randomness, no async. The last bar of `out` counts as
   * open while the last of `in` is, unless it returns `{ closed }`: how many bars of `out` are final (all, or all but the last).
   */
  transform?(call: ChartTypeCall<InputValues<S>>): unknown;
}
