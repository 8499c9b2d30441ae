/**
 * The one frame of every boundary (runner and page): u32 LE length of the whole frame, u32 LE length of the header,
 * the header as JSON padded with spaces to a multiple of 8, then columns as Float64 LE.
 */

import { type CodedError, defineErrors } from './errors.ts';

export const frameMaxBytes = 8 * 1024 * 1024;
export const frameMaxHeaderBytes = 2 * 1024 * 1024;
const prefixBytes = 8;

export const frameError = defineErrors('frame', {
  'too-long': (d: { bytes: number; limit: number }) =>
    `A frame of ${d.bytes} bytes is over the limit of ${d.limit} bytes.`,
  malformed: (d: { why: string }) => `A frame cannot be read: ${d.why}.`,
});

export interface Frame<H = unknown> {
  readonly header: H;
  /** All column values one after the other; the header says how they divide. */
  readonly values: Float64Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const space = 0x20;

/** Encodes a header and any number of columns; throws `frame.too-long` rather than sending what would be refused. */
export function encodeFrame(header: unknown, columns: readonly Float64Array[] = []): Uint8Array<ArrayBuffer> {
  const json = encoder.encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  let doubles = 0;
  for (const column of columns) doubles += column.length;
  const bytes = prefixBytes + padded + doubles * 8;
  if (bytes > frameMaxBytes) throw frameError('too-long', { bytes, limit: frameMaxBytes });
  if (padded > frameMaxHeaderBytes) throw frameError('too-long', { bytes: padded, limit: frameMaxHeaderBytes });
  const buffer = new ArrayBuffer(bytes);
  const view = new DataView(buffer);
  view.setUint32(0, bytes, true);
  view.setUint32(4, padded, true);
  const frame = new Uint8Array(buffer);
  frame.set(json, prefixBytes);
  frame.fill(space, prefixBytes + json.length, prefixBytes + padded);
  let at = prefixBytes + padded;
  for (const column of columns) {
    new Float64Array(buffer, at, column.length).set(column);
    at += column.length * 8;
  }
  return frame;
}

/** Decodes one whole frame. The columns are copied unless the frame already lies on an 8-byte border of its buffer. */
export function decodeFrame<H = unknown>(frame: Uint8Array): Frame<H> {
  if (frame.length < prefixBytes) throw frameError('malformed', { why: 'it is shorter than its prefix' });
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const bytes = view.getUint32(0, true);
  const headerBytes = view.getUint32(4, true);
  if (bytes !== frame.length) throw frameError('malformed', { why: 'its length does not match its prefix' });
  if (headerBytes % 8 !== 0) throw frameError('malformed', { why: 'its header is not padded to 8 bytes' });
  if (headerBytes > frameMaxHeaderBytes || prefixBytes + headerBytes > bytes)
    throw frameError('malformed', { why: 'its header runs over its end' });
  const valueBytes = bytes - prefixBytes - headerBytes;
  if (valueBytes % 8 !== 0) throw frameError('malformed', { why: 'its columns are not whole doubles' });
  let header: H;
  try {
    header = JSON.parse(decoder.decode(frame.subarray(prefixBytes, prefixBytes + headerBytes)));
  } catch (cause) {
    throw frameError('malformed', { why: 'its header is not JSON' }, cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw frameError('malformed', { why: 'its header is not an object' });
  const at = frame.byteOffset + prefixBytes + headerBytes;
  const own = frame.buffer;
  if (own instanceof ArrayBuffer && at % 8 === 0) return { header, values: new Float64Array(own, at, valueBytes / 8) };
  const copy = new Uint8Array(valueBytes);
  copy.set(frame.subarray(prefixBytes + headerBytes));
  return { header, values: new Float64Array(copy.buffer) };
}

/** Cuts a byte stream into frames. Keeps at most one frame's worth of bytes; throws a `frame.*` error on bad input and is then dead. */
export class FrameReader {
  #pending: Uint8Array[] = [];
  #have = 0;
  #need = prefixBytes;
  #dead: CodedError | undefined;

  /** Takes the next chunk and returns the frames it completed. The chunk must not be written to afterwards. */
  push(chunk: Uint8Array): Frame[] {
    if (this.#dead) throw this.#dead;
    this.#pending.push(chunk);
    this.#have += chunk.length;
    const frames: Frame[] = [];
    try {
      while (this.#have >= this.#need) {
        const bytes = this.#frameLength();
        this.#need = bytes;
        if (this.#have < bytes) break;
        frames.push(decodeFrame(this.#take(bytes)));
        this.#need = prefixBytes;
      }
    } catch (error) {
      this.#pending = [];
      this.#dead = error as CodedError;
      throw error;
    }
    return frames;
  }

  #frameLength(): number {
    const first = this.#pending[0] as Uint8Array;
    if (first.length < prefixBytes) this.#pending = [this.#join()];
    const head = this.#pending[0] as Uint8Array;
    const bytes = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
    if (bytes < prefixBytes) throw frameError('malformed', { why: 'its length is less than its prefix' });
    if (bytes > frameMaxBytes) throw frameError('too-long', { bytes, limit: frameMaxBytes });
    return bytes;
  }

  #join(): Uint8Array {
    if (this.#pending.length === 1) return this.#pending[0] as Uint8Array;
    const all = new Uint8Array(this.#have);
    let at = 0;
    for (const part of this.#pending) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #take(bytes: number): Uint8Array {
    const all = this.#join();
    const rest = all.subarray(bytes);
    this.#pending = rest.length > 0 ? [rest] : [];
    this.#have = rest.length;
    return all.subarray(0, bytes);
  }
}
