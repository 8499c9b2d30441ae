/** The bar the user picked, marked by an arrow above it; plugins that may look at the chart are told of it. */

import {
  createSeriesMarkers,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';

export class PickMark {
  readonly #markers: ISeriesMarkersPluginApi<Time>;
  #picked: number | undefined;

  constructor(candles: ISeriesApi<'Candlestick'>) {
    this.#markers = createSeriesMarkers(candles, []);
  }

  /** Open time of the bar; undefined while none is picked. */
  get picked(): number | undefined {
    return this.#picked;
  }

  /** Picks a bar, or lets go of it if it is the one; `shown` is its time as the library has it. */
  toggle(time: number, shown: UTCTimestamp, color: string): void {
    if (this.#picked === time) return this.clear();
    this.#picked = time;
    this.#markers.setMarkers([{ time: shown, position: 'aboveBar', shape: 'arrowDown', color, size: 1 }]);
  }

  clear(): void {
    this.#picked = undefined;
    this.#markers.setMarkers([]);
  }
}
