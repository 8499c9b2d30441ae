/** The check of bars from an untrusted provider: what is sound comes back in order, the rest is quarantined and counted. */

import { type Bar, type BarColumns, barColumnNames } from '@omnitrade/contracts';
import { barFaults, describeBarFault, findBarFault, toTimeText } from './bar-rules.ts';
import { assertColumns, type ColumnSet, copyBars, createColumnSet, readBar } from './columns.ts';

export const rejectionCodes = [...barFaults, 'duplicate'] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

export interface Rejection {
  /** Index of the row as it was sent. */
  readonly row: number;
  readonly time: number;
  readonly code: RejectionCode;
  readonly message: string;
}

export interface BarReport {
  readonly accepted: number;
  /** How many rows were left out. */
  readonly rejectedCount: number;
  /** The first of them, in the order in which they were sent. */
  readonly rejected: readonly Rejection[];
  readonly counts: Readonly<Record<RejectionCode, number>>;
  /** True if the rows had to be sorted by time. */
  readonly reordered: boolean;
}

/** How many rejections a report spells out. */
export const maxRejections = 20;

/**
 * Checks bars nobody vouches for. Unsound rows are left out; the others are sorted by time; of rows with the same time
 * the one sent last is kept. Every value is read once and copied, so what was checked is what is returned.
 * Throws `market.bad-columns` if the columns are not six of one length. Takes O(n), or O(n log n) where rows must be sorted.
 */
export function checkBars(sent: BarColumns): { readonly bars: BarColumns; readonly report: BarReport } {
  assertColumns(sent);
  const kept = createColumnSet(sent.length);
  const rows = new Uint32Array(sent.length);
  /** Per row sent: 0 if kept, else 1 + the place of its code. */
  const verdicts = new Uint8Array(sent.length);
  const { length, ordered } = takeSound(sent, kept, rows, verdicts);
  if (ordered) {
    const bars = length === sent.length ? { length, ...kept } : copyBars(kept, 0, length);
    return { bars, report: toReport(sent, verdicts, length, false) };
  }
  const { bars, reordered } = sortByTime(kept, length, rows, verdicts);
  return { bars, report: toReport(sent, verdicts, bars.length, reordered) };
}

function takeSound(sent: BarColumns, kept: ColumnSet, rows: Uint32Array, verdicts: Uint8Array) {
  let length = 0;
  let ordered = true;
  let before = -Infinity;
  for (let row = 0; row < sent.length; row++) {
    // Adding 0 turns -0 into 0, which the rest of the house never meets.
    const time = (sent.time[row] as number) + 0;
    const open = (sent.open[row] as number) + 0;
    const high = (sent.high[row] as number) + 0;
    const low = (sent.low[row] as number) + 0;
    const close = (sent.close[row] as number) + 0;
    const volume = (sent.volume[row] as number) + 0;
    const fault = findBarFault(time, open, high, low, close, volume);
    if (fault) {
      verdicts[row] = 1 + rejectionCodes.indexOf(fault);
      continue;
    }
    if (time <= before) ordered = false;
    before = time;
    kept.time[length] = time;
    kept.open[length] = open;
    kept.high[length] = high;
    kept.low[length] = low;
    kept.close[length] = close;
    kept.volume[length] = volume;
    rows[length] = row;
    length++;
  }
  return { length, ordered };
}

function sortByTime(kept: ColumnSet, length: number, rows: Uint32Array, verdicts: Uint8Array) {
  const { time } = kept;
  const order = new Uint32Array(length).map((_, i) => i);
  order.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
  const reordered = order.some((from, to) => from !== to);
  let unique = 0;
  for (let i = 0; i < length; i++) {
    const from = order[i] as number;
    if (i + 1 < length && time[from] === time[order[i + 1] as number]) {
      verdicts[rows[from] as number] = 1 + rejectionCodes.indexOf('duplicate');
    } else order[unique++] = from;
  }
  const sorted = createColumnSet(unique);
  for (const name of barColumnNames) {
    const [from, to] = [kept[name], sorted[name]];
    for (let i = 0; i < unique; i++) to[i] = from[order[i] as number] as number;
  }
  return { bars: { length: unique, ...sorted }, reordered };
}

function toReport(sent: BarColumns, verdicts: Uint8Array, accepted: number, reordered: boolean): BarReport {
  const counts = { 'bad-time': 0, 'bad-price': 0, 'bad-range': 0, 'bad-volume': 0, duplicate: 0 };
  const rejected: Rejection[] = [];
  for (let row = 0; row < verdicts.length; row++) {
    const verdict = verdicts[row] as number;
    if (verdict === 0) continue;
    const code = rejectionCodes[verdict - 1] as RejectionCode;
    counts[code]++;
    if (rejected.length < maxRejections) rejected.push(toRejection(sent, row, code));
  }
  return { accepted, rejectedCount: sent.length - accepted, rejected, counts, reordered };
}

function toRejection(sent: BarColumns, row: number, code: RejectionCode): Rejection {
  const bar = readBar(sent, row);
  const message = code === 'duplicate' ? 'its time is sent again in a later row' : describeBarFault(code, bar);
  return { row, time: bar.time, code, message };
}

const countTexts: Record<RejectionCode, string> = {
  'bad-time': 'without a valid time',
  'bad-price': 'with a price that is not a number',
  'bad-range': 'with a price outside low and high',
  'bad-volume': 'with an impossible volume',
  duplicate: 'sent more than once',
};

/** One sentence on what was left out and why; undefined if nothing was. */
export function describeRejections(report: BarReport, provider: string): string | undefined {
  const [first] = report.rejected;
  if (!first) return undefined;
  const all = report.accepted + report.rejectedCount;
  const kinds = rejectionCodes.filter((code) => report.counts[code] > 0);
  const counted = kinds.map((code) => `${report.counts[code]} ${countTexts[code]}`).join(', ');
  const when = first.code === 'bad-time' ? '' : ` (${toTimeText(first.time)})`;
  return `${provider} sent ${report.rejectedCount} unusable of ${all} bars, which were left out: ${counted}; the first is row ${first.row}${when}: ${first.message}.`;
}

/** One bar as a provider emits it, out of JSON: an unknown volume may be null or absent. Undefined if it is not made of numbers. */
export function parseBar(value: unknown): Bar | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { time, open, high, low, close, volume } = value as Partial<Record<keyof Bar, unknown>>;
  const numbers = [time, open, high, low, close, volume ?? Number.NaN].map((field) =>
    typeof field === 'number' ? field + 0 : undefined,
  );
  if (numbers.includes(undefined)) return undefined;
  const [t, o, h, l, c, v] = numbers as [number, number, number, number, number, number];
  return { time: t, open: o, high: h, low: l, close: c, volume: v };
}
