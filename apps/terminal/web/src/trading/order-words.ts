/** How orders are spoken of on the page. */

import type { DeskOrder, OrderState } from '@omnitrade/contracts';
import { isDoneState } from '@omnitrade/contracts';
import type { Tone } from '@omnitrade/ui';
import { toAmount } from './amounts.ts';

const words: Readonly<Record<OrderState, string>> = {
  initialized: 'being sent',
  denied: 'denied',
  submitted: 'sent',
  rejected: 'rejected',
  accepted: 'working',
  triggered: 'triggered',
  pending_update: 'being changed',
  pending_cancel: 'being canceled',
  partially_filled: 'partly filled',
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
};

export const toStatusWord = (status: OrderState): string => words[status];

export function toStatusTone(status: OrderState): Tone {
  if (status === 'filled') return 'ok';
  if (status === 'denied' || status === 'rejected') return 'danger';
  return isDoneState(status) ? 'idle' : 'busy';
}

/** `limit 101.5`, `stop 99`, `market`. */
export function toTerms({ type, price, stop }: DeskOrder): string {
  const name = type.startsWith('plugin:') ? (type.split('/')[1] ?? type) : type;
  const prices = [stop, price].filter((one) => one !== undefined).map(toAmount);
  return [name, ...prices].join(' ');
}

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
/** On the clock of the market, which is that of a past day while it is replayed. */
export const toMarketTime = (time: number): string => timeFormat.format(time);
