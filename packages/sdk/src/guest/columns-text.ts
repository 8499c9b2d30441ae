/** Columns of numbers as text, for calls between plugins: base64 of little-endian doubles, the same on both sides. */

import { exportLimits } from '@omnitrade/contracts/guest';
import { fromBase64, toBase64 } from './bytes.ts';

type Columns = Readonly<Record<string, Float64Array>>;

/** Throws a TypeError or RangeError that says what is wrong with them. */
export function toColumnTexts(columns: Columns | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  let values = 0;
  for (const [name, column] of Object.entries(columns ?? {})) {
    if (!(column instanceof Float64Array)) throw new TypeError(`The column '${name}' must be a Float64Array.`);
    values += column.length;
    if (values > exportLimits.values)
      throw new RangeError(`The columns of one call hold at most ${exportLimits.values} numbers together.`);
    texts[name] = toBase64(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return texts;
}

export function fromColumnTexts(texts: Readonly<Record<string, string>> = {}): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = {};
  for (const [name, text] of Object.entries(texts)) columns[name] = new Float64Array(fromBase64(text).buffer);
  return columns;
}
