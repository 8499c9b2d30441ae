/** The bars of a test: one series on the chart, to which the test adds, and which it moves and corrects. */

import type { Bar, SeriesId } from '@omnitrade/contracts';
import { toSeriesId } from '@omnitrade/contracts';
import { type Hub, toBarColumns } from '@omnitrade/market';
import { testError } from '../errors.ts';
import { dayMs, firstDay, walk } from '../market/made-bars.ts';
import { testInstrument } from '../market/test-instrument.ts';

/** A bar as briefly as it can be said: a close alone is a bar that stands still there. Times count on by days. */
export type TestBar = number | (Partial<Bar> & { readonly close: number });

export interface TestMarket {
  /** Adds closed bars after those that are there. */
  addBars(bars: readonly TestBar[]): Promise<void>;
  /** Adds an ordinary random walk; the same seed gives the same bars. */
  addWalk(count: number, seed?: number): Promise<void>;
  /** Moves the open bar after the closed ones; the first tick opens it. */
  tick(bar: TestBar): Promise<void>;
  /** Closes the open bar as it stands, or as it is given. */
  close(bar?: TestBar): Promise<void>;
  /** Corrects a closed bar. */
  amend(index: number, bar: TestBar): Promise<void>;
  /** As they are now, oldest first. */
  readonly bars: readonly Bar[];
}

const timeframe = '1D';

export interface MarketWorld {
  readonly hub: Hub;
  readonly settle: () => Promise<void>;
  /** The first bars are there: the chart can show them. */
  readonly onSeries: (series: SeriesId) => void;
}

export class SeriesMarket implements TestMarket {
  readonly id = toSeriesId(testInstrument.id, timeframe);
  readonly bars: Bar[] = [];
  readonly #world: MarketWorld;
  /** The last one is open. */
  #isOpen = false;

  constructor(world: MarketWorld) {
    this.#world = world;
  }

  async addBars(given: readonly TestBar[]): Promise<void> {
    if (this.#isOpen) await this.close();
    const fresh: Bar[] = [];
    for (const bar of given) fresh.push(this.#toBar(bar, fresh.at(-1) ?? this.bars.at(-1)));
    this.bars.push(...fresh);
    this.#load(this.bars.length);
    await this.#world.settle();
  }

  addWalk(count: number, seed = 1): Promise<void> {
    const { length, open, high, low, close, volume } = walk(count, seed);
    return this.addBars(
      Array.from({ length }, (_, i) => ({
        open: open[i] as number,
        high: high[i] as number,
        low: low[i] as number,
        close: close[i] as number,
        volume: volume[i] as number,
      })),
    );
  }

  async tick(given: TestBar): Promise<void> {
    if (this.bars.length === 0) throw testError('no-bars', { what: 'market.tick()' });
    const before = this.#isOpen ? this.bars.at(-2) : this.bars.at(-1);
    if (this.#isOpen) this.bars.pop();
    const bar = this.#toBar(given, before);
    this.bars.push(bar);
    this.#isOpen = true;
    this.#update(bar, false);
    await this.#world.settle();
  }

  async close(given?: TestBar): Promise<void> {
    if (given !== undefined) await this.tick(given);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#update(this.bars.at(-1) as Bar, true);
    await this.#world.settle();
  }

  async amend(index: number, given: TestBar): Promise<void> {
    const known = this.bars[index];
    if (!known) throw testError('bad-bars', { text: `There is no bar ${index} to correct.` });
    const bar = { ...this.#toBar(given, this.bars[index - 1]), time: known.time };
    this.bars[index] = bar;
    this.#update(bar, true);
    await this.#world.settle();
  }

  #toBar(given: TestBar, before: Bar | undefined): Bar {
    const time = before ? before.time + dayMs : firstDay;
    const { close, ...rest } = typeof given === 'number' ? { close: given } : given;
    const { open = close } = rest;
    const high = rest.high ?? Math.max(open, close);
    const low = rest.low ?? Math.min(open, close);
    return { time: rest.time ?? time, open, high, low, close, volume: rest.volume ?? 1000 };
  }

  #load(closed: number): void {
    const { hub, onSeries } = this.#world;
    try {
      const bars = toBarColumns(this.bars);
      const known = hub.get(this.id);
      hub.load({ instrument: testInstrument, timeframe, bars, closed });
      if (!known) onSeries(this.id);
    } catch (error) {
      throw testError('bad-bars', { text: (error as Error).message }, error);
    }
  }

  #update(bar: Bar, isClosed: boolean): void {
    const result = this.#world.hub.update(this.id, bar, isClosed);
    if (result.outcome === 'quarantined') throw testError('bad-bars', { text: result.message });
  }
}
