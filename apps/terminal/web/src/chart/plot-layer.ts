/** Draws the outputs of one indicator instance in one pane, straight from their columns: as much work as there are rows in view. */

import type { IndicatorLevel, IndicatorOutput } from '@omnitrade/contracts';
import type {
  AutoscaleInfo,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from 'lightweight-charts';
import type { PlotValues } from './chart-data.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { FormatNumber } from './formats.ts';
import { drawOn, toPlotFrame } from './plot-frame.ts';
import {
  drawArea,
  drawCursorDot,
  drawHistogram,
  drawLevels,
  drawLine,
  drawMarkers,
  fillBetween,
  type PlotFrame,
} from './plot-shapes.ts';
import type { RowAxis } from './row-axis.ts';
import { toValueRange } from './value-range.ts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** One output as it is drawn. */
export interface PlotStyle {
  readonly output: IndicatorOutput;
  readonly color: string;
  readonly format: FormatNumber;
}

export interface PlotLayerOptions {
  readonly styles: readonly PlotStyle[];
  readonly levels: readonly IndicatorLevel[];
  readonly theme: ChartTheme;
  readonly visible: boolean;
  /** Whether the newest values are written on the price axis. */
  readonly axisLabels: boolean;
}

export class PlotLayer implements ISeriesPrimitive<Time> {
  readonly #axis: RowAxis;
  readonly #values: () => PlotValues | undefined;
  #options: PlotLayerOptions;
  #series: ISeriesApi<SeriesType, Time> | undefined;
  #requestUpdate: (() => void) | undefined;
  #axisViews: readonly ISeriesPrimitiveAxisView[] = [];
  /** The last answer to the price scale, until values or options change. */
  #asked: { readonly from: number; readonly to: number; readonly info: AutoscaleInfo | null } | undefined;
  /** Row under the crosshair. */
  cursor: number | undefined;

  constructor(axis: RowAxis, values: () => PlotValues | undefined, options: PlotLayerOptions) {
    this.#axis = axis;
    this.#values = values;
    this.#options = options;
    this.#axisViews = this.#toAxisViews();
  }

  setOptions(options: PlotLayerOptions): void {
    this.#options = options;
    this.#axisViews = this.#toAxisViews();
    this.update();
  }

  /** Whether there is anything to draw. */
  get isEmpty(): boolean {
    return !this.#options.visible || (this.#values()?.columns.length ?? 0) === 0;
  }

  /** Asks for a new drawing because values changed. */
  update(): void {
    this.#asked = undefined;
    this.#requestUpdate?.();
  }

  attached({ series, requestUpdate }: SeriesAttachedParameter<Time, SeriesType>): void {
    this.#series = series;
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#series = undefined;
    this.#requestUpdate = undefined;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#paneViews;
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.#axisViews;
  }

  autoscaleInfo(start: number, end: number): AutoscaleInfo | null {
    const { base } = this.#axis;
    const from = start + base;
    const to = end + base;
    // The library asks several times for one frame.
    if (this.#asked?.from !== from || this.#asked.to !== to) this.#asked = { from, to, info: this.#toInfo(from, to) };
    return this.#asked.info;
  }

  #toInfo(from: number, to: number): AutoscaleInfo | null {
    const range = this.toRange(from, to);
    return range === undefined ? null : { priceRange: { minValue: range[0], maxValue: range[1] } };
  }

  /** Smallest and largest value in rows [start, end], levels included; undefined where there is nothing. */
  toRange(start: number, end: number): [smallest: number, largest: number] | undefined {
    const values = this.#values();
    if (!this.#options.visible || values === undefined) return undefined;
    const columns = this.#shown(values).map(({ column }) => column);
    return toValueRange(columns, Math.max(0, Math.floor(start)), Math.min(values.columns.length - 1, Math.ceil(end)), [
      ...this.#options.levels.map((level) => level.value),
      ...(this.#options.styles.some(({ output }) => output.plot === 'histogram') ? [0] : []),
    ]);
  }

  readonly #paneViews: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'normal', renderer: () => ({ draw: (target) => this.#draw(target) }) },
    { zOrder: () => 'top', renderer: () => ({ draw: (target) => this.#drawCursor(target) }) },
  ];

  #shown(values: PlotValues): { style: PlotStyle; column: Float64Array }[] {
    return this.#options.styles.flatMap((style) => {
      const at = values.keys.indexOf(style.output.key);
      return at < 0 ? [] : [{ style, column: values.columns.column(at) }];
    });
  }

  #inFrame(target: Target, draw: (frame: PlotFrame, values: PlotValues, width: number) => void): void {
    const values = this.#values();
    const series = this.#series;
    if (!this.#options.visible || !series || !values) return;
    drawOn(target, (scope) => {
      const frame = toPlotFrame(scope, this.#axis, series);
      if (frame) draw(frame, values, scope.bitmapSize.width);
    });
  }

  #draw(target: Target): void {
    const { levels, theme } = this.#options;
    this.#inFrame(target, (frame, values, width) => {
      if (levels.length > 0)
        drawLevels(
          frame,
          levels.map((level) => level.value),
          width,
          theme.lineStrong,
        );
      const shown = this.#shown(values);
      const bands = shown.filter(({ style }) => style.output.plot === 'band');
      const [upper, lower] = bands;
      if (upper && lower) fillBetween(frame, upper.column, lower.column, values.columns.length, upper.style.color);
      for (const { style, column } of shown) this.#drawPlot(frame, style, column, values.columns.length);
    });
  }

  #drawPlot(frame: PlotFrame, { output, color }: PlotStyle, column: Float64Array, length: number): void {
    const { theme } = this.#options;
    switch (output.plot) {
      case 'histogram':
        drawHistogram(frame, column, length, output.color === undefined ? [theme.up, theme.down] : [color, color]);
        break;
      case 'area':
        drawArea(frame, column, length, color);
        break;
      case 'marker':
        drawMarkers(frame, column, length, color);
        break;
      case 'band':
        drawLine(frame, column, length, color, 1);
        break;
      default:
        drawLine(frame, column, length, color, 1.5, output.plot === 'step');
    }
  }

  #drawCursor(target: Target): void {
    const row = this.cursor;
    if (row === undefined) return;
    this.#inFrame(target, (frame, values) => {
      if (row >= values.columns.length) return;
      for (const { style, column } of this.#shown(values)) {
        const value = column[row] as number;
        const plain = style.output.plot !== 'histogram' && style.output.plot !== 'marker';
        if (plain && !Number.isNaN(value)) drawCursorDot(frame, row, value, style.color, this.#options.theme.panel);
      }
    });
  }

  #toAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    if (!this.#options.axisLabels || !this.#options.visible) return [];
    return this.#options.styles
      .filter(({ output }) => output.plot !== 'marker')
      .map((style) => ({
        coordinate: () => this.#series?.priceToCoordinate(this.#newest(style)) ?? Number.NaN,
        text: () => style.format(this.#newest(style)),
        textColor: () => this.#options.theme.onPlot,
        backColor: () => style.color,
        visible: () => Number.isFinite(this.#newest(style)),
        tickVisible: () => false,
      }));
  }

  #newest({ output }: PlotStyle): number {
    const values = this.#values();
    const at = values?.keys.indexOf(output.key) ?? -1;
    return (at < 0 ? undefined : values?.columns.column(at)[values.columns.length - 1]) ?? Number.NaN;
  }
}
