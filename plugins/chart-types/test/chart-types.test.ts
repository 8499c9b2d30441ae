import type { BarColumns, ChartTypeDef, MadeBars } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heikinAshi } from '../services/heikin-ashi.ts';
import { renko } from '../services/renko.ts';

const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
type Row = readonly [open: number, high: number, low: number, close: number];

const toBars = (rows: readonly Row[]): BarColumns => ({
  length: rows.length,
  time: Float64Array.from(rows, (_, i) => i * 86_400_000),
  open: Float64Array.from(rows, ([open]) => open),
  high: Float64Array.from(rows, ([, high]) => high),
  low: Float64Array.from(rows, ([, , low]) => low),
  close: Float64Array.from(rows, ([, , , close]) => close),
  volume: Float64Array.from(rows, () => 1),
});

/** Plain lists with the ways of the terminal's own. */
class Made implements MadeBars {
  length = 0;
  time = new Float64Array(5_000);
  open = new Float64Array(5_000);
  high = new Float64Array(5_000);
  low = new Float64Array(5_000);
  close = new Float64Array(5_000);
  volume = new Float64Array(5_000);
  keep(count: number) {
    this.length = count;
  }
  add(...values: [number, number, number, number, number, number]) {
    for (const [at, name] of names.entries()) this[name][this.length] = values[at] as number;
    this.length++;
  }
  rows = () => Array.from({ length: this.length }, (_, i) => [this.open[i], this.high[i], this.low[i], this.close[i]]);
}

function run(type: ChartTypeDef, rows: readonly Row[], p: object, cuts: readonly number[] = []): Made {
  const out = new Made();
  const perBar = new Float64Array(rows.length);
  let from = 0;
  for (const length of [...cuts, rows.length].sort((a, b) => a - b)) {
    const bars = toBars(rows.slice(0, length));
    const call = { p, in: bars, out, perBar, from, closed: length, instrument: {} };
    type.transform?.(call as never);
    from = length;
  }
  return out;
}

describe('Heikin-Ashi', () => {
  test('averages the bars', () => {
    const rows: Row[] = [
      [10, 12, 9, 11],
      [11, 14, 11, 13],
      [13, 13, 8, 9],
    ];
    // By hand: closes 10.5, 12.25, 10.75; opens 10.5, 10.5, 11.375.
    expect(run(heikinAshi, rows, {}).rows()).toEqual([
      [10.5, 12, 9, 10.5],
      [10.5, 14, 10.5, 12.25],
      [11.375, 13, 8, 10.75],
    ]);
  });
});

describe('Renko', () => {
  const flat = (...closes: number[]) => closes.map((close): Row => [close, close, close, close]);
  const bricks = (...closes: number[]) => run(renko as never, flat(...closes), { percent: 10 }).rows();

  test('makes a brick for each full step, and turns only after two', () => {
    expect(bricks(100, 109, 110)).toEqual([[100, 110, 100, 110]]);
    expect(bricks(100, 131)).toEqual([
      [100, 110, 100, 110],
      [110, 120, 110, 120],
      [120, 130, 120, 130],
    ]);
    expect(bricks(100, 120, 105)).toHaveLength(2);
    expect(bricks(100, 120, 100).at(-1)).toEqual([110, 110, 100, 100]);
  });

  test('refuses steps that make no end of bricks', () => {
    expect(() => run(renko as never, flat(1, 1e9), { percent: 1 })).toThrow('choose larger ones');
  });
});

describe('a chart type', () => {
  const row = fc.tuple(fc.double({ min: 50, max: 200, noNaN: true }), fc.double({ min: 50, max: 200, noNaN: true }));
  const rows = fc
    .array(row, { minLength: 1, maxLength: 60 })
    .map((list) => list.map(([open, close]): Row => [open, Math.max(open, close), Math.min(open, close), close]));

  test.each([
    ['Heikin-Ashi', heikinAshi as ChartTypeDef, {}],
    ['Renko', renko as unknown as ChartTypeDef, { percent: 5 }],
  ])('makes the same bars piece by piece as at once, legal ones: %s', (_, type, p) => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(60), { maxLength: 5 }), (list, cuts) => {
        const whole = run(type, list, p);
        const pieces = run(
          type,
          list,
          p,
          cuts.map((cut) => Math.min(cut, list.length)),
        );
        expect(pieces.rows()).toEqual(whole.rows());
        for (let i = 0; i < whole.length; i++) {
          const [open, high, low, close] = whole.rows()[i] as [number, number, number, number];
          expect(low).toBeLessThanOrEqual(Math.min(open, close));
          expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
          if (i > 0) expect(whole.time[i]).toBeGreaterThan(whole.time[i - 1] as number);
        }
      }),
    );
  });
});
