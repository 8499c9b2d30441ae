/** Bars as comma-separated text: the format of the command's `--bars`, read whole or refused with line and reason. */

import { type BarColumnName, type BarColumns, barColumnNames } from '@omnitrade/contracts';
import { describeBarFault, findBarFault, maxTimeMs, toTimeText } from './bar-rules.ts';
import { type ColumnSet, copyBars, createColumnSet, readBar } from './columns.ts';
import { isIsoField, readIsoTime, readNumber } from './csv-fields.ts';
import { CsvRows, maxCsvFields } from './csv-rows.ts';
import { marketError } from './errors.ts';

export interface CsvOptions {
  /** What messages call the text: its file name. */
  readonly name: string;
}

/**
 * Reads bars from UTF-8 text with a header of `time` or `date`, `open`, `high`, `low`, `close` and perhaps `volume`, in any
 * order and letter case; other columns are ignored. Times are ISO 8601 (UTC unless they carry an offset; a date alone is
 * midnight UTC) or epoch milliseconds, ascending. An absent or empty volume is NaN. Throws `market.csv-*`.
 */
export function parseBarsCsv(text: string | Uint8Array, { name }: CsvOptions): BarColumns {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw marketError('csv-encoding', { name });
  const rows = new CsvRows(bytes);
  const header = readHeader(rows, name);
  const bars = createColumnSet(countLines(bytes));
  let length = 0;
  let before = -Infinity;
  while (rows.next()) {
    const why = readRow(rows, header, bars, length, before);
    if (why) throw marketError('csv-row', { name, line: rows.line, why });
    before = bars.time[length] as number;
    length++;
  }
  return copyBars(bars, 0, length);
}

const valueColumns = ['open', 'high', 'low', 'close', 'volume'] as const;

interface Header {
  readonly count: number;
  readonly isDate: boolean;
  /** Field of each column; -1 for a volume that is not there. */
  readonly fields: Readonly<Record<BarColumnName, number>>;
}

function readHeader(rows: CsvRows, name: string): Header {
  const refuse = (why: string) => marketError('csv-header', { name, line: Math.max(rows.line, 1), why });
  if (!rows.next()) throw refuse('it is empty; a header with time, open, high, low, close is due');
  if (rows.fault) throw refuse(rows.fault);
  if (rows.count > maxCsvFields) throw refuse(`it has ${rows.count} columns; at most ${maxCsvFields} are read`);
  const names = Array.from({ length: rows.count }, (_, i) => rows.text(i).toLowerCase());
  const find = (column: string) => {
    const at = names.indexOf(column);
    if (at !== names.lastIndexOf(column)) throw refuse(`there are two columns named ${column}`);
    return at;
  };
  const date = find('date');
  if (date >= 0 && find('time') >= 0) throw refuse('there is a time and a date column; keep the one that holds both');
  const fields = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (const column of barColumnNames) fields[column] = find(column === 'time' && date >= 0 ? 'date' : column);
  const missing = barColumnNames.filter((column) => column !== 'volume' && fields[column] < 0);
  if (missing.length > 0) {
    const wanted = missing.map((column) => (column === 'time' ? 'time or date' : column)).join(', ');
    throw refuse(`there is no column named ${wanted}; the header reads ${quoted(names.join(','))}`);
  }
  return { count: rows.count, isDate: date >= 0, fields };
}

/** Writes the row as bar `at`; returns what is wrong with it, if anything. */
function readRow(rows: CsvRows, header: Header, bars: ColumnSet, at: number, before: number): string | undefined {
  const { fields } = header;
  if (rows.fault) return rows.fault;
  if (rows.count !== header.count) return `it has ${rows.count} fields where the header has ${header.count}`;
  const time = readTime(rows, fields.time, header.isDate);
  if (typeof time === 'string') return time;
  bars.time[at] = time;
  for (const column of valueColumns) {
    const field = fields[column];
    const start = field < 0 ? 0 : (rows.starts[field] as number);
    const end = field < 0 ? 0 : (rows.ends[field] as number);
    const value = readNumber(rows.bytes, start, end);
    if (Number.isNaN(value) && (column !== 'volume' || end > start))
      return start === end ? `its ${column} is empty` : `its ${column} ${quoted(rows.text(field))} is not a number`;
    bars[column][at] = value;
  }
  const bar = readBar(bars, at);
  const fault = findBarFault(bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume);
  if (fault) return describeBarFault(fault, bar);
  if (time <= before) return `its time ${toTimeText(time)} is not after ${toTimeText(before)}, the row before it`;
  return undefined;
}

function readTime(rows: CsvRows, field: number, isDate: boolean): number | string {
  const { bytes } = rows;
  const start = rows.starts[field] as number;
  const end = rows.ends[field] as number;
  const isIso = isIsoField(bytes, start, end);
  const time = isIso ? readIsoTime(bytes, start, end) : readNumber(bytes, start, end);
  if (start === end) return 'its time is empty';
  if (!Number.isInteger(time) || Math.abs(time) > maxTimeMs)
    return `its time ${quoted(rows.text(field))} is neither an ISO 8601 date nor epoch milliseconds`;
  // 20200102 would pass for the first day of 1970.
  if (isDate && !isIso && end - start === 8) return `its date ${rows.text(field)} must be written as 2020-01-02`;
  return time;
}

/** Lines of the text, and so more than its bars. */
function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

const maxQuotedChars = 60;

function quoted(text: string): string {
  return JSON.stringify(text.length > maxQuotedChars ? `${text.slice(0, maxQuotedChars)}…` : text);
}

/** Writes bars so that `parseBarsCsv` reads the same doubles back; an unknown volume is left empty. */
export function toBarsCsv(bars: BarColumns): string {
  const lines = ['time,open,high,low,close,volume'];
  for (let i = 0; i < bars.length; i++) {
    const { time, open, high, low, close, volume } = readBar(bars, i);
    const tail = Number.isNaN(volume) ? '' : volume;
    lines.push(`${toCsvTime(time)},${open},${high},${low},${close},${tail}`);
  }
  return `${lines.join('\n')}\n`;
}

/** ISO 8601 for years of four digits, epoch milliseconds for the rest. */
function toCsvTime(time: number): string {
  const text = toTimeText(time);
  return /^\d{4}-/.test(text) ? text : String(time);
}
