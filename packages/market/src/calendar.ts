/** When markets trade, and so where a bar ends: at the next boundary of its calendar, never at open plus period. */

import type { Ms, Timeframe, TimeframeUnit } from '@omnitrade/contracts';
import { maxTimeMs } from './bar-rules.ts';
import { marketError } from './errors.ts';
import { isNyseClosed } from './nyse-holidays.ts';

/**
 * `24x7`: always open; days, weeks (from Monday) and months in UTC.
 * `us-equity`: the trading days of the New York Stock Exchange. A daily bar is stamped with midnight UTC of its trading
 * date, not with the moment the exchange opens; weekly and monthly bars with the first trading date they hold.
 */
export const calendarNames = ['24x7', 'us-equity'] as const;
export type CalendarName = (typeof calendarNames)[number];

export const isCalendarName = (text: string): text is CalendarName =>
  (calendarNames as readonly string[]).includes(text);

const dayMs = 86_400_000;
const unitMs: Partial<Record<TimeframeUnit, number>> = { s: 1000, m: 60_000, h: 3_600_000, D: dayMs };
/** Trading days are found by walking; nobody charts bars of more days than this. */
const maxTradingDays = 1000;

/** True if the calendar trades on the UTC date of `time`. Throws `market.unknown-calendar`. */
export function isTradingDay(time: Ms, calendar: string): boolean {
  assertCalendar(calendar);
  return calendar === '24x7' || !isNyseClosed(startOfDay(time));
}

/**
 * When the bar that opened at `time` ends: the stamp of the next bar the calendar allows.
 * Undefined where no clock decides: tick and volume bars, and intraday bars of a calendar whose sessions are not known.
 * Throws `market.unknown-calendar`.
 */
export function barClose(time: Ms, timeframe: Timeframe, calendar: string): Ms | undefined {
  assertCalendar(calendar);
  const close = calendar === '24x7' ? closeAlways(time, timeframe) : closeByTradingDay(time, timeframe);
  return close !== undefined && Math.abs(close) <= maxTimeMs ? close : undefined;
}

function closeAlways(time: Ms, { n, unit }: Timeframe): Ms | undefined {
  if (unit === 'W') return startOfWeek(time) + n * 7 * dayMs;
  if (unit === 'M') return startOfMonth(time, n);
  const period = unitMs[unit];
  return period === undefined ? undefined : (Math.floor(time / (n * period)) + 1) * n * period;
}

function closeByTradingDay(time: Ms, { n, unit }: Timeframe): Ms | undefined {
  if (unit === 'W') return firstTradingDay(startOfWeek(time) + n * 7 * dayMs);
  if (unit === 'M') return firstTradingDay(startOfMonth(time, n));
  if (unit !== 'D' || n > maxTradingDays) return undefined;
  let day = startOfDay(time);
  for (let i = 0; i < n; i++) day = firstTradingDay(day + dayMs);
  return day;
}

/** The first trading date of New York at or after `day`; dates past the end of time count as open. */
function firstTradingDay(day: Ms): Ms {
  let at = day;
  while (isNyseClosed(at)) at += dayMs;
  return at;
}

const startOfDay = (time: Ms) => Math.floor(time / dayMs) * dayMs;

/** Monday; day 0 of the epoch was a Thursday. */
function startOfWeek(time: Ms): Ms {
  const day = Math.floor(time / dayMs);
  return (day - ((((day + 3) % 7) + 7) % 7)) * dayMs;
}

function startOfMonth(time: Ms, monthsLater: number): Ms {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}

function assertCalendar(calendar: string): asserts calendar is CalendarName {
  if (!isCalendarName(calendar)) throw marketError('unknown-calendar', { calendar, known: calendarNames });
}
