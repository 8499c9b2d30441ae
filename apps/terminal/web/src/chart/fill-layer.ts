/** Draws fills where they happened: a triangle that points up under what was bought, and one that points down over what was sold. */

import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from 'lightweight-charts';
import type { ChartData } from './chart-data.ts';
import type { ChartTheme } from './chart-theme.ts';
import { drawOn, toPlotFrame } from './plot-frame.ts';
import type { RowAxis } from './row-axis.ts';

export interface FillMark {
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
}

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** CSS pixels. */
const size = 5;
const gap = 3;

export class FillLayer implements ISeriesPrimitive<Time> {
  readonly #axis: RowAxis;
  readonly #data: ChartData;
  #theme: ChartTheme;
  #marks: readonly FillMark[] = [];
  #series: ISeriesApi<SeriesType, Time> | undefined;
  #requestUpdate: (() => void) | undefined;

  constructor(axis: RowAxis, data: ChartData, theme: ChartTheme) {
    this.#axis = axis;
    this.#data = data;
    this.#theme = theme;
  }

  setTheme(theme: ChartTheme): void {
    this.#theme = theme;
    this.#requestUpdate?.();
  }

  show(marks: readonly FillMark[]): void {
    this.#marks = marks;
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
    return this.#views;
  }

  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'top', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  #draw(target: Target): void {
    const series = this.#series;
    if (!series || this.#marks.length === 0 || this.#data.length === 0) return;
    const time = this.#data.bar('time');
    drawOn(target, (scope) => {
      const frame = toPlotFrame(scope, this.#axis, series);
      if (!frame) return;
      const { context, ratio, x0, spacing } = frame;
      for (const { time: at, side, price } of this.#marks) {
        const row = findRow(time, this.#data.length, at);
        if (row < frame.from || row > frame.to) continue;
        const down = side === 'buy' ? 1 : -1;
        const x = x0 + row * spacing;
        const tip = frame.y(price) + down * gap * ratio;
        context.fillStyle = side === 'buy' ? this.#theme.bought : this.#theme.sold;
        context.strokeStyle = this.#theme.panel;
        context.lineWidth = ratio;
        context.beginPath();
        context.moveTo(x, tip);
        context.lineTo(x - size * ratio, tip + down * 2 * size * ratio);
        context.lineTo(x + size * ratio, tip + down * 2 * size * ratio);
        context.closePath();
        context.fill();
        context.stroke();
      }
    });
  }
}

/** The bar in which the moment lies; -1 before the first. */
export function findRow(time: ArrayLike<number>, length: number, at: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
