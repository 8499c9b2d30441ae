/** The functions of the library against plain writings, and the promises they make about what they read. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageWeight,
  barsToForget,
  fillAverage,
  fillMean,
  fillTrueRange,
  fillVolumeWeighted,
  highestOf,
  isAnchored,
  lowestOf,
  midpointOf,
  wilderWeight,
} from '../library.ts';
import { describe as describeColumn } from '../services/describe.ts';
import { findPivots } from '../services/pivots.ts';

const price = fc.double({ min: 0, max: 1e6, noNaN: true });
const column = (min = 1) =>
  fc.array(price, { minLength: min, maxLength: 60 }).map((values) => Float64Array.from(values));
const length = fc.integer({ min: 1, max: 20 });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('averages', () => {
  it('the mean is that of the last values, and of too few there is none', () => {
    fc.assert(
      fc.property(column(), length, (values, n) => {
        const target = new Float64Array(values.length);
        fillMean(values, target, n, 0, values.length);
        for (const [i, value] of target.entries())
          if (i < n - 1) expect(value).toBeNaN();
          else expect(value).toBeCloseTo(mean([...values.slice(i - n + 1, i + 1)]), 6);
      }),
    );
  });

  it('the moving average is the same however it is cut', () => {
    fc.assert(
      fc.property(column(2), length, fc.nat(), (values, n, at) => {
        const of = { length: n, weight: averageWeight(n) };
        const [whole, parts] = [new Float64Array(values.length), new Float64Array(values.length)];
        fillAverage(values, whole, of, 0, values.length);
        const cut = at % values.length;
        fillAverage(values, parts, of, 0, cut);
        fillAverage(values, parts, of, cut, values.length);
        expect(parts).toEqual(whole);
      }),
    );
  });

  it('the moving average has forgotten its seed after as many bars as it says', () => {
    for (const weight of [averageWeight(20), wilderWeight(14), 1]) {
      const [low, high] = [0, 1].map((seed) => {
        const values = new Float64Array(1000).fill(5);
        values[0] = seed * 100;
        fillAverage(values, values, { length: 1, weight }, 0, 1000);
        return values[barsToForget(weight)] as number;
      });
      expect(Math.abs((high as number) - (low as number))).toBeLessThan(1e-5);
    }
  });
});

describe('extremes and ranges', () => {
  it('are those of the last values', () => {
    fc.assert(
      fc.property(column(), length, (values, n) => {
        const last = values.length - 1;
        const window = values.slice(Math.max(0, last - n + 1));
        const isWhole = n <= values.length;
        expect(highestOf(values, last, n)).toBe(isWhole ? Math.max(...window) : Number.NaN);
        expect(lowestOf(values, last, n)).toBe(isWhole ? Math.min(...window) : Number.NaN);
        expect(midpointOf(values, values, last, n)).toBe(
          isWhole ? (Math.max(...window) + Math.min(...window)) / 2 : Number.NaN,
        );
      }),
    );
  });

  it('the true range holds the gap to the close before', () => {
    const bars = { high: Float64Array.of(10, 12, 9), low: Float64Array.of(8, 11, 7), close: Float64Array.of(9, 11, 8) };
    const target = new Float64Array(3);
    fillTrueRange(bars, target, 0, 3);
    expect([...target]).toEqual([Number.NaN, 3, 4]);
  });
});

describe('periods', () => {
  const times = (...texts: string[]) => Float64Array.from(texts, (text) => Date.parse(text));

  it.each([
    ['day', '2024-03-03T23:59Z', '2024-03-04T00:00Z'],
    ['week', '2024-03-03T23:59Z', '2024-03-04T00:00Z'],
    ['month', '2024-02-29T23:59Z', '2024-03-01T00:00Z'],
    ['year', '1969-12-31T23:59Z', '1970-01-01T00:00Z'],
  ] as const)('a %s begins when it does', (anchor, before, after) => {
    expect(isAnchored(times(before, after), 1, anchor)).toBe(true);
    expect(isAnchored(times(after, after), 1, anchor)).toBe(false);
    expect(isAnchored(times(before, after), 1, 'never')).toBe(false);
    expect(isAnchored(times(before), 0, 'never')).toBe(true);
  });

  it('without volume leave the mean at the price', () => {
    const bars = {
      price: Float64Array.of(10, 20, 40),
      volume: Float64Array.of(0, 0, 2),
      time: Float64Array.of(0, 1, 2),
    };
    const sums = { mean: new Float64Array(3), squares: new Float64Array(3), volume: new Float64Array(3) };
    fillVolumeWeighted(bars, sums, { anchor: 'never' }, 0, 3);
    expect([...sums.mean]).toEqual([10, 20, 40]);
    expect([...sums.squares]).toEqual([0, 0, 0]);
  });
});

describe('what can be asked', () => {
  it('pivots are where prices turned, ties going to the first', () => {
    const high = Float64Array.of(1, 3, 2, 3, 1, 2, 5, 5, 1, 0);
    expect(findPivots(high, high, 1).filter(({ kind }) => kind === 'high')).toEqual([
      { at: 1, kind: 'high', price: 3 },
      { at: 3, kind: 'high', price: 3 },
      { at: 6, kind: 'high', price: 5 },
    ]);
  });

  it('a description passes over what is missing', () => {
    expect(describeColumn(Float64Array.of(1, Number.NaN, 3))).toEqual({
      count: 2,
      mean: 2,
      deviation: 1,
      least: 1,
      most: 3,
    });
    expect(describeColumn(new Float64Array(0))).toEqual({ count: 0 });
  });
});
