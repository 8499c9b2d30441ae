/** When the session ends in which an order for the day lives: by the calendar of the instrument, never by the clock of a bar. */

import type { Ms } from '@omnitrade/contracts';
import { isTradingDay } from '@omnitrade/market';

const dayMs = 86_400_000;
const newYork = 'America/New_York';
const closeHour = 16;
const earlyCloseHour = 13;

/** The first session end behind `time`: midnight UTC where trade never stops, else the close in New York. */
export function sessionEnd(time: Ms, calendar: string): Ms {
  if (calendar === '24x7') return (Math.floor(time / dayMs) + 1) * dayMs;
  let day = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(newYork).toPlainDate();
  for (;;) {
    if (isTradingDay(Date.UTC(day.year, day.month - 1, day.day), calendar)) {
      const end = closeOf(day);
      if (end > time) return end;
    }
    day = day.add({ days: 1 });
  }
}

function closeOf(day: Temporal.PlainDate): Ms {
  const hour = isEarlyClose(day) ? earlyCloseHour : closeHour;
  return day.toZonedDateTime({ timeZone: newYork, plainTime: { hour } }).epochMilliseconds;
}

/** The eve of Independence Day and of Christmas, and the day after Thanksgiving, as they have been since 1993. */
function isEarlyClose({ year, month, day, dayOfWeek }: Temporal.PlainDate): boolean {
  if (year < 1993) return false;
  if (month === 7) return day === 3;
  if (month === 12) return day === 24;
  const friday = 5;
  return month === 11 && dayOfWeek === friday && day >= 23 && day <= 29;
}
