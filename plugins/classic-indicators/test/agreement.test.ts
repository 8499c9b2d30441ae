/**
 * The values agree to 1e-9 with other implementations, computed here and now: with two libraries where they keep the
 * same convention, and with a second plain writing (plain.ts) for everything.
 */

import * as technical from 'technicalindicators';
import * as signals from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { randomWalk, readRealBars } from './bars.ts';
import { type Bars, computeWhole, defaultsOf, type Inputs, type SourceName } from './harness.ts';
import { plainAtr, plainBollinger, plainEma, plainMacd, plainRsi, plainSma, type Values } from './plain.ts';
import { indicators } from './plugin.ts';

const data: [string, Bars][] = [
  ['the real bars', readRealBars()],
  ['a random walk', randomWalk(3000, 1)],
  ['another random walk', randomWalk(3000, 2024)],
];

const series = (bars: Bars, name: SourceName) => Array.from(bars[name].subarray(0, bars.length));
const ohlc = (bars: Bars) => ({
  high: series(bars, 'high'),
  low: series(bars, 'low'),
  close: series(bars, 'close'),
});

function ours(id: string, bars: Bars, p: Inputs = {}) {
  const indicator = indicators.get(id)!;
  return computeWhole(indicator, { ...defaultsOf(indicator), ...p }, bars);
}

/** Fails unless each value is within 1e-9 of the expected one and missing where that is missing. */
function expectClose(actual: Float64Array | undefined, expected: Values): void {
  expect(actual?.length).toBe(expected.length);
  let worst = 0;
  for (const [i, value] of expected.entries()) {
    if (value === undefined) expect(actual![i], `value ${i}`).toBeNaN();
    else worst = Math.max(worst, Math.abs(actual![i]! - value));
    if (Number.isNaN(worst)) expect.fail(`value ${i} is missing`);
  }
  expect(worst).toBeLessThan(1e-9);
}

/** Libraries return only what has a value: pads the front to one value per bar. */
function padded(values: readonly (number | undefined)[], length: number): Values {
  return [...Array<undefined>(length - values.length).fill(undefined), ...values];
}

describe.each(data)('on %s', (_, bars) => {
  const close = series(bars, 'close');
  const { length } = bars;

  describe('technicalindicators', () => {
    it('agrees on SMA', () => {
      expectClose(ours('sma', bars).sma, padded(technical.SMA.calculate({ period: 20, values: close }), length));
    });
    it('agrees on EMA', () => {
      expectClose(ours('ema', bars).ema, padded(technical.EMA.calculate({ period: 20, values: close }), length));
    });
    it('agrees on MACD', () => {
      const all = technical.MACD.calculate({
        values: close,
        fastPeriod: 12,
        slowPeriod: 26,
        signalPeriod: 9,
        SimpleMAOscillator: false,
        SimpleMASignal: false,
      });
      // It gives its line some bars before there is a signal; ours begin together.
      const complete = all.filter((value) => value.signal !== undefined);
      const actual = ours('macd', bars);
      expectClose(
        actual.macd,
        padded(
          complete.map((value) => value.MACD),
          length,
        ),
      );
      expectClose(
        actual.signal,
        padded(
          complete.map((value) => value.signal),
          length,
        ),
      );
      expectClose(
        actual.histogram,
        padded(
          complete.map((value) => value.histogram),
          length,
        ),
      );
    });
    it('agrees on ATR', () => {
      expectClose(ours('atr', bars).atr, padded(technical.ATR.calculate({ period: 14, ...ohlc(bars) }), length));
    });
    it('agrees on Bollinger Bands', () => {
      const bands = technical.BollingerBands.calculate({ period: 20, stdDev: 2, values: close });
      const actual = ours('bollinger', bars);
      for (const key of ['upper', 'middle', 'lower'] as const) {
        expectClose(
          actual[key],
          padded(
            bands.map((band) => band[key]),
            length,
          ),
        );
      }
    });
    it('rounds its RSI to two digits and agrees as far as that goes', () => {
      const index = padded(technical.RSI.calculate({ period: 14, values: close }), length);
      const actual = ours('rsi', bars).rsi!;
      for (let i = 14; i < length; i++) expect(Math.abs(actual[i]! - index[i]!)).toBeLessThan(0.005 + 1e-9);
    });
  });

  describe('trading-signals', () => {
    it('agrees on RSI', () => {
      const index = new signals.RSI(14);
      expectClose(
        ours('rsi', bars).rsi,
        close.map((price) => index.update(price, false) ?? undefined),
      );
    });
    it('agrees on Bollinger Bands', () => {
      const stream = new signals.BollingerBands(20, 2);
      const bands = close.map((price) => stream.update(price, false));
      const actual = ours('bollinger', bars);
      for (const key of ['upper', 'middle', 'lower'] as const) {
        expectClose(
          actual[key],
          bands.map((band) => band?.[key]),
        );
      }
    });
  });

  describe('the plain writing', () => {
    it.each([1, 2, 9, 50, 500])('agrees at length %i', (n) => {
      const typical = series(bars, 'hlc3');
      const p = { length: n, source: 'hlc3' };
      expectClose(ours('sma', bars, p).sma, plainSma(typical, n));
      expectClose(ours('ema', bars, p).ema, plainEma(typical, n));
      expectClose(ours('rsi', bars, p).rsi, plainRsi(typical, n));
      expectClose(ours('atr', bars, p).atr, plainAtr(ohlc(bars), n));
      const bands = plainBollinger(typical, n, 1.5);
      const actual = ours('bollinger', bars, { ...p, deviations: 1.5 });
      for (const key of ['upper', 'middle', 'lower'] as const) expectClose(actual[key], bands[key]);
    });
    it.each([
      [12, 26, 9],
      [26, 12, 9],
      [1, 1, 1],
      [3, 200, 50],
    ])('agrees on MACD %i, %i, %i', (fast, slow, signal) => {
      const lines = plainMacd(close, fast, slow, signal);
      const actual = ours('macd', bars, { fast, slow, signal });
      for (const key of ['macd', 'signal', 'histogram'] as const) expectClose(actual[key], lines[key]);
    });
  });
});
