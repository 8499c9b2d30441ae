/** The plugin's resident columns: bars that come in, plots and state that stay, rows that go out. */

import { control, instanceSet, outboxRows, seriesSet } from '@omnitrade/contracts/guest';
import { askAgain } from './turn-again.ts';

/** Raw columns at full capacity, by set number. A larger buffer replaces the entry. */
const sets = new Map<number, readonly Float64Array[]>();
let boxColumns: readonly Float64Array[] = [];
let flags: Float64Array;

const barNames = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

export interface PendingRows {
  readonly id: number;
  readonly columns: Readonly<Record<(typeof barNames)[number], Float64Array>>;
  readonly length: number;
  sent: number;
  readonly done: () => void;
}
const pending: PendingRows[] = [];

function divide(buffer: SharedArrayBuffer, count: number, capacity: number): readonly Float64Array[] {
  const columns: Float64Array[] = [];
  for (let i = 0; i < count; i++) columns[i] = new Float64Array(buffer, i * capacity * 8, capacity);
  return columns;
}

export function bindColumns(controlView: Float64Array, outbox: SharedArrayBuffer): void {
  flags = controlView;
  boxColumns = divide(outbox, 6, outboxRows);
}

export function setColumns(set: number, count: number, capacity: number, buffer: SharedArrayBuffer): void {
  sets.set(set, divide(buffer, count, capacity));
}

export function dropColumns(set: number): void {
  sets.delete(set);
}

export const seriesColumns = (series: number): readonly Float64Array[] | undefined => sets.get(seriesSet(series));
export const instanceColumns = (instance: number): readonly Float64Array[] | undefined =>
  sets.get(instanceSet(instance));

/** Queues rows for the outbox; `done` is called when the last of them lies in it. */
export function sendRows(rows: Omit<PendingRows, 'sent'>): void {
  pending.push({ ...rows, sent: 0 });
}

/** Fills the outbox with the next rows if the runner took the last ones; asks for another turn while some are left. */
export function fillOutbox(): void {
  if (flags[control.boxRows] !== 0) return;
  const first = pending[0];
  if (!first) return askAgain('rows', false);
  const rows = Math.min(outboxRows, first.length - first.sent);
  for (let c = 0; c < 6; c++) {
    const source = first.columns[barNames[c] as (typeof barNames)[number]];
    boxColumns[c]?.set(source.subarray(first.sent, first.sent + rows));
  }
  first.sent += rows;
  flags[control.boxId] = first.id;
  flags[control.boxRows] = rows;
  flags[control.boxTaken] = 0;
  if (first.sent === first.length) {
    pending.shift();
    first.done();
  }
  askAgain('rows', pending.length > 0);
}
