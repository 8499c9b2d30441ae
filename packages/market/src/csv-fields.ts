/** Numbers and times out of the bytes of a field, exactly as the text says or not at all. */

const [zero, nine, plus, minus, dot, colon] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x3a];
const [letterT, letterZ, space] = [0x54, 0x5a, 0x20];

const numberShape = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);
const maxExactDigits = 15;
const maxNumberChars = 400;
const latin = new TextDecoder('latin1');

/** The double nearest to the decimal text; NaN if it is anything but a decimal number. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === minus;
  if (isNegative) at++;
  let digits = 0;
  let mantissa = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === dot && decimals < 0) decimals = 0;
    else return readAnyNumber(bytes, start, end);
  }
  if (start === end) return Number.NaN;
  if (digits === 0 || digits > maxExactDigits) return readAnyNumber(bytes, start, end);
  // Both sides are exact, so the one rounding of the division gives the nearest double.
  const value = decimals > 0 ? mantissa / (powersOfTen[decimals] as number) : mantissa;
  return isNegative ? 0 - value : value;
}

/** The rare forms: exponents, plus signs, more digits than a double holds. */
function readAnyNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > maxNumberChars) return Number.NaN;
  const text = latin.decode(bytes.subarray(start, end));
  return numberShape.test(text) ? Number(text) + 0 : Number.NaN;
}

/** True if the field can only be meant as a date or a date with a time of day: `2020-01-02…`. */
export function isIsoField(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 10 && bytes[start + 4] === minus && bytes[start + 7] === minus;
}

/**
 * Epoch milliseconds of an ISO 8601 text: a date, or a date and a time of day with or without offset (without means UTC).
 * NaN if it is not one, names no day of the calendar, or is finer than a millisecond.
 */
export function readIsoTime(bytes: Uint8Array, start: number, end: number): number {
  const year = digitsAt(bytes, start, 4);
  const month = digitsAt(bytes, start + 5, 2);
  const day = digitsAt(bytes, start + 8, 2);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  const date = toEpochDay(year, month, day) * 86_400_000;
  let at = start + 10;
  if (at === end) return date;
  if (bytes[at] !== letterT && bytes[at] !== space) return Number.NaN;
  const hour = digitsAt(bytes, at + 1, 2);
  const minute = digitsAt(bytes, at + 4, 2);
  if (at + 6 > end || bytes[at + 3] !== colon || !(hour <= 23 && minute <= 59)) return Number.NaN;
  at += 6;
  let ms = (hour * 60 + minute) * 60_000;
  if (at < end && bytes[at] === colon) {
    const second = digitsAt(bytes, at + 1, 2);
    if (at + 3 > end || !(second <= 59)) return Number.NaN;
    ms += second * 1000;
    at += 3;
    if (at < end && bytes[at] === dot) {
      const first = at + 1;
      for (at = first; at < end && isDigit(bytes[at]); at++) {
        const digit = (bytes[at] as number) - zero;
        if (at - first < 3) ms += digit * (powersOfTen[2 - (at - first)] as number);
        else if (digit !== 0) return Number.NaN;
      }
      if (at === first) return Number.NaN;
    }
  }
  return date + ms - readOffset(bytes, at, end);
}

/** Milliseconds by which the clock named at the end of the text is ahead of UTC. */
function readOffset(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || (bytes[start] === letterZ && start + 1 === end)) return 0;
  const sign = bytes[start] === plus ? 1 : bytes[start] === minus ? -1 : Number.NaN;
  const hour = digitsAt(bytes, start + 1, 2);
  const hasColon = bytes[start + 3] === colon;
  const minute = digitsAt(bytes, start + (hasColon ? 4 : 3), 2);
  const isWhole = start + (hasColon ? 6 : 5) === end;
  return isWhole && hour <= 23 && minute <= 59 ? sign * (hour * 60 + minute) * 60_000 : Number.NaN;
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= zero && byte <= nine;

function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i];
    if (byte === undefined || byte < zero || byte > nine) return Number.NaN;
    value = value * 10 + (byte - zero);
  }
  return value;
}

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysInMonth = (year: number, month: number) =>
  month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] as number);

/** Days since 1970-01-01; Date.UTC would read years below 100 as 19xx. */
function toEpochDay(year: number, month: number, day: number): number {
  const years = year - 1;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  let days = years * 365 + leaps - 719_162 + day - 1;
  for (let m = 1; m < month; m++) days += daysInMonth(year, m);
  return days;
}
