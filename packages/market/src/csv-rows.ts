/** A strict reader of comma-separated bytes: where the fields of one row after the other begin and end. */

const [comma, quote, lineFeed, carriageReturn, space, tab] = [0x2c, 0x22, 0x0a, 0x0d, 0x20, 0x09];

export const maxCsvFields = 1024;
const utf8 = new TextDecoder();

/** Walks over the rows of a file without making a string of any of them. Empty lines are no rows; quoted fields may hold anything. */
export class CsvRows {
  readonly bytes: Uint8Array;
  /** Line on which the row begins, from 1. */
  line = 0;
  /** Fields of the row; those beyond {@link maxCsvFields} are only counted. */
  count = 0;
  /** What is wrong with the row's quoting; its fields must then not be used. */
  fault: string | undefined;
  readonly starts = new Int32Array(maxCsvFields);
  readonly ends = new Int32Array(maxCsvFields);
  #at: number;
  #nextLine = 1;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#at = hasMark ? 3 : 0;
  }

  /** Reads the next row; false at the end of the file. */
  next(): boolean {
    this.#skipEmptyLines();
    if (this.#at >= this.bytes.length) return false;
    this.line = this.#nextLine;
    this.count = 0;
    this.fault = undefined;
    while (this.#readField());
    this.#nextLine++;
    return true;
  }

  /** The text of a field, without the spaces around it. */
  text(field: number): string {
    return utf8.decode(this.bytes.subarray(this.starts[field], this.ends[field]));
  }

  #skipEmptyLines(): void {
    const { bytes } = this;
    for (;;) {
      const at = bytes[this.#at] === carriageReturn ? this.#at + 1 : this.#at;
      if (bytes[at] !== lineFeed) return;
      this.#at = at + 1;
      this.#nextLine++;
    }
  }

  /** Reads one field and the comma or line end behind it; true if another field follows in this row. */
  #readField(): boolean {
    const { bytes } = this;
    let start = this.#at;
    while (bytes[start] === space || bytes[start] === tab) start++;
    if (bytes[start] === quote) return this.#readQuoted(start + 1);
    let at = start;
    while (at < bytes.length && bytes[at] !== comma && bytes[at] !== lineFeed) at++;
    let end = at;
    if (bytes[at] !== comma && end > start && bytes[end - 1] === carriageReturn) end--;
    return this.#endField(start, end, at);
  }

  #readQuoted(start: number): boolean {
    const { bytes } = this;
    let at = start;
    for (; ; at++) {
      const byte = bytes[at];
      if (byte === undefined) {
        this.fault = 'a quoted field is never closed';
        break;
      }
      if (byte === lineFeed) this.#nextLine++;
      if (byte !== quote) continue;
      if (bytes[at + 1] !== quote) break;
      at++;
    }
    const end = at;
    if (at < bytes.length) at++;
    while (bytes[at] === space || bytes[at] === tab || bytes[at] === carriageReturn) at++;
    if (at < bytes.length && bytes[at] !== comma && bytes[at] !== lineFeed) {
      this.fault = 'text follows a quoted field';
      while (at < bytes.length && bytes[at] !== lineFeed) at++;
    }
    return this.#endField(start, end, at);
  }

  #endField(start: number, end: number, at: number): boolean {
    const { bytes } = this;
    let last = end;
    while (last > start && (bytes[last - 1] === space || bytes[last - 1] === tab)) last--;
    let first = start;
    while (first < last && (bytes[first] === space || bytes[first] === tab)) first++;
    if (this.count < maxCsvFields) {
      this.starts[this.count] = first;
      this.ends[this.count] = last;
    }
    this.count++;
    this.#at = at + 1;
    return bytes[at] === comma;
  }
}
