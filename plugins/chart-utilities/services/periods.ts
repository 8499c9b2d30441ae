/** When a new period of the calendar begins: days, weeks from Monday, months and years, in UTC or some hours off it. */

export const anchors = ['day', 'week', 'month', 'year', 'never'] as const;
export type Anchor = (typeof anchors)[number];

const dayMs = 86_400_000;
/** The first of January 1970 was a Thursday. */
const daysAfterMonday = 3;

function numberOf(time: number, anchor: Anchor): number {
  const day = Math.floor(time / dayMs);
  if (anchor === 'never') return 0;
  if (anchor === 'day') return day;
  if (anchor === 'week') return Math.floor((day + daysAfterMonday) / 7);
  const date = new Date(time);
  return anchor === 'month' ? date.getUTCFullYear() * 12 + date.getUTCMonth() : date.getUTCFullYear();
}

/** Whether bar `i` is the first of its period; days begin so many milliseconds after midnight UTC. The first bar of all is. */
export function isAnchored(time: Float64Array, i: number, anchor: Anchor, dayBeginsMs = 0): boolean {
  return i === 0 || numberOf(time[i]! - dayBeginsMs, anchor) !== numberOf(time[i - 1]! - dayBeginsMs, anchor);
}
