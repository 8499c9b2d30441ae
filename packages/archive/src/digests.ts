/** Digests: of a file, of an archive, and the list of them that an archive carries. */

import { createHash } from 'node:crypto';
import type { JsonObject } from '@omnitrade/contracts';
import { toCanonicalBytes } from './canonical-json.ts';
import { digestsPath } from './meta-paths.ts';
import type { ZipEntry } from './zip/write-zip.ts';

export interface FileDigest {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What names an archive everywhere: the SHA-256 of its bytes, in hex. */
export function digestArchive(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}

/** Every file but the list itself, which cannot name its own digest. */
export function digestFiles(entries: readonly ZipEntry[]): FileDigest[] {
  return entries
    .filter(({ path }) => path !== digestsPath)
    .map(({ path, data }) => ({ path, bytes: data.length, sha256: sha256Hex(data) }));
}

/** The bytes of `META/files.json`: there is one spelling, so a reader writes it again and compares. */
export function encodeDigests(digests: readonly FileDigest[]): Uint8Array {
  const files: JsonObject = Object.fromEntries(digests.map(({ path, bytes, sha256 }) => [path, { bytes, sha256 }]));
  return toCanonicalBytes({ files, format: 1 });
}
