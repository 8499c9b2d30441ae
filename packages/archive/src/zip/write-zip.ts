/** Writes the strict ZIP of this profile: the same files give the same bytes, anywhere and at any time. */

import { crc32 } from 'node:zlib';
import { assertDistinctPaths, assertEntryPath } from '../entry-path.ts';
import { archiveError } from '../errors.ts';
import { type ArchiveLimits, archiveLimits } from '../limits.ts';
import {
  encodeRecord,
  endBytes,
  endFields,
  endValues,
  listedFields,
  listedValues,
  localFields,
  localValues,
  type ZipMember,
} from './records.ts';

export interface ZipEntry {
  readonly path: string;
  readonly data: Uint8Array;
}

/** Throws `archive.*` for what the reader would refuse. */
export function writeZip(entries: Iterable<ZipEntry>, limits: ArchiveLimits = archiveLimits): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (sorted.length > limits.entries)
    throw archiveError('too-large', {
      what: `An archive of ${sorted.length} files`,
      limit: limits.entries,
      unit: 'files',
    });
  for (const { path, data } of sorted) {
    assertEntryPath(path, limits);
    if (data.length > limits.entryBytes)
      throw archiveError('too-large', { what: path, limit: limits.entryBytes, unit: 'bytes' });
  }
  assertDistinctPaths(sorted.map(({ path }) => path));
  const contents: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let offset = 0;
  for (const { path, data } of sorted) {
    const member: ZipMember = { path, bytes: data.length, crc: crc32(data) };
    const header = encodeRecord(localFields, localValues(member), path);
    contents.push(header, data);
    list.push(encodeRecord(listedFields, listedValues(member, offset), path));
    offset += header.length + data.length;
  }
  const listSize = list.reduce((sum, { length }) => sum + length, 0);
  if (offset + listSize + endBytes > limits.archiveBytes)
    throw archiveError('too-large', { what: 'The archive', limit: limits.archiveBytes, unit: 'bytes' });
  const end = encodeRecord(endFields, endValues(sorted.length, listSize, offset));
  return Buffer.concat([...contents, ...list, end]);
}
