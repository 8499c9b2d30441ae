/** Takes both axes of the chart once per drawing, so that points need no further call into it. */

import type { IPriceScaleApi, IPrimitivePaneRenderer, ISeriesApi, SeriesType, Time } from 'lightweight-charts';
import type { PlotFrame } from './plot-shapes.ts';
import type { RowAxis } from './row-axis.ts';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Hands out the canvas in device pixels. */
export function drawOn(target: DrawTarget, draw: (scope: BitmapScope) => void): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: a method of a canvas, not a hook
  target.useBitmapCoordinateSpace(draw);
}

export interface BitmapScope {
  readonly context: CanvasRenderingContext2D;
  readonly bitmapSize: { readonly width: number; readonly height: number };
  readonly horizontalPixelRatio: number;
  readonly verticalPixelRatio: number;
}

/** Undefined where nothing can be drawn yet: no rows in view, or no scale. */
export function toPlotFrame(
  scope: BitmapScope,
  axis: RowAxis,
  series: ISeriesApi<SeriesType, Time>,
): PlotFrame | undefined {
  const rows = toVisibleRows(scope, axis);
  const y = toPriceAxis(series, scope.verticalPixelRatio);
  return rows && y && { ...rows, y };
}

/** The time axis alone: row to device pixel. */
export function toVisibleRows(scope: BitmapScope, axis: RowAxis): Omit<PlotFrame, 'y'> | undefined {
  const visible = axis.visible();
  if (visible === undefined) return undefined;
  const from = Math.ceil(visible.from);
  const left = axis.toX(from);
  const next = axis.toX(from + 1);
  if (left === null || next === null) return undefined;
  const ratio = scope.horizontalPixelRatio;
  const spacing = (next - left) * ratio;
  return {
    context: scope.context,
    from,
    to: Math.floor(visible.to),
    x0: left * ratio - from * spacing,
    spacing,
    bottom: scope.bitmapSize.height,
    ratio,
  };
}

/** Price to device pixel. Linear scales are taken from two prices; others ask for each. */
function toPriceAxis(series: ISeriesApi<SeriesType, Time>, ratio: number): ((price: number) => number) | undefined {
  const at = (price: number) => series.priceToCoordinate(price);
  const range = toVisibleRange(series.priceScale());
  if (range === undefined) return undefined;
  const [low, high] = range;
  const yLow = at(low);
  const yHigh = at(high);
  if (yLow === null || yHigh === null) return undefined;
  if (series.priceScale().options().mode !== linear) return (price) => (at(price) ?? Number.NaN) * ratio;
  const slope = ((yHigh - yLow) / (high - low)) * ratio;
  const start = yLow * ratio - low * slope;
  return (price) => start + price * slope;
}

/** `PriceScaleMode.Normal`. */
const linear = 0;

function toVisibleRange(scale: IPriceScaleApi): [low: number, high: number] | undefined {
  const range = scale.getVisibleRange();
  return range !== null && range.to > range.from ? [range.from, range.to] : undefined;
}
