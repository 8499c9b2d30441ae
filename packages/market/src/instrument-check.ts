/** The check of an instrument from an untrusted provider. */

import {
  adjustments,
  type Instrument,
  type InstrumentId,
  type Issue,
  instrumentKinds,
  isDec,
  isInstrumentId,
} from '@omnitrade/contracts';
import { calendarNames } from './calendar.ts';

export type InstrumentCheck =
  | { readonly ok: true; readonly instrument: Instrument }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const maxTitleChars = 200;
const maxZoneChars = 64;
const maxDelaySec = 31 * 86_400;
const currencyShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/;

/** Either an instrument made only of known and sound fields, or every reason why there is none. Unknown fields are dropped. */
export function checkInstrument(value: unknown): InstrumentCheck {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, issues: [{ code: 'market.bad-field', path: '', message: 'An instrument must be an object.' }] };
  const fields = new FieldReader(value as Record<string, unknown>);
  const instrument: Instrument = {
    id: fields.read<InstrumentId>('id', isInstrumentIdValue, 'text of the form VENUE:SYMBOL'),
    title: fields.read('title', isTitle, `text of 1 to ${maxTitleChars} characters without control characters`),
    kind: fields.read('kind', isOneOf(instrumentKinds), `one of ${instrumentKinds.join(', ')}`),
    quote: fields.read('quote', isCurrency, currencyRule),
    ...fields.optional('base', isCurrency, currencyRule),
    multiplier: fields.read('multiplier', isPositiveDec, positiveRule),
    priceIncrement: fields.read('priceIncrement', isPositiveDec, positiveRule),
    sizeIncrement: fields.read('sizeIncrement', isPositiveDec, positiveRule),
    ...fields.optional('minQty', isUnsignedDec, unsignedRule),
    ...fields.optional('maxQty', isPositiveDec, positiveRule),
    ...fields.optional('minNotional', isUnsignedDec, unsignedRule),
    timeZone: fields.read('timeZone', isTimeZone, 'an IANA time zone, for example America/New_York'),
    calendar: fields.read('calendar', isOneOf(calendarNames), `one of ${calendarNames.join(', ')}`),
    adjustment: fields.read('adjustment', isOneOf(adjustments), `one of ${adjustments.join(', ')}`),
    delaySec: fields.read('delaySec', isDelay, `a whole number of seconds from 0 to ${maxDelaySec}`),
    tradable: fields.read('tradable', isBoolean, 'true or false'),
  };
  return fields.issues.length === 0 ? { ok: true, instrument } : { ok: false, issues: fields.issues };
}

type Guard = (value: unknown) => boolean;

/** Reads own fields only and once each, and collects what is wrong with them. */
class FieldReader {
  readonly issues: Issue[] = [];
  readonly #source: Record<string, unknown>;

  constructor(source: Record<string, unknown>) {
    this.#source = source;
  }

  /** The field's value if it passes; otherwise an issue is kept, and the value must not be used. */
  read<T>(name: string, passes: Guard, rule: string): T {
    const value = Object.hasOwn(this.#source, name) ? this.#source[name] : undefined;
    if (!passes(value)) this.#refuse(name, value, rule);
    return value as T;
  }

  optional<K extends string>(name: K, passes: Guard, rule: string): { readonly [P in K]?: string } {
    if (!Object.hasOwn(this.#source, name)) return {};
    const value = this.#source[name];
    if (value === undefined) return {};
    if (!passes(value)) this.#refuse(name, value, rule);
    return { [name]: value } as { [P in K]?: string };
  }

  #refuse(name: string, value: unknown, rule: string): void {
    const message = value === undefined ? `"${name}" is missing; it must be ${rule}.` : `"${name}" must be ${rule}.`;
    this.issues.push({ code: value === undefined ? 'market.missing-field' : 'market.bad-field', path: name, message });
  }
}

const currencyRule = 'a currency or asset code of 1 to 16 letters and digits';
const positiveRule = 'a decimal above 0 as text, for example "0.01"';
const unsignedRule = 'a decimal of 0 or more as text, for example "0.01"';

const isBoolean: Guard = (value) => typeof value === 'boolean';
const isInstrumentIdValue: Guard = (value) => typeof value === 'string' && isInstrumentId(value);
const isCurrency: Guard = (value) => typeof value === 'string' && currencyShape.test(value);
const isUnsignedDec: Guard = (value) => isDec(value) && !value.startsWith('-');
const isPositiveDec: Guard = (value) => isUnsignedDec(value) && value !== '0';
const isDelay: Guard = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxDelaySec;
const isTitle: Guard = (value) =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= maxTitleChars &&
  !/\p{Cc}|\p{Cs}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value);

const isTimeZone: Guard = (value) => {
  if (typeof value !== 'string' || value.length > maxZoneChars || !/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
};

function isOneOf<const T extends string>(known: readonly T[]): Guard {
  return (value) => known.includes(value as T);
}
