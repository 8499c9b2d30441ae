/** The limits a grant can carry, by name: what each value must be, and how to say so. */

import { isDec, isInstrumentId, isLocalId, type Json } from '@omnitrade/contracts';

/** How a value is entered: some of a list, a whole number, a decimal amount, a moment, a span of the day. */
export type LimitForm = 'list' | 'count' | 'amount' | 'instant' | 'hours';

interface LimitKind {
  /** What it holds, as a form shows it. */
  readonly title: string;
  readonly form: LimitForm;
  /** Ends the sentence "… must be". */
  readonly expected: string;
  /** All there is to choose from, where that is known. */
  readonly options?: readonly string[];
  accepts(value: Json): boolean;
}

const maxListed = 200;
const instantShape = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;
const hoursShape = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/;

function listOf(title: string, expected: string, accepts: (text: string) => boolean): LimitKind {
  return {
    title,
    form: 'list',
    expected: `a list of 1 to ${maxListed} ${expected}`,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= maxListed &&
      new Set(value).size === value.length &&
      value.every((item) => typeof item === 'string' && accepts(item)),
  };
}

const count = (title: string): LimitKind => ({
  title,
  form: 'count',
  expected: 'a whole number above 0',
  accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
});
const amount = (title: string): LimitKind => ({
  title,
  form: 'amount',
  expected: 'a decimal amount above 0 as text, such as "2500.5"',
  accepts: (value) => isDec(value) && !value.startsWith('-') && value !== '0',
});
const oneOf = (title: string, ...options: readonly string[]): LimitKind => ({
  ...listOf(title, `of ${options.join(', ')}`, (text) => options.includes(text)),
  options,
});

export const limits = {
  accounts: listOf('Accounts', 'account names, such as "paper"', isLocalId),
  instruments: listOf('Instruments', 'instrument ids, such as "INDEX:SPX"', isInstrumentId),
  venues: listOf('Venues', 'venue names, such as "KRAKEN"', (text) => /^[A-Z0-9][A-Z0-9._-]{0,31}$/.test(text)),
  methods: listOf('Methods', 'method names', (text) => /^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(text)),
  names: listOf('Secrets', 'names of secrets, such as "api-key"', isLocalId),
  sides: oneOf('Sides', 'buy', 'sell'),
  orderTypes: listOf('Order types', 'order types, such as "limit"', (text) => /^[a-z][a-z0-9:/-]{0,127}$/.test(text)),
  mb: count('Megabytes kept'),
  bytesPerDay: count('Bytes a day'),
  perMinute: count('Times a minute'),
  maxOrdersPerMinute: count('Orders a minute'),
  maxOrderNotional: amount('Value of one order'),
  maxDailyNotional: amount('Value of all orders of a day'),
  maxPosition: amount('Size of a position'),
  maxDailyLoss: amount('Loss of a day'),
  expires: {
    title: 'Until',
    form: 'instant',
    expected: 'a day or an instant in UTC, such as "2030-01-31" or "2030-01-31T16:00Z"',
    accepts: (value) => typeof value === 'string' && instantShape.test(value) && !Number.isNaN(Date.parse(value)),
  },
  hours: {
    title: 'Hours of the day',
    form: 'hours',
    expected: 'a span of the day in UTC, such as "13:30-20:00"',
    accepts: (value) => typeof value === 'string' && hoursShape.test(value),
  },
} as const satisfies Record<string, LimitKind>;

export type LimitName = keyof typeof limits;
