/**
 * Reads the strict ZIP of this profile. Only paths, lengths and checksums are taken from the file; every record is then
 * written again from these and compared, byte for byte. What is accepted is therefore what {@link writeZip} writes.
 */

import { crc32 } from 'node:zlib';
import { assertDistinctPaths, assertEntryPath } from '../entry-path.ts';
import { archiveError } from '../errors.ts';
import { type ArchiveLimits, archiveLimits } from '../limits.ts';
import { explainEnd, explainListed, explainLocal } from './explain-refusal.ts';
import {
  decodeRecord,
  encodeRecord,
  endBytes,
  endFields,
  endValues,
  listedBytes,
  listedFields,
  listedValues,
  localBytes,
  localFields,
  localValues,
  type Values,
  type ZipMember,
} from './records.ts';
import type { ZipEntry } from './write-zip.ts';

type End = Values<typeof endFields>;
const nameDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The entries, as views of the given bytes. Throws `archive.*` with the one thing that is wrong first. */
export function readZip(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): ZipEntry[] {
  if (bytes.length > limits.archiveBytes)
    throw archiveError('too-large', { what: 'The archive', limit: limits.archiveBytes, unit: 'bytes' });
  const end = readEnd(bytes, limits);
  const entries = readEntries(bytes, end, limits);
  assertDistinctPaths(entries.map(({ path }) => path));
  return entries;
}

function readEnd(bytes: Uint8Array, limits: ArchiveLimits): End {
  const from = bytes.length - endBytes;
  const end = decodeRecord(endFields, bytes, from);
  if (!end) throw archiveError('truncated', {});
  const listOffset = from - end['list size'];
  const expected = endValues(end.files, end['list size'], listOffset);
  if (listOffset < 0 || !isAt(bytes, from, encodeRecord(endFields, expected))) throw explainEnd(bytes, end, from);
  if (end.files > limits.entries)
    throw archiveError('too-large', { what: `An archive of ${end.files} files`, limit: limits.entries, unit: 'files' });
  return end;
}

/** Follows the table of contents and the files side by side: both must lead on without a gap and end together. */
function readEntries(bytes: Uint8Array, end: End, limits: ArchiveLimits): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const listStart = end['list offset'];
  const listEnd = bytes.length - endBytes;
  let at = listStart;
  let offset = 0;
  for (let i = 0; i < end.files; i++) {
    const { member, next } = readListed(bytes.subarray(0, listEnd), at, offset, limits);
    const { path } = member;
    const from = offset + localBytes + path.length;
    if (from + member.bytes > listStart)
      throw archiveError('wrong-size', { path, why: 'it would reach into the table of contents' });
    const expected = localValues(member);
    if (!isAt(bytes, offset, encodeRecord(localFields, expected, path)))
      throw explainLocal(path, decodeRecord(localFields, bytes, offset), expected);
    const data = bytes.subarray(from, from + member.bytes);
    if (crc32(data) !== member.crc) throw archiveError('wrong-checksum', { path });
    entries.push({ path, data });
    at = next;
    offset = from + member.bytes;
  }
  if (at !== listEnd) throw archiveError('gap', { before: 'the end of the table of contents', bytes: listEnd - at });
  if (offset !== listStart) throw archiveError('gap', { before: 'the table of contents', bytes: listStart - offset });
  return entries;
}

/** One line of the table of contents, for the file that must begin at `offset`. */
function readListed(list: Uint8Array, at: number, offset: number, limits: ArchiveLimits) {
  const found = decodeRecord(listedFields, list, at);
  if (!found) throw archiveError('damaged', { why: 'its table of contents is shorter than it says' });
  const next = at + listedBytes + found['name length'];
  if (next > list.length) throw archiveError('damaged', { why: 'a name runs over the end of its table of contents' });
  const path = nameDecoder.decode(list.subarray(at + listedBytes, next));
  assertEntryPath(path, limits);
  const member: ZipMember = { path, bytes: found.size, crc: found.checksum };
  const expected = listedValues(member, offset);
  if (!isAt(list, at, encodeRecord(listedFields, expected, path))) throw explainListed(path, found, expected);
  if (member.bytes > limits.entryBytes)
    throw archiveError('too-large', { what: path, limit: limits.entryBytes, unit: 'bytes' });
  return { member, next };
}

function isAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  return at >= 0 && Buffer.compare(bytes.subarray(at, at + expected.length), expected) === 0;
}
