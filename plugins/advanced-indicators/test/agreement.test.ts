/** The values agree with another implementation where one keeps the same convention, else with a second plain writing. */

import * as technical from 'technicalindicators';
import { describe, expect, it } from 'vitest';
import { randomWalk, readRealBars } from '../../classic-indicators/test/bars.ts';
import {
  type Bars,
  computeWhole,
  defaultsOf,
  type Inputs,
  type SourceName,
} from '../../classic-indicators/test/harness.ts';
import { plainMonthlyVwap, plainSuperTrend, type Values } from './plain.ts';
import { indicators } from './plugin.ts';

const data: [string, Bars][] = [
  ['the real bars', readRealBars()],
  ['a random walk', randomWalk(3000, 77)],
];
const series = (bars: Bars, name: SourceName) => Array.from(bars[name].subarray(0, bars.length));
const ohlc = (bars: Bars) => ({ high: series(bars, 'high'), low: series(bars, 'low'), close: series(bars, 'close') });

function ours(id: string, bars: Bars, p: Inputs = {}) {
  const indicator = indicators.get(id)!;
  return computeWhole(indicator, { ...defaultsOf(indicator), ...p }, bars);
}

function expectClose(actual: Float64Array | undefined, expected: Values): void {
  expect(actual?.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    if (value === undefined) expect(actual![i], `value ${i}`).toBeNaN();
    else if (!(Math.abs(actual![i]! - value) < 1e-9 * Math.max(1, Math.abs(value))))
      expect.fail(`value ${i} is ${actual![i]}, not ${value}`);
  }
}
const padded = (values: readonly (number | undefined)[], length: number): Values => [
  ...Array<undefined>(length - values.length).fill(undefined),
  ...values,
];

describe.each(data)('on %s', (_, bars) => {
  const { length } = bars;

  it('the Keltner channel is that of technicalindicators', () => {
    const all = technical.keltnerchannels({
      ...{ ...ohlc(bars), maPeriod: 20, atrPeriod: 20, useSMA: false, multiplier: 2 },
    });
    const actual = ours('keltner', bars);
    for (const key of ['upper', 'middle', 'lower'] as const)
      expectClose(
        actual[key],
        padded(
          all.slice(-(length - 20)).map((one) => one[key]),
          length,
        ),
      );
  });

  it('the Ichimoku cloud is that of technicalindicators, moved by its displacement', () => {
    const periods = { conversionPeriod: 9, basePeriod: 26, spanPeriod: 52, displacement: 26 };
    const { high, low } = ohlc(bars);
    const all = technical.ichimokucloud({ high, low, ...periods });
    const still = ours('ichimoku', bars, { displacement: 0 });
    expectClose(
      still.conversion,
      padded(
        all.map(({ conversion }) => conversion),
        length,
      ),
    );
    expectClose(
      still.base,
      padded(
        all.map(({ base }) => base),
        length,
      ),
    );
    expectClose(
      still['leading-a'],
      padded(
        all.map(({ spanA }) => spanA),
        length,
      ),
    );
    expectClose(
      still['leading-b'],
      padded(
        all.map(({ spanB }) => spanB),
        length,
      ),
    );
    const moved = ours('ichimoku', bars);
    expectClose(
      moved['leading-b'],
      padded(
        all.slice(0, -26).map(({ spanB }) => spanB),
        length,
      ),
    );
  });

  it.each([
    [10, 3],
    [1, 0.5],
    [50, 2],
  ])('SuperTrend %i, %f is the plain writing', (n, factor) => {
    const actual = ours('super-trend', bars, { length: n, factor });
    expectClose(actual.stop, plainSuperTrend(bars, n, factor));
    for (let i = n; i < length; i++) expect([actual.rising![i], actual.falling![i]]).toContain(actual.stop![i]);
  });
});

it('VWAP bands are the plain writing, month by month', () => {
  const bars = randomWalk(400, 5);
  const { vwap, upper } = plainMonthlyVwap(bars, 2);
  const actual = ours('vwap', bars);
  expectClose(actual.vwap, vwap);
  for (const [i, value] of upper.entries()) expect(actual.upper![i]).toBeCloseTo(value, 6);
});

it('VWAP since the beginning is that of technicalindicators', () => {
  const bars = randomWalk(500, 9);
  const all = technical.vwap({ ...ohlc(bars), volume: series(bars, 'volume') });
  expectClose(ours('vwap', bars, { anchor: 'never' }).vwap, all);
});
