/** How numbers and days are written on the chart and around it. */

import type { IndicatorOutput, Instrument, TimeframeText } from '@omnitrade/contracts';
import { parseTimeframe } from '@omnitrade/contracts';

export type FormatNumber = (value: number) => string;

/** What stands where there is no value. */
export const noValue = '–';

const fixed = new Map<number, Intl.NumberFormat>();
function toFixedFormat(digits: number): Intl.NumberFormat {
  let format = fixed.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    fixed.set(digits, format);
  }
  return format;
}

/** Places behind the point of a canonical decimal: 2 for `0.01`, 0 for `1`, 5 for `0.00001`. */
export function toFractionDigits(increment: string): number {
  const point = increment.indexOf('.');
  return point < 0 ? 0 : Math.min(12, increment.length - point - 1);
}

export function toPriceFormat(instrument: Instrument): FormatNumber {
  const format = toFixedFormat(toFractionDigits(instrument.priceIncrement));
  return (value) => (Number.isFinite(value) ? minus(format.format(value)) : noValue);
}

const compact = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 931.80M, 1.01B; small counts whole. */
export const formatVolume: FormatNumber = (value) =>
  Number.isFinite(value) ? (Math.abs(value) < 10_000 ? whole : compact).format(value) : noValue;

export const formatWhole: FormatNumber = (value) => (Number.isFinite(value) ? whole.format(value) : noValue);

export const formatPercent: FormatNumber = (value) =>
  Number.isFinite(value) ? `${minus(toFixedFormat(2).format(value))}%` : noValue;

/** A plain number with as many places as its size needs. */
export const formatPlain: FormatNumber = (value) => {
  if (!Number.isFinite(value)) return noValue;
  const size = Math.abs(value);
  if (size >= 1e7) return minus(compact.format(value));
  const digits = size >= 0.1 || size === 0 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(size)));
  return minus(toFixedFormat(digits).format(value));
};

/** With its sign, for changes. */
export const withSign = (format: FormatNumber): FormatNumber => {
  return (value) => (value > 0 ? `+${format(value)}` : format(value));
};

/** A minus as wide as a plus, so that columns of numbers line up; and no minus before zero. */
function minus(text: string): string {
  if (!text.startsWith('-')) return text;
  return /[1-9]/.test(text) ? `−${text.slice(1)}` : text.slice(1);
}

export function toOutputFormat(output: IndicatorOutput, instrument: Instrument): FormatNumber {
  switch (output.format ?? (output.pane === 'price' ? 'price' : 'number')) {
    case 'price':
      return toPriceFormat(instrument);
    case 'percent':
      return formatPercent;
    case 'volume':
      return formatVolume;
    default:
      return formatPlain;
  }
}

/** Whether a bar lasts a day or longer: then its clock time says nothing. */
export function isDaily(timeframe: TimeframeText): boolean {
  const unit = parseTimeframe(timeframe)?.unit;
  return unit === 'D' || unit === 'W' || unit === 'M';
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** The day, and for shorter bars the minute, of a time that was shifted to the exchange's wall clock. */
export function toBarTimeFormat(timeframe: TimeframeText): (chartSeconds: number) => string {
  const daily = isDaily(timeframe);
  return (seconds) => {
    const date = new Date(seconds * 1000);
    const day = dayFormat.format(date).replace(',', '');
    return daily ? day : `${day}  ${minuteFormat.format(date)}`;
  };
}
