/** Local times of exchanges by rule: the isolate has no table of time zones. Valid from 2007, when the rules of today began. */

export interface Exchange {
  readonly title: string;
  readonly short: string;
  /** Hours ahead of UTC in winter. */
  readonly offset: number;
  readonly summer: 'us' | 'eu' | 'none';
  /** Minutes after local midnight; a pause at noon where there is one. */
  readonly sessions: readonly (readonly [from: number, to: number])[];
}

const at = (hour: number, minute = 0) => hour * 60 + minute;

/** Regular sessions of the cash markets, holidays aside. */
export const exchanges = {
  'new-york': { title: 'New York', short: 'NY', offset: -5, summer: 'us', sessions: [[at(9, 30), at(16)]] },
  london: { title: 'London', short: 'LDN', offset: 0, summer: 'eu', sessions: [[at(8), at(16, 30)]] },
  frankfurt: { title: 'Frankfurt', short: 'FRA', offset: 1, summer: 'eu', sessions: [[at(9), at(17, 30)]] },
  tokyo: {
    title: 'Tokyo',
    short: 'TYO',
    offset: 9,
    summer: 'none',
    sessions: [
      [at(9), at(11, 30)],
      [at(12, 30), at(15, 30)],
    ],
  },
} as const satisfies Record<string, Exchange>;
export type ExchangeId = keyof typeof exchanges;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The n-th Sunday of a month (1 to 12), or the last for 0, as UTC midnight. */
function sunday(year: number, month: number, n: number): number {
  if (n === 0) {
    const last = Date.UTC(year, month, 0);
    return last - new Date(last).getUTCDay() * dayMs;
  }
  const first = Date.UTC(year, month - 1, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + (n - 1) * 7) * dayMs;
}

function isSummer({ summer, offset }: Exchange, time: number): boolean {
  const year = new Date(time).getUTCFullYear();
  // Europe changes everywhere at 01:00 UTC; the United States at 02:00 of each place, which is an hour earlier in summer time.
  if (summer === 'eu') return time >= sunday(year, 3, 0) + hourMs && time < sunday(year, 10, 0) + hourMs;
  if (summer === 'us')
    return time >= sunday(year, 3, 2) + (2 - offset) * hourMs && time < sunday(year, 11, 1) + (1 - offset) * hourMs;
  return false;
}

export interface LocalTime {
  /** `09:31:05`. */
  readonly text: string;
  readonly isOpen: boolean;
}

/** The wall clock of an exchange at `time` (epoch ms), and whether its regular session is on. */
export function toLocalTime(exchange: Exchange, time: number): LocalTime {
  const local = new Date(time + (exchange.offset + (isSummer(exchange, time) ? 1 : 0)) * hourMs);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const isWeekday = local.getUTCDay() > 0 && local.getUTCDay() < 6;
  return {
    text: local.toISOString().slice(11, 19),
    isOpen: isWeekday && exchange.sessions.some(([from, to]) => minute >= from && minute < to),
  };
}
