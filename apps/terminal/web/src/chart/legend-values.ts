/** Writes the legend's numbers straight into the page: they change with every movement of the crosshair, React need not. */

import type { ChartState } from '@omnitrade/contracts';
import type { ChartFeed } from './chart-feed.ts';
import type { ModelInstance } from './chart-model.ts';
import { type FormatNumber, formatPercent, formatVolume, noValue, toPriceFormat, withSign } from './formats.ts';

/** The slots of the price row. */
export const quoteSlots = ['open', 'high', 'low', 'close', 'change', 'volume'] as const;
export type QuoteSlot = (typeof quoteSlots)[number];

export class LegendValues implements Disposable {
  readonly #feed: ChartFeed;
  readonly #slots = new Map<string, HTMLElement>();
  readonly #listening: Disposable;
  #price: FormatNumber = String;
  #model: readonly ModelInstance[] = [];
  #cursor: number | undefined;
  /** Slots were added that nothing has been written to. */
  #due = false;

  constructor(feed: ChartFeed) {
    this.#feed = feed;
    this.#listening = feed.listen(() => this.write());
  }

  /** Gives a slot its place in the page, or takes it back with null. */
  bind(slot: string, element: HTMLElement | null): void {
    if (element === null) {
      this.#slots.delete(slot);
      return;
    }
    this.#slots.set(slot, element);
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.write();
    });
  }

  show(chart: ChartState, model: readonly ModelInstance[]): void {
    this.#price = toPriceFormat(chart.instrument);
    this.#model = model;
    this.write();
  }

  /** The row to read; undefined for the newest. */
  setCursor(row: number | undefined): void {
    this.#cursor = row;
    this.write();
  }

  write(): void {
    const { data } = this.#feed;
    const row = this.#cursor !== undefined && this.#cursor < data.length ? this.#cursor : data.length - 1;
    this.#writeQuote(row);
    for (const { id, outputs } of this.#model) {
      const plot = data.plot(id);
      for (const { output, format } of outputs) {
        const at = plot?.keys.indexOf(output.key) ?? -1;
        const value = plot && at >= 0 && row < plot.columns.length ? plot.columns.column(at)[row] : undefined;
        this.#put(toPlotSlot(id, output.key), format(value ?? Number.NaN));
      }
    }
  }

  #writeQuote(row: number): void {
    const { data } = this.#feed;
    const at = (name: 'open' | 'high' | 'low' | 'close' | 'volume') =>
      row < 0 ? Number.NaN : (data.bar(name)[row] as number);
    const before = row > 0 ? (data.bar('close')[row - 1] as number) : Number.NaN;
    const change = at('close') - before;
    const signed = withSign(this.#price);
    const texts: Record<QuoteSlot, string> = {
      open: this.#price(at('open')),
      high: this.#price(at('high')),
      low: this.#price(at('low')),
      close: this.#price(at('close')),
      change: Number.isNaN(change)
        ? noValue
        : `${signed(change)} (${withSign(formatPercent)((change / before) * 100)})`,
      volume: formatVolume(at('volume')),
    };
    // The colour of the bar, not of the change: the legend describes what is under the crosshair.
    const direction = at('close') >= at('open') ? 'up' : 'down';
    for (const slot of quoteSlots) this.#put(slot, texts[slot], slot === 'change' ? toDirection(change) : direction);
  }

  #put(slot: string, text: string, direction?: string): void {
    const element = this.#slots.get(slot);
    if (element === undefined) return;
    if (element.textContent !== text) {
      element.textContent = text;
      const widest = Math.max(text.length, Number(element.dataset.widest ?? 0));
      // Room once taken is kept, so that what stands behind does not move with every bar under the crosshair.
      if (element.dataset.widest !== `${widest}`) {
        element.dataset.widest = `${widest}`;
        element.style.minWidth = `${widest * 0.93}ch`;
      }
    }
    if (direction !== undefined && element.dataset.direction !== direction) element.dataset.direction = direction;
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#slots.clear();
  }
}

export const toPlotSlot = (instance: string, key: string): string => `${instance} ${key}`;

const toDirection = (change: number) => (change > 0 ? 'up' : change < 0 ? 'down' : 'flat');
