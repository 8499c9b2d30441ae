/** Reads a price file: a header line, then date, open, high, low, close and volume, oldest first. */

import type { BarColumns } from '@omnitrade/sdk';

/** Throws with the number of the first line that cannot be read: prices are never guessed. */
export function parsePrices(text: string): BarColumns {
  const [, ...rows] = text.trim().split('\n');
  const columns = Array.from({ length: 6 }, () => new Float64Array(rows.length));
  for (const [i, row] of rows.entries()) {
    const [date = '', ...figures] = row.split(',');
    const values = [Date.parse(`${date.trim()}T00:00:00Z`), ...figures.map(Number)];
    if (values.length !== 6 || values.some((value) => !Number.isFinite(value)))
      throw new Error(`Line ${i + 2} of the price file cannot be read: ${row.slice(0, 80)}`);
    for (const [c, value] of values.entries()) columns[c]![i] = value;
  }
  const [time, open, high, low, close, volume] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { length: rows.length, time, open, high, low, close, volume };
}
