/** Resident columns in one shared buffer of a plugin's own: capacity doubles, contents move along. */

import type { Cell } from '../drivers/driver.ts';

const firstCapacity = 256;

/** A set of equally long columns. The plugin holds views on the same memory and may spoil it; it spoils only its own copy. */
export class ColumnSet {
  readonly set: number;
  readonly count: number;
  capacity = 0;
  columns: Float64Array[] = [];

  constructor(set: number, count: number) {
    this.set = set;
    this.count = count;
  }

  /** Makes room for `length` values a column and tells the guest when the buffer moved. Returns bytes allocated. */
  reserve(length: number, cell: Cell): number {
    if (length <= this.capacity) return 0;
    let capacity = Math.max(firstCapacity, this.capacity);
    while (capacity < length) capacity *= 2;
    const buffer = new SharedArrayBuffer(capacity * this.count * 8);
    const columns = Array.from({ length: this.count }, (_, i) => new Float64Array(buffer, i * capacity * 8, capacity));
    for (const [i, column] of columns.entries()) {
      const old = this.columns[i];
      if (old) column.set(old);
      column.fill(Number.NaN, old?.length ?? 0);
    }
    this.capacity = capacity;
    this.columns = columns;
    cell.columns(this.set, this.count, capacity, buffer);
    return buffer.byteLength;
  }
}
