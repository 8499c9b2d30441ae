/** Long columns as a row of frames, and back: the form in which many bars travel between command and terminal. */

import { decodeFrame, encodeFrame, type Frame, type JsonObject } from '@omnitrade/contracts';
import { terminalError } from '../errors.ts';
import { checkJson } from '../parse-json.ts';

/** A row of frames, each with some rows of all columns; the header of the first one says what it is about. */
export const frameType = 'application/x-omnitrade-frames';
const rowsPerFrame = 65_536;

export interface ColumnsMessage {
  readonly header: JsonObject;
  readonly length: number;
  readonly columns: readonly Float64Array[];
}

/** Cuts columns into frames. `header` must not hold a key `rows`. */
export function toFrames({ header, length, columns }: ColumnsMessage): Buffer {
  const frames: Uint8Array[] = [];
  for (let from = 0; from < length || from === 0; from += rowsPerFrame) {
    const to = Math.min(length, from + rowsPerFrame);
    const part = columns.map((column) => column.subarray(from, to));
    frames.push(encodeFrame({ ...(from === 0 ? header : {}), rows: to - from }, part));
  }
  return Buffer.concat(frames);
}

/** Puts frames together again; `countColumns` tells from the header how many there are. Throws `terminal.bad-request`, `frame.*`. */
export function fromFrames(bytes: Uint8Array, countColumns: (header: JsonObject) => number): ColumnsMessage {
  const frames = cutFrames(bytes);
  const { rows: _, ...header } = frames[0]?.header ?? {};
  checkJson(header);
  const count = countColumns(header);
  const lengths = frames.map(({ header: { rows }, values }) => {
    if (typeof rows === 'number' && Number.isInteger(rows) && rows >= 0 && values.length === rows * count) return rows;
    throw refused(`a frame does not hold ${count} columns of as many rows as it says`);
  });
  const length = lengths.reduce((sum, rows) => sum + rows, 0);
  const columns = Array.from({ length: count }, () => new Float64Array(length));
  let at = 0;
  frames.forEach(({ values }, frame) => {
    const rows = lengths[frame] as number;
    for (const [i, column] of columns.entries()) column.set(values.subarray(i * rows, (i + 1) * rows), at);
    at += rows;
  });
  return { header, length, columns };
}

function cutFrames(bytes: Uint8Array): Frame<JsonObject>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame<JsonObject>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + (bytes.length - at < 4 ? 0 : view.getUint32(at, true));
    if (end <= at || end > bytes.length) throw refused('it ends inside a frame');
    frames.push(decodeFrame<JsonObject>(bytes.subarray(at, end)));
    at = end;
  }
  if (frames.length === 0) throw refused('it holds no frame');
  return frames;
}

const refused = (issue: string) => terminalError('bad-request', { issues: [issue] });
