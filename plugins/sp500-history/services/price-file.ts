/** Reads the price file: strict CSV, one trading day a line, refused whole with the line that is wrong. */

import type { BarColumns } from '@omnitrade/sdk';
import { providerError } from './provider-error.ts';

const header = 'date,open,high,low,close,adjclose,volume';
const row =
  /^(\d{4})-(\d\d)-(\d\d),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),\d+(?:\.\d+)?,(\d+)$/;

/** Parses the text of `file` (named in errors); throws a `bad-response` error at the first line that is wrong. */
export function parsePriceFile(text: string, file: string): BarColumns {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== header) throw wrong(file, 1, `it must read "${header}"`);
  if (lines.length === 1) throw wrong(file, 2, 'it is missing');
  const bars = allocate(lines.length - 1);
  for (let i = 0; i < bars.length; i++) {
    const problem = readRow(lines[i + 1]!, bars, i);
    if (problem) throw wrong(file, i + 2, problem);
  }
  return bars;
}

/** Writes bar `i`; returns what is wrong with the line, if anything. */
function readRow(line: string, bars: BarColumns, i: number): string | undefined {
  const found = row.exec(line);
  if (!found) return 'it must hold a date, five prices and a volume';
  const time = toOpenTime(Number(found[1]), Number(found[2]), Number(found[3]));
  if (time === undefined) return 'its date does not exist';
  if (i > 0 && time <= bars.time[i - 1]!) return 'its date is not after the one before';
  const open = Number(found[4]);
  const high = Number(found[5]);
  const low = Number(found[6]);
  const close = Number(found[7]);
  if (low > Math.min(open, close) || high < Math.max(open, close)) return 'its open or close lies outside low to high';
  bars.time[i] = time;
  bars.open[i] = open;
  bars.high[i] = high;
  bars.low[i] = low;
  bars.close[i] = close;
  bars.volume[i] = Number(found[8]);
  return undefined;
}

/** A daily bar carries midnight UTC of its trading date: the file knows no time of day. Undefined for 30 February. */
function toOpenTime(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? time : undefined;
}

function allocate(length: number): BarColumns {
  const column = () => new Float64Array(length);
  return { length, time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

function wrong(file: string, line: number, problem: string): Error {
  return providerError('bad-response', `Line ${line} of ${file} cannot be used: ${problem}. Reinstall the plugin.`);
}
