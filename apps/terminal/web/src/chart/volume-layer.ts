/** Draws the volume at the foot of the price pane. */

import type {
  IPanePrimitive,
  IPanePrimitivePaneView,
  IPrimitivePaneRenderer,
  PaneAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { ChartData } from './chart-data.ts';
import type { ChartTheme } from './chart-theme.ts';
import { drawOn, toVisibleRows } from './plot-frame.ts';
import { drawVolume } from './plot-shapes.ts';
import type { RowAxis } from './row-axis.ts';

/** How much of the pane's height the largest volume in view takes. */
export const volumeShare = 0.17;

export class VolumeLayer implements IPanePrimitive<Time> {
  readonly #data: ChartData;
  #theme: ChartTheme;
  readonly #axis: RowAxis;
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

  attached({ requestUpdate }: PaneAttachedParameter<Time>): void {
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#requestUpdate = undefined;
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return this.#paneViews;
  }

  readonly #paneViews: readonly IPanePrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  #draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    drawOn(target, (scope) => {
      const rows = toVisibleRows(scope, this.#axis);
      if (rows === undefined) return;
      const data = this.#data;
      const bars = { open: data.bar('open'), close: data.bar('close'), volume: data.bar('volume') };
      const { volumeUp, volumeDown } = this.#theme;
      drawVolume({ ...rows, y: Number }, bars, data.length, [volumeUp, volumeDown], volumeShare);
    });
  }
}
