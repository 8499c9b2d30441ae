/** The days on which the New York Stock Exchange stays closed, by rule; checked for 1990 to 2035. */

const dayMs = 86_400_000;

/** Closures that follow no rule. */
const specialClosures = new Set(
  [
    '1994-04-27', // funeral of President Nixon
    '2001-09-11',
    '2001-09-12',
    '2001-09-13',
    '2001-09-14',
    '2004-06-11', // funeral of President Reagan
    '2007-01-02', // funeral of President Ford
    '2012-10-29', // hurricane Sandy
    '2012-10-30',
    '2018-12-05', // funeral of President Bush
    '2025-01-09', // funeral of President Carter
  ].map(Date.parse),
);

const [sunday, monday, thursday, friday, saturday] = [0, 1, 4, 5, 6];

/** True on Saturdays, Sundays and exchange holidays; `day` is midnight UTC of the date in question. */
export function isNyseClosed(day: number): boolean {
  const date = new Date(day);
  const weekday = date.getUTCDay();
  if (weekday === saturday || weekday === sunday) return true;
  return isHoliday(date, weekday) || specialClosures.has(day);
}

function isHoliday(date: Date, weekday: number): boolean {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const day = date.getUTCDate();
  /** The date itself; the Friday before a Saturday; the Monday after a Sunday. */
  const isObserved = (holiday: number) =>
    day === holiday || (weekday === friday && day === holiday - 1) || (weekday === monday && day === holiday + 1);
  const isNth = (nth: number, on: number) => weekday === on && Math.ceil(day / 7) === nth;
  switch (month) {
    case 1:
      // The Friday before a New Year on a Saturday lies in December and is traded: it closes the books of the year.
      return isObserved(1) || (year >= 1998 && isNth(3, monday));
    case 2:
      return isNth(3, monday);
    case 3:
    case 4:
      return weekday === friday && date.getTime() === easterSunday(year) - 2 * dayMs;
    case 5:
      return weekday === monday && day > 24;
    case 6:
      return year >= 2022 && isObserved(19);
    case 7:
      return isObserved(4);
    case 9:
      return isNth(1, monday);
    case 11:
      return isNth(4, thursday);
    case 12:
      return isObserved(25);
    default:
      return false;
  }
}

/** Midnight UTC of Easter Sunday: the Sunday after the first full moon of spring in the Gregorian tables. */
function easterSunday(year: number): number {
  const goldenNumber = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const droppedLeapDays = Math.floor((3 * century) / 4) - 12;
  const moonShift = Math.floor((8 * century + 5) / 25) - 5;
  const sundayShift = Math.floor((5 * year) / 4) - droppedLeapDays - 10;
  let epact = (((11 * goldenNumber + 20 + moonShift - droppedLeapDays) % 30) + 30) % 30;
  if ((epact === 25 && goldenNumber > 11) || epact === 24) epact++;
  let fullMoon = 44 - epact;
  if (fullMoon < 21) fullMoon += 30;
  const marchDay = fullMoon + 7 - ((sundayShift + fullMoon) % 7);
  return Date.UTC(year, 2, marchDay);
}
