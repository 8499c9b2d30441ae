/** The check of untrusted bars against a plain filter, and against hostile columns. */

import type { Bar } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBars, describeRejections, maxRejections, parseBar } from './bar-check.ts';
import { sampleBars, toBars } from './bar-samples.ts';
import { toBarColumns } from './columns.ts';

const check = (bars: readonly Bar[]) => checkBars(toBarColumns(bars));
const cleanBars = (bars: readonly Bar[]) => {
  const { bars: columns } = check(bars);
  return toBars({ columns, length: columns.length });
};

const nasty = fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 1e308, -1e308, 5e-324, 0.5, 1, 2, 3, 9e15);
const anyTime = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }) }, nasty);
const anyPrice = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 2) }, nasty);
const anyBar = fc.record({
  time: anyTime,
  open: anyPrice,
  high: fc.oneof({ weight: 4, arbitrary: fc.constant(3) }, nasty),
  low: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, nasty),
  close: anyPrice,
  volume: fc.oneof(fc.constant(7), nasty),
});

const isSound = ({ time, open, high, low, close, volume }: Bar) =>
  Number.isInteger(time) &&
  Math.abs(time) <= 8.64e15 &&
  [open, high, low, close].every(Number.isFinite) &&
  low <= Math.min(open, close) &&
  high >= Math.max(open, close) &&
  (Number.isNaN(volume) || (volume >= 0 && volume < Infinity));

describe('checked bars', () => {
  it('are the sound ones in order of time, of equal times the last sent, and the rest is counted', () => {
    fc.assert(
      fc.property(fc.array(anyBar, { maxLength: 40 }), (sent) => {
        const byTime = new Map(sent.filter(isSound).map((bar) => [bar.time + 0, bar]));
        const due = [...byTime.values()].sort((a, b) => a.time - b.time);
        const plain = (bar: Bar) => Object.values(bar).map((value) => value + 0);
        expect(cleanBars(sent).map(plain)).toEqual(due.map(plain));
        const { report } = check(sent);
        expect(report.accepted).toBe(due.length);
        expect(report.rejectedCount).toBe(sent.length - due.length);
        expect(Object.values(report.counts).reduce((a, b) => a + b)).toBe(report.rejectedCount);
        expect(report.rejected).toHaveLength(Math.min(report.rejectedCount, maxRejections));
        expect(report.rejected.map(({ row }) => row)).toEqual(
          report.rejected.map(({ row }) => row).sort((a, b) => a - b),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are a copy, so that the sender cannot change them afterwards', () => {
    const sent = toBarColumns(sampleBars(3));
    const { bars } = checkBars(sent);
    sent.close.fill(0);
    expect(bars.close).not.toContain(0);
  });

  it('hold 0 where -0 was sent', () => {
    const [bar] = cleanBars([{ time: -0, open: -0, high: 0, low: -0, close: -0, volume: -0 }]);
    for (const value of Object.values(bar as Bar)) expect(value).toBe(0);
  });

  it('are reported as reordered only if they were out of order', () => {
    const [a, b, c] = sampleBars(3) as [Bar, Bar, Bar];
    expect(check([a, b, c]).report.reordered).toBe(false);
    expect(check([a, b, b, c]).report.reordered).toBe(false);
    expect(check([a, c, b]).report).toMatchObject({ reordered: true, rejectedCount: 0 });
  });

  it('survive a large, reversed and repeated answer', () => {
    const bars = sampleBars(60_000).reverse();
    const { bars: clean, report } = check([...bars, ...bars]);
    expect(clean.length).toBe(60_000);
    expect(report).toMatchObject({ accepted: 60_000, rejectedCount: 60_000, reordered: true });
    expect(report.rejected.map(({ row }) => row)).toEqual(Array.from({ length: maxRejections }, (_, i) => i));
  });

  it.each<[string, (columns: Record<string, unknown>) => void, string]>([
    ['a missing column', (c) => delete c.low, '"low" is missing'],
    ['a column of another kind', (c) => (c.close = [1, 2, 3]), '"close" is missing or is not a Float64Array'],
    ['a short column', (c) => (c.volume = new Float64Array(2)), '"volume" has 2 values where 3 are due'],
    ['a long column', (c) => (c.time = new Float64Array(4)), '"time" has 4 values where 3 are due'],
    ['a broken length', (c) => (c.length = 2.5), '"length" must be a whole number, not 2.5'],
    ['a huge length', (c) => (c.length = 2 ** 60), '"length" must be a whole number'],
    ['a negative length', (c) => (c.length = -1), '"length" must be a whole number, not -1'],
  ])('are refused whole for %s', (_, spoil, sentence) => {
    const columns = { ...toBarColumns(sampleBars(3)) };
    spoil(columns as unknown as Record<string, unknown>);
    expect(() => checkBars(columns)).toThrow(expect.objectContaining({ code: 'market.bad-columns' }));
    expect(() => checkBars(columns)).toThrow(sentence);
  });
});

describe('the sentence on rejected bars', () => {
  it('is absent if none was rejected', () => {
    expect(describeRejections(check(sampleBars(2)).report, 'demo')).toBeUndefined();
  });

  it('names provider, number, reasons and the first row', () => {
    const bars = sampleBars(6);
    const [first, second, third] = bars as [Bar, Bar, Bar];
    const sent = [first, { ...second, low: 5000 }, { ...third, open: Number.NaN }, { ...first, time: 0.5 }, ...bars];
    expect(describeRejections(check(sent).report, 'example-labs/feed')).toBe(
      'example-labs/feed sent 4 unusable of 10 bars, which were left out: 1 without a valid time, 1 with a price that is not ' +
        'a number, 1 with a price outside low and high, 1 sent more than once; the first is row 0 (1970-01-01): its time is ' +
        'sent again in a later row.',
    );
  });

  it.each([
    [{ time: Infinity }, 'its time Infinity is not a whole millisecond of the calendar'],
    [{ high: -Infinity }, 'its high is -Infinity'],
    [{ high: 1 }, 'its low 2 is above its high 1'],
    [{ high: 3.5 }, 'its high 3.5 is below its close 4'],
    [{ low: 3.5 }, 'its low 3.5 is above its open 3'],
    [{ volume: -7 }, 'its volume is -7'],
  ])('says what is wrong with %o', (fault, text) => {
    const bar = { time: 0, open: 3, high: 5, low: 2, close: 4, volume: 1, ...fault };
    expect(check([bar]).report.rejected[0]?.message).toBe(text);
  });
});

describe('a bar out of JSON', () => {
  const bar = { time: 1, open: 2, high: 3, low: 1, close: 2, volume: 4 };

  it('has an unknown volume where null or nothing was sent', () => {
    expect(parseBar(bar)).toEqual(bar);
    expect(parseBar({ ...bar, volume: null })).toEqual({ ...bar, volume: Number.NaN });
    expect(parseBar({ ...bar, volume: undefined })).toEqual({ ...bar, volume: Number.NaN });
  });

  it.each([null, 7, 'bar', [], {}, { ...bar, open: '2' }, { ...bar, time: null }, { ...bar, volume: '4' }])(
    'is refused as %o',
    (value) => {
      expect(parseBar(value)).toBeUndefined();
    },
  );
});
