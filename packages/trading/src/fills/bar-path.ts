/** The way a price is taken to have gone inside a bar, and the moments at which it was taken to be where. */

import type { Ms } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';
import { sessionEnd } from '../orders/session-end.ts';
import type { BarData } from './market-data.ts';

/** Open, the two extremes, close. */
export type Path = readonly [Decimal, Decimal, Decimal, Decimal];

/** `nearestFirst`: the extreme nearer to the open comes first, at equal distance the low. Otherwise the high comes first. */
export function toPath({ open, high, low, close }: BarData, nearestFirst: boolean): Path {
  const lowFirst = nearestFirst && open.minus(low).lte(high.minus(open));
  return lowFirst ? [open, low, high, close] : [open, high, low, close];
}

/**
 * The moments of the four points, evenly spread, the last one millisecond before the bar ends: the end belongs to the next bar.
 * They stamp events and decide what came before an order's end; nothing is known of the real ones.
 */
export function toTimes(t: Ms, end: Ms): readonly [Ms, Ms, Ms, Ms] {
  const span = Math.max(0, end - t - 1);
  return [t, t + Math.floor(span / 3), t + Math.floor((span * 2) / 3), t + span];
}

/** A bar of at most a long weekend may hold one session; longer ones hold several. */
const longestSessionBarMs = 4 * 86_400_000;

/** The last moment at which the bar can have traded: a bar of one day has the close of its session for an end. */
export function tradingEnd(bar: Pick<BarData, 't' | 'end'>, calendar: string): Ms {
  if (calendar === '24x7' || bar.end - bar.t > longestSessionBarMs) return bar.end;
  return Math.min(bar.end, sessionEnd(bar.t, calendar));
}
