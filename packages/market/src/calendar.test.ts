/** Calendars: the trading days of New York against twenty years of real dates, and where bars end. */

import { readFileSync } from 'node:fs';
import { parseTimeframe, type Timeframe } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { barClose, isTradingDay } from './calendar.ts';

const sp500 = new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
const at = (text: string) => Date.parse(text);
const closeOf = (time: string, timeframe: string, calendar: string) => {
  const close = barClose(at(time), parseTimeframe(timeframe) as Timeframe, calendar);
  return close === undefined ? undefined : new Date(close).toISOString().replace('T00:00:00.000Z', '');
};
const tradingDays = (from: string, to: string) => {
  const days: string[] = [];
  for (let day = at(from); day <= at(to); day += 86_400_000)
    if (isTradingDay(day, 'us-equity')) days.push(new Date(day).toISOString().slice(0, 10));
  return days;
};

describe('the calendar us-equity', () => {
  it('has exactly the days of the S&P 500 from 2000 to 2020', () => {
    const csv = readFileSync(sp500, 'utf8');
    const dates = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 10));
    expect(dates).toHaveLength(5105);
    expect(tradingDays(dates[0] as string, dates.at(-1) as string)).toEqual(dates);
  });

  it.each([
    ['1990', 253],
    ['1994', 252],
    ['1997', 253],
    ['1998', 252],
    ['2021', 252],
    ['2022', 251],
    ['2023', 250],
    ['2024', 252],
    ['2025', 250],
  ])('trades in %s on %i days', (year, count) => {
    expect(tradingDays(`${year}-01-01`, `${year}-12-31`)).toHaveLength(count);
  });

  it.each([
    ['1993-12-31', true, 'a New Year on a Saturday is not made up for'],
    ['1994-04-27', false, 'the funeral of a president'],
    ['1997-01-20', true, 'before Martin Luther King Day was kept'],
    ['1998-01-19', false, 'Martin Luther King Day'],
    ['2015-07-03', false, 'Independence Day on a Saturday'],
    ['2016-12-26', false, 'Christmas on a Sunday'],
    ['2021-06-18', true, 'before Juneteenth was kept'],
    ['2022-06-20', false, 'Juneteenth on a Sunday'],
    ['2023-01-02', false, 'New Year on a Sunday'],
    ['2025-04-18', false, 'Good Friday'],
    ['2027-06-18', false, 'Juneteenth on a Saturday'],
    ['2027-12-31', true, 'New Year on a Saturday'],
    ['2035-03-23', false, 'Good Friday'],
    ['2035-11-22', false, 'Thanksgiving'],
  ])('on %s trades: %s (%s)', (day, trades) => {
    expect(isTradingDay(at(day), 'us-equity')).toBe(trades);
  });

  it.each([
    ['2020-04-16', '1D', '2020-04-17'],
    ['2020-04-17', '1D', '2020-04-20'],
    ['2001-09-10', '1D', '2001-09-17'],
    ['2019-12-24', '1D', '2019-12-26'],
    ['2020-04-16T15:00:00Z', '1D', '2020-04-17'],
    ['2020-04-16', '3D', '2020-04-21'],
    ['2020-01-13', '1W', '2020-01-21'],
    ['2020-01-21', '1W', '2020-01-27'],
    ['2019-12-02', '1M', '2020-01-02'],
    ['2020-04-16', '5m', undefined],
    ['2020-04-16', '100t', undefined],
    ['2020-04-16', '999999999D', undefined],
    ['2020-04-16', '999999999W', undefined],
    ['2020-04-16', '999999999M', undefined],
  ])('ends the bar of %s %s at %s', (time, timeframe, close) => {
    expect(closeOf(time, timeframe, 'us-equity')).toBe(close);
  });
});

describe('the calendar 24x7', () => {
  it.each([
    ['2024-02-28T23:59:59.999Z', '1s', '2024-02-29'],
    ['2024-02-29T10:00:00Z', '15m', '2024-02-29T10:15:00.000Z'],
    ['2024-02-29T10:07:00Z', '15m', '2024-02-29T10:15:00.000Z'],
    ['2024-02-29T20:00:00Z', '4h', '2024-03-01'],
    ['2024-03-02', '1D', '2024-03-03'],
    ['2024-02-26', '1W', '2024-03-04'],
    ['2024-03-03T23:00:00Z', '1W', '2024-03-04'],
    ['2024-02-01', '1M', '2024-03-01'],
    ['2024-11-01', '3M', '2025-02-01'],
    ['1969-12-31', '1D', '1970-01-01'],
    ['1969-12-29', '1W', '1970-01-05'],
    ['2024-02-01', '1000v', undefined],
    ['2024-02-01', '999999999h', '+116049-06-16T15:00:00.000Z'],
  ])('ends the bar of %s %s at %s', (time, timeframe, close) => {
    expect(closeOf(time, timeframe, '24x7')).toBe(close);
  });

  it('trades every day', () => {
    expect(isTradingDay(at('2024-12-25'), '24x7')).toBe(true);
  });
});

describe('an unknown calendar', () => {
  it('is refused with the known ones named', () => {
    expect(() => isTradingDay(0, 'lunar')).toThrow('There is no calendar "lunar"; known are 24x7, us-equity.');
    expect(() => barClose(0, { n: 1, unit: 'D' }, '')).toThrow(
      expect.objectContaining({ code: 'market.unknown-calendar' }),
    );
  });
});

describe('times outside of every calendar', () => {
  it.each([Number.NaN, Infinity, -Infinity, 8.64e15, 1e300])('have no bar that ends (%d)', (time) => {
    for (const calendar of ['24x7', 'us-equity'])
      for (const unit of ['s', 'D', 'W', 'M'] as const)
        expect(barClose(time, { n: 1, unit }, calendar)).toBeUndefined();
  });
});
