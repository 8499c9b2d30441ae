/** Resident columns in one shared buffer of a plugin's own: capacity doubles, contents move along. */

import type { Cell } from '../drivers/driver.ts';

/** Capacities are multiples of this, and leave at least half of it spare: the next bars need no new buffer. */
const step = 1024;

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

  get bytes(): number {
    return this.capacity * this.count * 8;
  }

  /** The capacity that `reserve` would take for `length` values a column. */
  capacityFor(length: number): number {
    if (length <= this.capacity) return this.capacity;
    return Math.max(this.capacity * 2, Math.ceil((length + step / 2) / step) * step);
  }

  /** Makes room for `length` values a column and tells the guest that the buffer moved. */
  reserve(length: number, cell: Cell): void {
    const capacity = this.capacityFor(length);
    if (capacity === this.capacity) return;
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
  }
}
