/** Bars as CSV: the same doubles as other readers get, and every bad file refused with line and reason. */

import { readFileSync } from 'node:fs';
import type { Bar } from '@omnitrade/contracts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleBars, toBars } from './bar-samples.ts';
import { parseBarsCsv, toBarsCsv } from './bars-csv.ts';
import { toBarColumns } from './columns.ts';

const name = 'bars.csv';
const read = (text: string | Uint8Array) => {
  const columns = parseBarsCsv(text, { name });
  return toBars({ columns, length: columns.length });
};
const header = 'time,open,high,low,close,volume';
const rows = (...lines: string[]) => [header, ...lines].join('\n');
const bar = { time: 0, open: 2, high: 3, low: 1, close: 2.5, volume: 7 };

describe('bars as CSV', () => {
  it.each<[string, string | Uint8Array]>([
    ['plain', rows('0,2,3,1,2.5,7')],
    ['with a last line end', `${rows('0,2,3,1,2.5,7')}\n`],
    ['with Windows line ends', rows('0,2,3,1,2.5,7', '').replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${rows('0,2,3,1,2.5,7')}`],
    ['as bytes', new TextEncoder().encode(rows('0,2,3,1,2.5,7'))],
    ['with empty lines', `\n${rows('', '0,2,3,1,2.5,7', '', '')}\r\n`],
    ['quoted', '"time","open","high","low","close","volume"\r\n"0","2","3","1","2.5","7"\r\n'],
    ['with spaces', ' time , open, high ,low,\tclose,volume\n 0, 2 ,3 ," 1 " , 2.5,7 '],
    ['in another order and case', 'Volume,CLOSE,Low,High,Open,Date\n7,2.5,1,3,2,1970-01-01'],
    ['with other columns', 'adj,time,open,high,low,close,note,volume\n9,0,2,3,1,2.5,"a ""b"", c\nd",7'],
    ['with exponents and signs', rows('0e0,+2,.3e1,1.,25e-1,7.0')],
    ['with a date', rows('1970-01-01,2,3,1,2.5,7')],
    ['with a time in UTC', rows('1970-01-01T00:00:00.000Z,2,3,1,2.5,7')],
    ['with a time without offset', rows('1970-01-01 00:00:00.000000,2,3,1,2.5,7')],
    ['with a time without seconds', rows('1970-01-01T00:00,2,3,1,2.5,7')],
    ['with an offset', rows('1970-01-01T02:30:00+02:30,2,3,1,2.5,7')],
    ['with a short offset', rows('1969-12-31T19:00-0500,2,3,1,2.5,7')],
  ])('are read %s', (_, text) => {
    expect(read(text)).toEqual([bar]);
  });

  it('have an unknown volume where it is empty or there is no such column', () => {
    const unknown = { ...bar, volume: Number.NaN };
    expect(read(rows('0,2,3,1,2.5,'))).toEqual([unknown]);
    expect(read('time,open,high,low,close\n0,2,3,1,2.5')).toEqual([unknown]);
    expect(read(rows('0,2,3,1,2.5,0'))).toEqual([{ ...bar, volume: 0 }]);
  });

  it('may be none', () => {
    expect(read(header)).toEqual([]);
    expect(read(`${header}\r\n`)).toEqual([]);
  });

  it('of the S&P 500 equal what a general CSV reader makes of them', () => {
    const file = readFileSync(new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url));
    const records = parse(file, { columns: true }) as Record<string, string>[];
    const due = records.map(({ date, open, high, low, close, volume }) => ({
      time: Date.parse(date as string),
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: Number(volume),
    }));
    expect(due).toHaveLength(5105);
    expect(read(file)).toEqual(due);
  });

  it('read every decimal text as the nearest double', () => {
    const digits = fc.stringMatching(/^\d{1,22}$/);
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.constantFrom('', '-', '+'), digits, digits).map(([sign, a, b]) => `${sign}${a}.${b}`),
      fc.tuple(digits, fc.integer({ min: -400, max: 280 })).map(([a, exponent]) => `${a}e${exponent}`),
    );
    fc.assert(
      fc.property(number, (text) => {
        const value = Number(text) + 0;
        expect(read(rows(`0,${text},${text},${text},${text},1`))).toEqual([
          { time: 0, open: value, high: value, low: value, close: value, volume: 1 },
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it('read every ISO time as the date it names', () => {
    const moment = fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.boolean(), (date, dateOnly) => {
        const text = date.toISOString().slice(0, dateOnly ? 10 : undefined);
        expect(read(rows(`${text},1,1,1,1,1`))[0]?.time).toBe(Date.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('written bars', () => {
  it('are read back as the same doubles', () => {
    const price = fc.double({ noNaN: true, noDefaultInfinity: true });
    const volume = fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 1e300, noNaN: true }));
    const time = fc.oneof(
      fc.integer({ min: -1e6, max: 1e6 }).map((day) => day * 86_400_000),
      fc.maxSafeInteger(),
    );
    const soundBar = fc.tuple(time, fc.tuple(price, price, price, price), volume).map(([at, prices, size]): Bar => {
      const [a, b, c, d] = [...prices].sort((x, y) => x - y).map((value) => value + 0) as [
        number,
        number,
        number,
        number,
      ];
      return { time: at % 8.64e15, open: b, high: d, low: a, close: c, volume: size + 0 };
    });
    const bars = fc.uniqueArray(soundBar, { selector: (each) => each.time, maxLength: 20 });
    fc.assert(
      fc.property(bars, (unordered) => {
        const ordered = unordered.map((each) => ({ ...each, time: each.time + 0 })).sort((a, b) => a.time - b.time);
        expect(read(toBarsCsv(toBarColumns(ordered)))).toEqual(ordered);
      }),
      { numRuns: 200 },
    );
  });

  it('have ISO times, shortest numbers and an empty unknown volume', () => {
    const bars = [bar, { ...bar, time: 90_000, open: 0.1 + 0.2, low: -0, volume: Number.NaN }];
    expect(toBarsCsv(toBarColumns(bars))).toBe(
      `${header}\n1970-01-01,2,3,1,2.5,7\n1970-01-01T00:01:30Z,0.30000000000000004,3,0,2.5,\n`,
    );
  });
});

describe('a bad file', () => {
  it.each<[string, string]>([
    ['', `${name}, line 1: it is empty; a header with time, open, high, low, close is due. Nothing was read.`],
    ['\n\n', `${name}, line 1: it is empty; a header with time, open, high, low, close is due. Nothing was read.`],
    [
      '0,2,3,1,2.5,7',
      'line 1: there is no column named time or date, open, high, low, close; the header reads "0,2,3,1,2.5,7"',
    ],
    [
      'time;open;high;low;close',
      'there is no column named time or date, open, high, low, close; the header reads "time;open',
    ],
    ['time,open,high,low', 'line 1: there is no column named close; the header reads "time,open,high,low"'],
    ['date,time,open,high,low,close', 'there is a time and a date column; keep the one that holds both'],
    ['time,open,high,low,close,Open', 'there are two columns named open'],
    ['\n\n"time,open', 'line 3: a quoted field is never closed'],
    [','.repeat(2000), 'it has 2001 columns; at most 1024 are read'],
  ])('is refused for its header %j', (text, sentence) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'market.csv-header' }));
    expect(() => read(text)).toThrow(sentence);
  });

  it.each<[string, string]>([
    ['60000,2,3,1,2.5', 'it has 5 fields where the header has 6'],
    ['60000,2,3,1,2.5,7,8', 'it has 7 fields where the header has 6'],
    ['60000,2,3,1,2.5,x', 'its volume "x" is not a number'],
    ['60000,,3,1,2.5,7', 'its open is empty'],
    ['60000,2,3,1,NaN,7', 'its close "NaN" is not a number'],
    ['60000,2,3,1,Infinity,7', 'its close "Infinity" is not a number'],
    ['60000,2,1e999,1,2.5,7', 'its high is Infinity'],
    ['60000,2,3,1,0x10,7', 'its close "0x10" is not a number'],
    ['60000,2,3,1,1-2,7', 'its close "1-2" is not a number'],
    ['60000,2,3,1,.,7', 'its close "." is not a number'],
    ['60000,2,3,1,1.2.3,7', 'its close "1.2.3" is not a number'],
    [`60000,2,3,1,${'9'.repeat(5000)},7`, `its close "${'9'.repeat(60)}…" is not a number`],
    ['60000,2,3,1,"2.5" 1,7', 'text follows a quoted field'],
    ['60000,2,3,1,2.5,"7', 'a quoted field is never closed'],
    ['60000,2,3,1,2.5,-1', 'its volume is -1'],
    ['60000,2,2.4,1,2.5,7', 'its high 2.4 is below its close 2.5'],
    ['60000,2,3,5,2.5,7', 'its low 5 is above its high 3'],
    ['0,2,3,1,2.5,7', 'its time 1970-01-01 is not after 1970-01-01, the row before it'],
    ['-1,2,3,1,2.5,7', 'its time 1969-12-31T23:59:59.999Z is not after 1970-01-01, the row before it'],
    [',2,3,1,2.5,7', 'its time is empty'],
    ['1.5,2,3,1,2.5,7', 'its time "1.5" is neither an ISO 8601 date nor epoch milliseconds'],
    ['9e15,2,3,1,2.5,7', 'its time "9e15" is neither'],
    ['2021-02-29,2,3,1,2.5,7', 'its time "2021-02-29" is neither'],
    ['2021-13-01,2,3,1,2.5,7', 'its time "2021-13-01" is neither'],
    ['2021-1-1,2,3,1,2.5,7', 'its time "2021-1-1" is neither'],
    ['2021-01-01T24:00Z,2,3,1,2.5,7', 'its time "2021-01-01T24:00Z" is neither'],
    ['2021-01-01T10,2,3,1,2.5,7', 'its time "2021-01-01T10" is neither'],
    ['2021-01-01T10:00:00.,2,3,1,2.5,7', 'is neither'],
    ['2021-01-01T10:00:00.0001Z,2,3,1,2.5,7', 'is neither'],
    ['2021-01-01T10:00:0,2,3,1,2.5,7', 'is neither'],
    ['2021-01-01T10:00+1,2,3,1,2.5,7', 'is neither'],
    ['2021-01-01T10:00Zulu,2,3,1,2.5,7', 'is neither'],
    ['2021-01-01x10:00Z,2,3,1,2.5,7', 'is neither'],
    ['01/02/2021,2,3,1,2.5,7', 'is neither'],
  ])('is refused whole for the row %s', (row, why) => {
    const text = rows('0,2,3,1,2.5,7', '', row, '120000,2,3,1,2.5,7');
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'market.csv-row', data: expect.objectContaining({ line: 4 }) }),
    );
    expect(() => read(text)).toThrow(why);
    expect(() => read(text)).toThrow(/^bars\.csv, line 4: .* Nothing was read\.$/);
  });

  it('counts the lines inside quoted fields', () => {
    const text = 'note,time,open,high,low,close\n"a\nb\r\nc",0,2,3,1,2\nx,1,2,3,1,bad';
    expect(() => read(text)).toThrow('line 5: its close "bad" is not a number');
  });

  it('is told apart from a date written without dashes', () => {
    expect(() => read('date,open,high,low,close\n20200102,1,1,1,1')).toThrow(
      'its date 20200102 must be written as 2020-01-02',
    );
  });

  it('is named if it is UTF-16', () => {
    for (const mark of [
      [0xff, 0xfe],
      [0xfe, 0xff],
    ])
      expect(() => read(new Uint8Array([...mark, 0x74, 0]))).toThrow('bars.csv is UTF-16 text; save it as UTF-8.');
  });

  it('shows control characters of the file only escaped', () => {
    expect(() => read(rows('0,2,3,1,\u001b[2J,7'))).toThrow('its close "\\u001b[2J" is not a number');
  });

  it('never makes the reader fail in any other way', () => {
    const piece = fc.constantFrom(
      'time',
      'open,',
      'high',
      'low',
      'close',
      ',',
      '"',
      '\n',
      '\r',
      ' ',
      '1',
      '-',
      '.',
      'e',
      'T',
      ':',
      'Z',
      '\0',
      'é',
    );
    const file = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
      fc.array(piece, { maxLength: 60 }).map((parts) => rows('0,2,3,1,2,1', parts.join(''))),
      fc.uint8Array({ maxLength: 80 }),
    );
    fc.assert(
      fc.property(file, (text) => {
        try {
          expect(Array.isArray(read(text))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^market\.csv-/) });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused wherever in a long file the bad row stands', () => {
    const lines = toBarsCsv(toBarColumns(sampleBars(300)))
      .trimEnd()
      .split('\n');
    for (const line of [2, 150, 301]) {
      const spoilt = lines.with(line - 1, `${lines[line - 1]}9,9`).join('\n');
      expect(() => read(spoilt)).toThrow(`line ${line}: it has 7 fields`);
    }
  });
});
