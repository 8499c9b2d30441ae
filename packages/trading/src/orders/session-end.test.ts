import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionEnd } from './session-end.ts';

const end = (time: string, calendar = 'us-equity') => new Date(sessionEnd(Date.parse(time), calendar)).toISOString();

describe('sessionEnd', () => {
  test('is midnight UTC where trade never stops', () => {
    expect(end('2024-05-04T12:00Z', '24x7')).toBe('2024-05-05T00:00:00.000Z');
    expect(end('2024-05-04T00:00Z', '24x7')).toBe('2024-05-05T00:00:00.000Z');
    expect(end('1969-12-31T23:59Z', '24x7')).toBe('1970-01-01T00:00:00.000Z');
  });

  test.each([
    ['a winter afternoon', '2024-01-03T18:00Z', '2024-01-03T21:00:00.000Z'],
    ['a summer afternoon', '2024-07-02T18:00Z', '2024-07-02T20:00:00.000Z'],
    ['the stamp of a daily bar', '2024-01-03T00:00Z', '2024-01-03T21:00:00.000Z'],
    ['the close itself', '2024-01-03T21:00Z', '2024-01-04T21:00:00.000Z'],
    ['a Friday evening', '2024-01-05T22:00Z', '2024-01-08T21:00:00.000Z'],
    ['the evening before a holiday', '2024-07-03T18:00Z', '2024-07-05T20:00:00.000Z'],
    ['the day after Thanksgiving', '2024-11-29T15:00Z', '2024-11-29T18:00:00.000Z'],
    ['Christmas Eve', '2024-12-24T15:00Z', '2024-12-24T18:00:00.000Z'],
    ['the weekend of the change to summer time', '2024-03-09T12:00Z', '2024-03-11T20:00:00.000Z'],
  ])('is the close in New York on %s', (_, time, expected) => {
    expect(end(time)).toBe(expected);
  });

  test('lies behind the time, and the same for every time until then', () => {
    const time = fc.date({ min: new Date('1993-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        time,
        fc.constantFrom('24x7', 'us-equity'),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (date, calendar, share) => {
          const from = date.getTime();
          const until = sessionEnd(from, calendar);
          expect(until).toBeGreaterThan(from);
          const between = Math.min(Math.floor(from + share * (until - from)), until - 1);
          expect(sessionEnd(between, calendar)).toBe(until);
        },
      ),
    );
  });
});
