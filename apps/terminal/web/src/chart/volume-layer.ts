/** Draws the volume at the foot of the price pane. */

import type {
  IPanePrimitive,
  IPanePrimitivePaneView,
  IPrimitivePaneRenderer,
  ITimeScaleApi,
  PaneAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { ChartData } from './chart-data.ts';
import type { ChartTheme } from './chart-theme.ts';
import { drawOn, toVisibleRows } from './plot-frame.ts';
import { drawVolume } from './plot-shapes.ts';

/** How much of the pane's height the largest volume in view takes. */
export const volumeShare = 0.17;

export class VolumeLayer implements IPanePrimitive<Time> {
  readonly #data: ChartData;
  #theme: ChartTheme;
  #timeScale: ITimeScaleApi<Time> | undefined;
  #requestUpdate: (() => void) | undefined;

  constructor(data: ChartData, theme: ChartTheme) {
    this.#data = data;
    this.#theme = theme;
  }

  setTheme(theme: ChartTheme): void {
    this.#theme = theme;
    this.#requestUpdate?.();
  }

  attached({ chart, requestUpdate }: PaneAttachedParameter<Time>): void {
    this.#timeScale = chart.timeScale();
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#timeScale = undefined;
    this.#requestUpdate = undefined;
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return this.#paneViews;
  }

  readonly #paneViews: readonly IPanePrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  #draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    const timeScale = this.#timeScale;
    if (timeScale === undefined) return;
    drawOn(target, (scope) => {
      const rows = toVisibleRows(scope, timeScale);
      if (rows === undefined) return;
      const data = this.#data;
      const bars = { open: data.bar('open'), close: data.bar('close'), volume: data.bar('volume') };
      const { volumeUp, volumeDown } = this.#theme;
      drawVolume({ ...rows, y: Number }, bars, data.length, [volumeUp, volumeDown], volumeShare);
    });
  }
}
