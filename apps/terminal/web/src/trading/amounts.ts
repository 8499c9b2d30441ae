/** Money and quantities as they are typed and shown: text in, text out, nothing rounded on the way. */

import { isDec } from '@omnitrade/contracts';

/** What somebody typed as a decimal in its one form; undefined if it is none. */
export function toTypedDec(text: string): string | undefined {
  const plain = text.trim().replaceAll(',', '').replaceAll('_', '');
  const [, whole, fraction = ''] = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(plain) ?? [];
  if (whole === undefined) return undefined;
  const dec = fraction === '' ? whole : `${whole}.${fraction}`;
  return isDec(dec) ? dec : undefined;
}

const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 1,234.50; a minus is a minus, not a hyphen. */
export function toMoney(dec: string): string {
  return money.format(Number(dec)).replace('-', '−');
}

/** With its sign: what was won and lost. */
export function toGain(dec: string): string {
  return Number(dec) > 0 ? `+${toMoney(dec)}` : toMoney(dec);
}

/** 1,234.5678 as it is, with commas. */
export function toAmount(dec: string): string {
  const [whole = '', fraction] = dec.replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** How rising and falling are told apart, by tone as well as by sign. */
export const toneOf = (dec: string): 'up' | 'down' | 'flat' => {
  const value = Number(dec);
  return value > 0 ? 'up' : value < 0 ? 'down' : 'flat';
};
