/** Makes an archive from files: the same files and contributions give the same bytes, on every machine and at any time. */

import { admit } from './allow-list.ts';
import { digestFiles, encodeDigests } from './digests.ts';
import { archiveError } from './errors.ts';
import { type ArchiveLimits, archiveLimits } from './limits.ts';
import { contributionsPath, digestsPath } from './meta-paths.ts';
import { type Archive, assertAdmitted, readArchive } from './read-archive.ts';
import { encodeContributions } from './recorded-contributions.ts';
import { findSecret } from './secrets.ts';
import { writeZip } from './zip/write-zip.ts';

export interface PackedEntry {
  readonly path: string;
  readonly bytes: number;
  /** Why it is in the archive. */
  readonly why: string;
}

export interface PackedArchive {
  readonly bytes: Uint8Array;
  readonly archive: Archive;
  readonly entries: readonly PackedEntry[];
}

/**
 * Packs exactly the given files; throws `archive.*` for one that may not be in an archive, `manifest.*` for its plugin.json.
 * What comes out was read back by the reader every terminal uses.
 */
export function pack(
  files: ReadonlyMap<string, Uint8Array>,
  contributions: readonly { readonly point: string; readonly id: string; readonly info: unknown }[],
  limits: ArchiveLimits = archiveLimits,
): PackedArchive {
  for (const [path, data] of files) {
    if (path === digestsPath || path === contributionsPath)
      throw archiveError('not-allowed', { path, why: 'packing writes it' });
    assertAdmitted(path);
    const secret = findSecret(data);
    if (secret) throw archiveError('secret', { path, ...secret });
  }
  const given = Array.from(files, ([path, data]) => ({ path, data }));
  const counted = [...given, { path: contributionsPath, data: encodeContributions(contributions) }];
  const bytes = writeZip([...counted, { path: digestsPath, data: encodeDigests(digestFiles(counted)) }], limits);
  const archive = readArchive(bytes, limits);
  const entries = Array.from(archive.files, ([path, data]) => ({ path, bytes: data.length, why: admit(path).why }));
  return { bytes, archive, entries };
}
