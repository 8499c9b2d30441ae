import { describe, expect, test } from 'vitest';
import { type Exchange, exchanges, toLocalTime } from '../services/zones.ts';

const zones = {
  'new-york': 'America/New_York',
  london: 'Europe/London',
  frankfurt: 'Europe/Berlin',
  tokyo: 'Asia/Tokyo',
} as const;

/** What the machine's own time zone database says. */
const format = (zone: string) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });

describe('the time at an exchange', () => {
  test.each(Object.entries(zones))('is that of the time zone database: %s', (id, zone) => {
    const exchange: Exchange = exchanges[id as keyof typeof exchanges];
    const says = format(zone);
    const from = Date.UTC(2007, 0, 1, 0, 30);
    const to = Date.UTC(2031, 0, 1);
    for (let time = from; time < to; time += 3 * 3_600_000)
      if (toLocalTime(exchange, time).text !== says.format(time))
        expect(`${new Date(time).toISOString()} ${toLocalTime(exchange, time).text}`).toBe(says.format(time));
    const turn = { 'new-york': [2026, 2, 8], london: [2026, 2, 29], frankfurt: [2026, 9, 25], tokyo: [2026, 2, 8] }[id];
    const [year, month, day] = turn as [number, number, number];
    for (let minute = 0; minute < 1440; minute++) {
      const time = Date.UTC(year, month, day, 0, minute);
      expect(toLocalTime(exchange, time).text).toBe(says.format(time));
    }
  });

  test('is in the session from its first minute to before its last, on weekdays', () => {
    const at = (iso: string) => toLocalTime(exchanges['new-york'], Date.parse(iso)).isOpen;
    expect(at('2026-11-23T14:29:59Z')).toBe(false);
    expect(at('2026-11-23T14:30:00Z')).toBe(true);
    expect(at('2026-11-23T20:59:59Z')).toBe(true);
    expect(at('2026-11-23T21:00:00Z')).toBe(false);
    expect(at('2026-11-22T15:00:00Z')).toBe(false);
    const tokyo = (iso: string) => toLocalTime(exchanges.tokyo, Date.parse(iso)).isOpen;
    expect([tokyo('2026-11-24T02:00:00Z'), tokyo('2026-11-24T03:00:00Z'), tokyo('2026-11-24T04:00:00Z')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
