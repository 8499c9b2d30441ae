/** Columns of equal length whose capacity doubles: what a frame brings is copied once and read in place from then on. */

const firstCapacity = 1024;

export class GrowableColumns {
  #columns: Float64Array[];
  #length = 0;

  constructor(count: number) {
    this.#columns = Array.from({ length: count }, () => new Float64Array(firstCapacity));
  }

  get length(): number {
    return this.#length;
  }

  get count(): number {
    return this.#columns.length;
  }

  /** Whole capacity; read only [0, length). Replaced when it grows: do not keep it over a write. */
  column(at: number): Float64Array {
    return this.#columns[at] as Float64Array;
  }

  /** Writes rows [from, to), which `values` holds column after column. The length becomes at least `to`. */
  write(from: number, to: number, values: Float64Array): void {
    this.#reserve(to);
    const rows = to - from;
    this.#columns.forEach((column, at) => {
      column.set(values.subarray(at * rows, (at + 1) * rows), from);
    });
    this.#length = Math.max(this.#length, to);
  }

  /** Forgets rows from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #reserve(length: number): void {
    let capacity = this.#columns[0]?.length ?? 0;
    if (capacity >= length) return;
    while (capacity < length) capacity *= 2;
    this.#columns = this.#columns.map((column) => {
      const grown = new Float64Array(capacity);
      grown.set(column.subarray(0, this.#length));
      return grown;
    });
  }
}
