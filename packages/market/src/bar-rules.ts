/** The rules every single bar keeps, and the sentence for each way to break one. */

import type { Bar } from '@omnitrade/contracts';

/** The last millisecond a date can hold, and with a minus the first. */
export const maxTimeMs = 8.64e15;

export const barFaults = ['bad-time', 'bad-price', 'bad-range', 'bad-volume'] as const;
export type BarFault = (typeof barFaults)[number];

/** The first rule the bar breaks: whole milliseconds, finite prices, low <= open, close <= high, volume >= 0 or unknown. */
export function findBarFault(
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): BarFault | undefined {
  if (!Number.isInteger(time) || time > maxTimeMs || time < -maxTimeMs) return 'bad-time';
  if (!Number.isFinite(open) || !Number.isFinite(high) || !Number.isFinite(low) || !Number.isFinite(close))
    return 'bad-price';
  if (low > open || low > close || high < open || high < close) return 'bad-range';
  if (typeof volume !== 'number' || volume < 0 || volume === Infinity) return 'bad-volume';
  return undefined;
}

/** What is wrong with the bar, for the end of a sentence. */
export function describeBarFault(fault: BarFault, bar: Bar): string {
  switch (fault) {
    case 'bad-time':
      return `its time ${bar.time} is not a whole millisecond of the calendar`;
    case 'bad-price': {
      const name = (['open', 'high', 'low', 'close'] as const).find((key) => !Number.isFinite(bar[key])) ?? 'open';
      return `its ${name} is ${bar[name]}`;
    }
    case 'bad-range': {
      const bottom = Math.min(bar.open, bar.close);
      if (bar.low > bar.high) return `its low ${bar.low} is above its high ${bar.high}`;
      if (bar.low > bottom)
        return `its low ${bar.low} is above its ${bottom === bar.open ? 'open' : 'close'} ${bottom}`;
      const top = Math.max(bar.open, bar.close);
      return `its high ${bar.high} is below its ${top === bar.open ? 'open' : 'close'} ${top}`;
    }
    case 'bad-volume':
      return `its volume is ${bar.volume}`;
  }
}

/** A time as the reader of a sentence expects it: the date alone at midnight, raw if it is no date. */
export function toTimeText(time: number): string {
  if (!Number.isInteger(time) || Math.abs(time) > maxTimeMs) return String(time);
  const text = new Date(time).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text.replace('.000Z', 'Z');
}
