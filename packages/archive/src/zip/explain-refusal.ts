/**
 * Puts into words how a record differs from the one this profile writes. Nothing here decides whether an archive is
 * accepted: that was a comparison of bytes, and it failed.
 */

import type { CodedError } from '@omnitrade/contracts';
import { archiveError } from '../errors.ts';
import {
  decodeRecord,
  endBytes,
  endFields,
  endSignature,
  type listedFields,
  type localFields,
  type Values,
} from './records.ts';

type Listed = Values<typeof listedFields>;
type Local = Values<typeof localFields>;
type End = Values<typeof endFields>;

const none = 0xffffffff;
const locator = 0x07064b50;
/** A comment at the end has at most this many bytes. */
const maxComment = 0xffff;

/** What stands at the end is not the record of the end, or it does not fit the file. */
export function explainEnd(bytes: Uint8Array, end: End, at: number): CodedError {
  if (end.signature !== endSignature) return explainMissingEnd(bytes);
  if (signatureAt(bytes, at - 20) === locator || end['list offset'] === none || end.files === 0xffff)
    return archiveError('zip64', { of: 'The archive' });
  if (end['comment length'] !== 0) return archiveError('truncated', {});
  if (end.disk !== 0 || end['first disk'] !== 0) return archiveError('several-disks', {});
  if (end['files on disk'] !== end.files)
    return archiveError('damaged', { why: 'it gives two different counts of its files' });
  const unclaimed = at - end['list size'] - end['list offset'];
  if (unclaimed > 0) return archiveError('prefix', { bytes: unclaimed });
  return archiveError('damaged', { why: 'its table of contents would lie outside of it' });
}

/** Looks for the end further ahead: then something was put behind it. */
function explainMissingEnd(bytes: Uint8Array): CodedError {
  const first = Math.max(0, bytes.length - endBytes - maxComment);
  for (let at = bytes.length - endBytes - 1; at >= first; at--) {
    if (signatureAt(bytes, at) !== endSignature) continue;
    const found = decodeRecord(endFields, bytes, at) as End;
    const behind = bytes.length - endBytes - at;
    return found['comment length'] === behind
      ? archiveError('comment', { of: 'its end' })
      : archiveError('suffix', { bytes: behind });
  }
  return archiveError('truncated', {});
}

/** How a line of the table of contents differs from the one expected at this place. */
export function explainListed(path: string, found: Listed, expected: Listed): CodedError {
  if (found.signature !== expected.signature)
    return archiveError('damaged', { why: 'its table of contents is interrupted' });
  if (found.flags & 0x2041) return archiveError('encrypted', { path });
  if (found.flags & 0x0008) return archiveError('data-descriptor', { path });
  const kind = (found.attributes >>> 28) & 0xf;
  if (kind === 0xa) return archiveError('link', { path });
  if (kind === 0x4 || found.attributes & 0x10) return archiveError('folder', { path });
  if (found.flags !== 0) return archiveError('flags', { path, flags: found.flags });
  if (found.method !== 0) return archiveError('compressed', { path, method: found.method });
  if (found.size === none || found['packed size'] === none || found.offset === none || found.version >= 45)
    return archiveError('zip64', { of: path });
  if (found['extra length'] !== 0) return archiveError('extra-field', { path });
  if (found['comment length'] !== 0) return archiveError('comment', { of: path });
  if (found['packed size'] !== found.size)
    return archiveError('wrong-size', { path, why: 'it is given as two different numbers' });
  if (found.disk !== 0) return archiveError('several-disks', {});
  if (found.version !== expected.version) return archiveError('version', { path });
  if (found.time !== expected.time || found.date !== expected.date) return archiveError('time', { path });
  for (const field of ['made by', 'attributes', 'internal attributes'] as const)
    if (found[field] !== expected[field]) return archiveError('attributes', { path });
  return explainPlace(path, found, expected);
}

function explainPlace(path: string, found: Listed, expected: Listed): CodedError {
  if (found.offset < expected.offset) return archiveError('overlap', { path });
  if (found.offset === expected.offset) return archiveError('damaged', { why: 'its table of contents is interrupted' });
  const bytes = found.offset - expected.offset;
  return expected.offset === 0 ? archiveError('prefix', { bytes }) : archiveError('gap', { before: path, bytes });
}

/** How the header before a file's content differs from the line in the table of contents, which was found good. */
export function explainLocal(path: string, found: Local | undefined, expected: Local): CodedError {
  if (!found || found.signature !== expected.signature)
    return archiveError('wrong-size', { path, why: 'its header is not where the files before it end' });
  const field = (Object.keys(expected) as (keyof Local)[]).find((name) => found[name] !== expected[name]);
  return archiveError('header-mismatch', { path, field: field ?? 'name' });
}

function signatureAt(bytes: Uint8Array, at: number): number | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
