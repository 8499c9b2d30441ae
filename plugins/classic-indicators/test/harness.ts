/** Runs an indicator as the terminal does: resident columns, windows [from, to), nothing cleared but what is computed. */

import assert from 'node:assert/strict';
import type { BarColumns, IndicatorDef, Instrument } from '@omnitrade/sdk';

export type Inputs = Record<string, number | boolean | string>;
export type Columns = Record<string, Float64Array>;

const instrument = { id: 'TEST:ANY', title: 'Any', kind: 'other' } as unknown as Instrument;
const allSources = ['open', 'high', 'low', 'close', 'volume', 'hl2', 'hlc3', 'ohlc4'] as const;
export type SourceName = (typeof allSources)[number];
export type Bars = { length: number } & Record<SourceName | 'time', Float64Array>;

/** What lies beyond the known bars: a plugin that looks there gets values that no test would take for right. */
const beyond = 1e200;

/** Makes the source columns of bars; capacity is larger than length, as in the terminal. */
export function toBars(columns: BarColumns, capacity = columns.length + 8): Bars {
  const bars = { length: 0, time: new Float64Array(capacity) } as Bars;
  for (const name of allSources) bars[name] = new Float64Array(capacity).fill(beyond);
  for (let i = 0; i < columns.length; i++) {
    setBar(bars, i, [columns.open[i]!, columns.high[i]!, columns.low[i]!, columns.close[i]!, columns.volume[i]!]);
  }
  return bars;
}

export type BarTuple = readonly [open: number, high: number, low: number, close: number, volume: number];

/** Writes bar `i`, which is either known already or the next one. */
export function setBar(bars: Bars, i: number, [open, high, low, close, volume]: BarTuple): void {
  bars.time[i] = i * 86_400_000;
  bars.open[i] = open;
  bars.high[i] = high;
  bars.low[i] = low;
  bars.close[i] = close;
  bars.volume[i] = volume;
  bars.hl2[i] = (high + low) / 2;
  bars.hlc3[i] = (high + low + close) / 3;
  bars.ohlc4[i] = (open + high + low + close) / 4;
  bars.length = Math.max(bars.length, i + 1);
}

export function defaultsOf(indicator: IndicatorDef): Inputs {
  return Object.fromEntries(Object.entries(indicator.inputs ?? {}).map(([key, input]) => [key, input.default]));
}

export const warmupOf = (indicator: IndicatorDef, p: Inputs): number => indicator.warmup(p as never);
export const convergeOf = (indicator: IndicatorDef, p: Inputs): number =>
  indicator.converge?.(p as never) ?? Number.NaN;

/** One instance with its resident columns. `strict` also proves that calc wrote nothing outside its window. */
export class Instance {
  readonly out: Columns;
  readonly #state: Columns;
  readonly #indicator: IndicatorDef;
  readonly #p: Inputs;
  readonly #strict: boolean;

  constructor(indicator: IndicatorDef, p: Inputs, capacity: number, strict = true) {
    const make = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, new Float64Array(capacity).fill(Number.NaN)]));
    this.#indicator = indicator;
    this.#p = p;
    this.#strict = strict;
    this.out = make(indicator.outputs.map((output) => output.key));
    this.#state = make(indicator.state ?? []);
  }

  run(bars: Bars, from: number, to = bars.length, closed = to): void {
    for (const column of Object.values(this.out)) column.fill(Number.NaN, from, to);
    const before = this.#strict ? this.#copies() : [];
    this.#indicator.calc({
      p: this.#p as never,
      in: { ...bars, length: to, source: bars[(this.#p.source ?? 'close') as SourceName] },
      out: this.out,
      state: this.#state,
      from,
      to,
      closed,
      instrument,
    });
    const after = this.#strict ? this.#copies() : [];
    for (const [k, column] of after.entries()) {
      column.fill(0, from, to);
      before[k]!.fill(0, from, to);
      assert.deepEqual(column, before[k], `${this.#indicator.id} wrote outside [${from}, ${to})`);
    }
  }

  #copies(): Float64Array[] {
    return [...Object.values(this.out), ...Object.values(this.#state)].map((column) => column.slice());
  }
}

/** All values of an indicator over bars, computed in one window. */
export function computeWhole(indicator: IndicatorDef, p: Inputs, bars: Bars): Columns {
  const instance = new Instance(indicator, p, bars.time.length, false);
  instance.run(bars, 0);
  return toLength(instance.out, bars.length);
}

/** The first `length` values of each column. */
export function toLength(columns: Columns, length: number): Columns {
  return Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column.slice(0, length)]));
}
