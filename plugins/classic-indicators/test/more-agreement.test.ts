/** The later fourteen agree to 1e-9 with technicalindicators and trading-signals where those keep the same convention. */

import * as technical from 'technicalindicators';
import * as signals from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { randomWalk, readRealBars } from './bars.ts';
import { type Bars, computeWhole, defaultsOf, type Inputs, type SourceName } from './harness.ts';
import { indicators } from './plugin.ts';

type Values = readonly (number | undefined)[];
const data: [string, Bars][] = [
  ['the real bars', readRealBars()],
  ['a random walk', randomWalk(3000, 1)],
];

function ours(id: string, bars: Bars, p: Inputs = {}) {
  const indicator = indicators.get(id)!;
  return computeWhole(indicator, { ...defaultsOf(indicator), ...p }, bars);
}

/** Compares the ends: a library may begin earlier or later; `skip` values are left out after ours have begun. */
function expectClose(actual: Float64Array | undefined, expected: Values, skip = 0, tolerance = 1e-9): void {
  const { length } = actual!;
  const first = actual!.findIndex((value) => !Number.isNaN(value)) + skip;
  expect(first).toBeLessThan(length / 2);
  let worst = 0;
  for (let i = first; i < length; i++) {
    const value = expected[expected.length - length + i];
    if (value === undefined) expect.fail(`the library has no value for bar ${i}`);
    worst = Math.max(worst, Math.abs(actual![i]! - value!) / Math.max(1, Math.abs(value!)));
  }
  expect(worst).toBeLessThan(tolerance);
}

describe.each(data)('on %s', (_, bars) => {
  const series = (name: SourceName) => Array.from(bars[name].subarray(0, bars.length));
  const [high, low, close, volume] = [series('high'), series('low'), series('close'), series('volume')];
  const rows = close.map((_, i) => ({ high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]!, open: 0 }));

  it('WMA', () => expectClose(ours('wma', bars).wma, technical.WMA.calculate({ period: 20, values: close })));

  it('Hull, by two weighted averages of the library', () => {
    const wma = (values: number[], period: number) => technical.WMA.calculate({ period, values });
    const [half, whole] = [wma(close, 8), wma(close, 16)];
    const raw = whole.map((value, i) => 2 * half[i + half.length - whole.length]! - value);
    expectClose(ours('hma', bars).hma, wma(raw, 4));
  });

  it('DEMA and TEMA, by exponential averages of the library', () => {
    const ema = (values: number[]) => technical.EMA.calculate({ period: 20, values });
    const [once, twice, thrice] = [ema(close), ema(ema(close)), ema(ema(ema(close)))];
    const end = (values: number[], i: number, of: number[]) => values[values.length - of.length + i]!;
    expectClose(
      ours('dema', bars).dema,
      twice.map((value, i) => 2 * end(once, i, twice) - value),
    );
    expectClose(
      ours('tema', bars).tema,
      thrice.map((value, i) => 3 * end(once, i, thrice) - 3 * end(twice, i, thrice) + value),
    );
  });

  it('VWMA, by its definition', () => {
    const expected = close.map((_, i) => {
      if (i < 19) return undefined;
      const last = Array.from({ length: 20 }, (__, k) => i - k);
      const sum = (of: (k: number) => number) => last.reduce((total, k) => total + of(k), 0);
      return sum((k) => close[k]! * volume[k]!) / sum((k) => volume[k]!);
    });
    expectClose(ours('vwma', bars).vwma, expected);
  });

  it('Williams %R', () => {
    const expected = technical.WilliamsR.calculate({ period: 14, high, low, close });
    expectClose(ours('williams-r', bars).r, expected);
  });

  it('the raw stochastic, which is Williams %R seen from below', () => {
    const raw = technical.WilliamsR.calculate({ period: 14, high, low, close }).map((value) => value + 100);
    const mean = (values: number[]) => technical.SMA.calculate({ period: 3, values });
    const actual = ours('stochastic', bars);
    expectClose(actual.k, mean(raw));
    expectClose(actual.d, mean(mean(raw)));
  });

  it('CCI', () => {
    const expected = technical.CCI.calculate({ period: 20, high, low, close });
    expectClose(ours('cci', bars).cci, expected, 0, 1e-7);
  });

  it('ROC', () => expectClose(ours('roc', bars).roc, technical.ROC.calculate({ period: 9, values: close })));

  it('ADX', () => {
    const all = technical.ADX.calculate({ period: 14, high, low, close });
    const actual = ours('adx', bars);
    const of = (key: 'adx' | 'pdi' | 'mdi') => all.map((value) => value[key]);
    expectClose(actual.adx, of('adx'));
    expectClose(actual.plus, of('pdi'));
    expectClose(actual.minus, of('mdi'));
  });

  it('OBV, which the library begins with 0 as well', () => {
    const expected = technical.OBV.calculate({ close, volume });
    expectClose(ours('obv', bars).obv, expected, 1);
  });

  it('MFI', () => {
    const stream = new signals.MFI(14);
    const expected = rows.map((row) => stream.update(row, false) ?? undefined);
    expectClose(ours('mfi', bars).mfi, expected, 1, 1e-7);
  });

  it('Donchian channels', () => {
    const expected = close.map((_, i) =>
      i < 19 ? undefined : [Math.max(...high.slice(i - 19, i + 1)), Math.min(...low.slice(i - 19, i + 1))],
    );
    const actual = ours('donchian', bars);
    expectClose(
      actual.upper,
      expected.map((pair) => pair?.[0]),
    );
    expectClose(
      actual.lower,
      expected.map((pair) => pair?.[1]),
    );
  });

  it('Keltner channels, by the averages they are made of', () => {
    const ema = ours('ema', bars).ema!;
    const atr = ours('atr', bars, { length: 10 }).atr!;
    const actual = ours('keltner', bars);
    const expected = Array.from(ema, (value, i) => value + 2 * atr[i]!);
    expectClose(actual.upper, expected);
    expect(actual.middle!.slice(19)).toEqual(ema.slice(19));
  });
});
