/** Rows of our columns on the chart's time axis. The library numbers its bars from the oldest one it holds, which is row `base`. */

import type { ITimeScaleApi, Logical, Time } from 'lightweight-charts';

export class RowAxis {
  readonly #timeScale: ITimeScaleApi<Time>;
  base = 0;

  constructor(timeScale: ITimeScaleApi<Time>) {
    this.#timeScale = timeScale;
  }

  /** Rows in view, with fractions; undefined while there is nothing to see. */
  visible(): { readonly from: number; readonly to: number } | undefined {
    const range = this.#timeScale.getVisibleLogicalRange();
    return range === null ? undefined : { from: range.from + this.base, to: range.to + this.base };
  }

  show(from: number, to: number): void {
    this.#timeScale.setVisibleLogicalRange({ from: from - this.base, to: to - this.base });
  }

  /** CSS pixel of the middle of a row's bar. */
  toX(row: number): number | null {
    return this.#timeScale.logicalToCoordinate((row - this.base) as Logical);
  }
}
