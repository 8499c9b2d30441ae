/** Bytes between the server and each plugin, counted where frames are made and taken apart. */

import type { TurnsHeader } from '../protocol.ts';
import type { CheckedResult } from './check-reply.ts';
import type { Meter } from './meters.ts';

/** Six columns of doubles. */
const barBytes = 48;

export function countSent(
  { items, series }: Pick<TurnsHeader, 'items' | 'series'>,
  runs: ReadonlyMap<number, { readonly meter: Meter }>,
): void {
  const add = (slot: number, bytes: number) => {
    const run = runs.get(slot);
    if (run) run.meter.bytesIn += bytes;
  };
  for (const [slot, text] of items) add(slot, text.length);
  for (const { from, length, slots } of series) for (const slot of slots) add(slot, (length - from) * barBytes);
}

export function countReceived({ jobs, box, outputs = '' }: CheckedResult, meter: Meter): void {
  let doubles = (box?.columns[0]?.length ?? 0) * 6;
  for (const { columns } of jobs) for (const column of columns) doubles += column.length;
  meter.bytesOut += doubles * 8 + outputs.length;
}
