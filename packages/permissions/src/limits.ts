/** The limits a grant can carry, by name: what each value must be, and how to say so. */

import { isDec, isInstrumentId, isLocalId, type Json } from '@omnitrade/contracts';

interface LimitKind {
  /** Ends the sentence "… must be". */
  readonly expected: string;
  accepts(value: Json): boolean;
}

const maxListed = 200;
const instantShape = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;
const hoursShape = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/;

function listOf(expected: string, accepts: (text: string) => boolean): LimitKind {
  return {
    expected: `a list of 1 to ${maxListed} ${expected}`,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= maxListed &&
      new Set(value).size === value.length &&
      value.every((item) => typeof item === 'string' && accepts(item)),
  };
}

const count: LimitKind = {
  expected: 'a whole number above 0',
  accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};
const amount: LimitKind = {
  expected: 'a decimal amount above 0 as text, such as "2500.5"',
  accepts: (value) => isDec(value) && !value.startsWith('-') && value !== '0',
};
const oneOf = (...words: readonly string[]): LimitKind =>
  listOf(`of ${words.join(', ')}`, (text) => words.includes(text));

export const limits = {
  accounts: listOf('account names, such as "paper"', isLocalId),
  instruments: listOf('instrument ids, such as "INDEX:SPX"', isInstrumentId),
  venues: listOf('venue names, such as "KRAKEN"', (text) => /^[A-Z0-9][A-Z0-9._-]{0,31}$/.test(text)),
  methods: listOf('method names', (text) => /^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(text)),
  names: listOf('names of secrets, such as "api-key"', isLocalId),
  sides: oneOf('buy', 'sell'),
  orderTypes: listOf('order types, such as "limit"', (text) => /^[a-z][a-z0-9:/-]{0,127}$/.test(text)),
  mb: count,
  bytesPerDay: count,
  perMinute: count,
  maxOrdersPerMinute: count,
  maxOrderNotional: amount,
  maxDailyNotional: amount,
  maxPosition: amount,
  maxDailyLoss: amount,
  expires: {
    expected: 'a day or an instant in UTC, such as "2030-01-31" or "2030-01-31T16:00Z"',
    accepts: (value) => typeof value === 'string' && instantShape.test(value) && !Number.isNaN(Date.parse(value)),
  },
  hours: {
    expected: 'a span of the day in UTC, such as "13:30-20:00"',
    accepts: (value) => typeof value === 'string' && hoursShape.test(value),
  },
} as const satisfies Record<string, LimitKind>;

export type LimitName = keyof typeof limits;
