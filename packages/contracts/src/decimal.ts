/** Decimals as text: the only form in which money and sizes cross a boundary. Arithmetic is decimal.js, elsewhere. */

/** Canonical decimal text: `-?(0|[1-9]\d*)(\.\d+)?`, at most 34 digits, no exponent, no trailing zeros, no `-0`. */
export type Dec = string;

const shape = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const maxDigits = 34;

/** True if `text` is canonical; anything else is refused at the boundary rather than repaired. */
export function isDec(text: unknown): text is Dec {
  if (typeof text !== 'string' || text.length > maxDigits + 2 || text === '-0' || !shape.test(text)) return false;
  return text.replace(/[-.]/g, '').length <= maxDigits;
}

/** Shortest text that reads back as the same double; NaN and infinities become `null`, -0 becomes 0 (JSON edges). */
export function toJsonNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
