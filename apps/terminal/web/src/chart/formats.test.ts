import type { IndicatorOutput, Instrument } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatPercent,
  formatPlain,
  formatVolume,
  noValue,
  toBarTimeFormat,
  toFractionDigits,
  toOutputFormat,
  toPriceFormat,
  withSign,
} from './formats.ts';
import { createZoneOffset, WallClock } from './wall-clock.ts';

const instrument = { priceIncrement: '0.01' } as Instrument;

describe('formats', () => {
  test.each([
    ['0.01', 2],
    ['1', 0],
    ['0.00001', 5],
    ['10', 0],
  ])('takes the places of a price from its increment %s', (increment, digits) => {
    expect(toFractionDigits(increment)).toBe(digits);
  });

  test.each([
    [toPriceFormat(instrument), 2874.56, '2,874.56'],
    [toPriceFormat(instrument), -0.001, '0.00'],
    [toPriceFormat(instrument), Number.NaN, noValue],
    [withSign(toPriceFormat(instrument)), 75.01, '+75.01'],
    [withSign(toPriceFormat(instrument)), -75.01, '−75.01'],
    [formatPercent, -2.684, '−2.68%'],
    [formatVolume, 931_800_000, '931.80M'],
    [formatVolume, 9_999, '9,999'],
    [formatVolume, Number.NaN, noValue],
    [formatPlain, 61.2345, '61.23'],
    [formatPlain, 0.000123, '0.000123'],
    [formatPlain, -123_456_789, '−123.46M'],
    [formatPlain, 0, '0.00'],
  ])('%# writes %s as %s', (format, value, text) => {
    expect(format(value)).toBe(text);
  });

  test('never writes a minus before zero', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (value) => {
        expect(toPriceFormat(instrument)(value)).not.toMatch(/^−0\.00$/);
      }),
    );
  });

  test('writes an output as it asks to be, else as its pane suggests', () => {
    const output = (more: Partial<IndicatorOutput>): IndicatorOutput => ({
      key: 'a',
      plot: 'line',
      pane: 'own',
      ...more,
    });
    expect(toOutputFormat(output({}), instrument)(1234.5)).toBe('1,234.50');
    expect(toOutputFormat(output({ pane: 'price' }), { priceIncrement: '1' } as Instrument)(1234.5)).toBe('1,235');
    expect(toOutputFormat(output({ format: 'volume' }), instrument)(2e9)).toBe('2.00B');
    expect(toOutputFormat(output({ format: 'percent' }), instrument)(1.5)).toBe('1.50%');
  });

  test('names the minute only where bars are shorter than a day', () => {
    const seconds = Date.UTC(2020, 3, 17, 9, 30) / 1000;
    expect(toBarTimeFormat('1D')(seconds)).toBe('Fri 17 Apr 2020');
    expect(toBarTimeFormat('15m')(seconds)).toBe('Fri 17 Apr 2020  09:30');
  });
});

describe('createZoneOffset', () => {
  test('agrees with the calendar on both sides of every change of the clocks', () => {
    const offset = createZoneOffset('America/New_York');
    const hours = (iso: string) => offset(Date.parse(iso)) / 3_600_000;
    expect(hours('2020-01-15T12:00Z')).toBe(-5);
    expect(hours('2020-03-08T06:59Z')).toBe(-5);
    expect(hours('2020-03-08T07:00Z')).toBe(-4);
    expect(hours('2020-11-01T05:59Z')).toBe(-4);
    expect(hours('2020-11-01T06:00Z')).toBe(-5);
    expect(hours('1969-07-20T20:17Z')).toBe(-4);
  });

  test('takes an unknown zone for UTC', () => {
    expect(createZoneOffset('Mars/Olympus')(0)).toBe(0);
  });
});

describe('WallClock', () => {
  test('never stands still or goes back, whatever the zone does', () => {
    const clock = new WallClock('Europe/Berlin', false);
    const start = Date.parse('2020-10-24T20:00Z');
    let previous = Number.NEGATIVE_INFINITY;
    for (let ms = start; ms < start + 86_400_000; ms += 7000) {
      const seconds = clock.toChartSeconds(ms, previous);
      expect(seconds).toBeGreaterThan(previous);
      previous = seconds;
    }
  });

  test('names a daily bar by its own day, stamped at midnight UTC or at the opening bell', () => {
    const clock = new WallClock('America/New_York', true);
    const day = (iso: string) => new Date(clock.toChartSeconds(Date.parse(iso), 0) * 1000).toISOString().slice(0, 10);
    expect(day('2020-04-17T00:00Z')).toBe('2020-04-17');
    expect(day('2020-04-17T13:30Z')).toBe('2020-04-17');
    expect(day('2020-04-17T04:00Z')).toBe('2020-04-17');
  });
});
