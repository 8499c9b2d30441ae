/** The price file is read whole and exactly, or refused with the line that is wrong. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ensureVegaData } from '../../../tools/vega-data.ts';
import { parsePriceFile } from '../services/price-file.ts';

const header = 'date,open,high,low,close,adjclose,volume';
const good = '2000-01-03,10.5,12,10,11.25,11.25,900';
const parse = (...rows: string[]) => parsePriceFile([header, ...rows].join('\n'), 'prices.csv');

describe('parsePriceFile', () => {
  it('reads the real file as it stands', () => {
    const text = readFileSync(ensureVegaData().path, 'utf8');
    const bars = parsePriceFile(text, 'sp500-2000.csv');
    const rows = text.trim().split('\n').slice(1);
    expect(bars.length).toBe(5105);
    for (const [i, row] of rows.entries()) {
      const [date, open, high, low, close, , volume] = row.split(',');
      expect(new Date(bars.time[i]!).toISOString()).toBe(`${date}T00:00:00.000Z`);
      expect([bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]]).toEqual(
        [open, high, low, close, volume].map(Number),
      );
    }
  });

  it('accepts a line feed at the end and none', () => {
    expect(parse(good).length).toBe(1);
    expect(parse(good, '')).toEqual(parse(good));
  });

  it.each([
    ['a cell too few', '2000-01-04,10.5,12,10,11.25,900', 'must hold'],
    ['a cell too many', `${good},1`.replace('03', '04'), 'must hold'],
    ['an empty cell', '2000-01-04,10.5,12,,11.25,11.25,900', 'must hold'],
    ['a word for a number', '2000-01-04,10.5,NaN,10,11.25,11.25,900', 'must hold'],
    ['an exponent', '2000-01-04,10.5,1e2,10,11.25,11.25,900', 'must hold'],
    ['a negative price', '2000-01-04,10.5,12,-10,11.25,11.25,900', 'must hold'],
    ['an empty line', '', 'must hold'],
    ['a carriage return', '2000-01-04,10.5,12,10,11.25,11.25,900\r', 'must hold'],
    ['a date of another form', '04/01/2000,10.5,12,10,11.25,11.25,900', 'must hold'],
    ['30 February', '2000-02-30,10.5,12,10,11.25,11.25,900', 'does not exist'],
    ['a month 13', '2000-13-01,10.5,12,10,11.25,11.25,900', 'does not exist'],
    ['the same date again', good, 'not after'],
    ['an earlier date', '1999-12-31,10.5,12,10,11.25,11.25,900', 'not after'],
    ['an open above the high', '2000-01-04,12.5,12,10,11.25,11.25,900', 'outside'],
    ['a close below the low', '2000-01-04,10.5,12,10,9.99,9.99,900', 'outside'],
  ])('refuses %s, naming file and line', (_, row, why) => {
    expect(() => parse(good, row, good)).toThrow(
      expect.objectContaining({
        code: 'bad-response',
        message: expect.stringMatching(new RegExp(`^Line 3 of prices\\.csv cannot be used: .*${why}`)),
      }),
    );
  });

  it.each([
    ['', 1],
    ['time,open,high,low,close,volume\n', 1],
    [header, 2],
    [`${header}\n`, 2],
  ])('refuses a file that only holds %j', (text, line) => {
    expect(() => parsePriceFile(text, 'prices.csv')).toThrow(`Line ${line} of prices.csv`);
  });
});
