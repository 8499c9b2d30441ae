/** What a grant of `trading:place-orders` allows, read from the limits the user gave: what is not understood is refused. */

import {
  type Dec,
  findNearest,
  type Issue,
  isDec,
  isInstrumentId,
  isLocalId,
  type JsonObject,
  type Ms,
  sides,
} from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';

/** Every limit that is absent allows all of its kind. */
export interface TradingLimits {
  readonly accounts?: readonly string[];
  readonly instruments?: readonly string[];
  readonly sides?: readonly string[];
  readonly orderTypes?: readonly string[];
  readonly maxOrderNotional?: Dec;
  readonly maxDailyNotional?: Dec;
  readonly maxOrdersPerMinute?: number;
  readonly maxPosition?: Dec;
  readonly maxDailyLoss?: Dec;
  /** From this moment on nothing is allowed. */
  readonly expires?: Ms;
  /** Minutes of the day in UTC; where the second is smaller, the span goes over midnight. */
  readonly hours?: readonly [number, number];
}

const maxListed = 200;
const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;
const span = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

type Reader<T> = (value: unknown) => T | undefined;

const listOf =
  (accepts: (text: string) => boolean): Reader<readonly string[]> =>
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= maxListed &&
    value.every((item) => typeof item === 'string' && accepts(item))
      ? (value as readonly string[])
      : undefined;

const readAmount: Reader<Dec> = (value) =>
  isDec(value) && !value.startsWith('-') && value !== '0' ? value : undefined;

const readCount: Reader<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;

/** A day is over for the grant when it begins: the narrower reading of the two. */
const readInstant: Reader<Ms> = (value) => {
  const time = typeof value === 'string' && instant.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

const readHours: Reader<readonly [number, number]> = (value) => {
  const [, h1, m1, h2, m2] = (typeof value === 'string' && span.exec(value)) || [];
  return h1 === undefined ? undefined : [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
};

const readers = {
  accounts: listOf(isLocalId),
  instruments: listOf(isInstrumentId),
  sides: listOf((text) => (sides as readonly string[]).includes(text)),
  orderTypes: listOf((text) => /^[a-z][a-z0-9:/-]{0,127}$/.test(text)),
  maxOrderNotional: readAmount,
  maxDailyNotional: readAmount,
  maxOrdersPerMinute: readCount,
  maxPosition: readAmount,
  maxDailyLoss: readAmount,
  expires: readInstant,
  hours: readHours,
} as const satisfies { readonly [K in keyof TradingLimits]-?: Reader<NonNullable<TradingLimits[K]>> };

export const tradingLimitNames = Object.keys(readers) as (keyof TradingLimits)[];

/** Reads the limits of a grant; throws `trading.bad-limits` for one it does not know or cannot read, rather than to allow more. */
export function parseTradingLimits(given: JsonObject): TradingLimits {
  const issues: Issue[] = [];
  const limits: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const reader = Object.hasOwn(readers, name)
      ? (readers as Readonly<Record<string, Reader<unknown>>>)[name]
      : undefined;
    const limit = reader?.(value);
    if (limit !== undefined) limits[name] = limit;
    else issues.push({ code: 'trading.bad-limits', path: name, message: toSentence(name, reader !== undefined) });
  }
  if (issues.length > 0) throw tradingError('bad-limits', { issues });
  return limits;
}

function toSentence(name: string, isKnown: boolean): string {
  const shown = JSON.stringify(name.slice(0, 64));
  if (isKnown) return `The limit ${shown} has a value that cannot be read.`;
  const nearest = findNearest(name, tradingLimitNames);
  return `The limit ${shown} is not known${nearest ? `; did you mean "${nearest}"?` : '.'}`;
}
