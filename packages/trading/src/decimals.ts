/** Decimal arithmetic of the house: one setting of precision and rounding, and the way in and out of text. */

import { type Dec, isDec } from '@omnitrade/contracts';
import { Decimal as Base } from 'decimal.js';

/** Digits kept in a computation; more than text may hold, so that rounding happens once, at the edge. */
const digits = 50;
const maxTextDigits = 34;
/** Digits of a quotient that is shown, an average price for example. */
const quotientDigits = 16;

/** Half-even, never in exponent form. */
export const Decimal = Base.clone({
  precision: digits,
  rounding: Base.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = Base;

export const zero = new Decimal(0);

/** Reads canonical text; undefined for anything else, however it may look like a number. */
export function readDec(value: unknown): Decimal | undefined {
  return isDec(value) ? new Decimal(value) : undefined;
}

/** Canonical text of at most 34 digits, rounded half-even where there are more. Amounts of 10^34 and above have no text; order checks keep far below. */
export function toDec(value: Decimal): Dec {
  if (value.isZero()) return '0';
  const text = value.toString();
  return text.length <= maxTextDigits ? text : toShortDec(value, maxTextDigits);
}

/** A quotient as text: its digits go on for ever, and nobody reads more than sixteen. */
export function toQuotientDec(value: Decimal): Dec {
  return value.isZero() ? '0' : toShortDec(value, quotientDigits);
}

function toShortDec(value: Decimal, significant: number): Dec {
  // Zeros before the first digit of a fraction count as digits of the text, too.
  const wide = value.toSignificantDigits(significant);
  return wide.toDecimalPlaces(Math.max(0, maxTextDigits - Math.max(1, wide.e + 1))).toString();
}

/** The decimal a double is written as: 0.1 is a tenth, not the nearest binary fraction. */
export function fromNumber(value: number): Decimal {
  return new Decimal(value);
}

export const min = (a: Decimal, b: Decimal): Decimal => (a.lte(b) ? a : b);
export const max = (a: Decimal, b: Decimal): Decimal => (a.gte(b) ? a : b);
