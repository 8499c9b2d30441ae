/** Reads a whole archive: strict ZIP, then digests, manifest and recorded contributions. Nothing is written, nothing run. */

import { isUtf8 } from 'node:buffer';
import type { JsonObject } from '@omnitrade/contracts';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { admit } from './allow-list.ts';
import { digestArchive, digestFiles, encodeDigests, type FileDigest, sha256Hex } from './digests.ts';
import { archiveError } from './errors.ts';
import { type ArchiveLimits, archiveLimits } from './limits.ts';
import { contributionsPath, digestsPath, manifestPath } from './meta-paths.ts';
import { parseContributions, type RecordedContribution } from './recorded-contributions.ts';
import { readZip } from './zip/read-zip.ts';

export interface Archive {
  /** Of the whole file, in hex: the archive's name everywhere. */
  readonly sha256: string;
  readonly bytes: number;
  readonly manifest: Manifest;
  /** plugin.json as it was written. */
  readonly manifestJson: JsonObject;
  /** Of plugin.json, in hex. */
  readonly manifestSha256: string;
  /** Every file by its path, as a view of the bytes that were read. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Every file but the list of digests itself, in the order of their paths. */
  readonly digests: readonly FileDigest[];
  readonly contributions: readonly RecordedContribution[];
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const text = /\.(?:m?js|json|md|txt|csv|tsv|svg)$|^[A-Z]+$/;

/** Throws `archive.*` and `manifest.*`. The work is linear in the bytes; the memory is a few small records for each file. */
export function readArchive(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits): Archive {
  const entries = readZip(bytes, limits);
  const files = new Map(entries.map(({ path, data }) => [path, data]));
  for (const path of files.keys()) assertAdmitted(path);
  const manifestBytes = demand(files, manifestPath, 'which says what the plugin is');
  const contributionBytes = demand(files, contributionsPath, 'which says what the plugin contributes');
  const digests = digestFiles(entries);
  const listed = demand(files, digestsPath, 'which says what belongs to it');
  if (Buffer.compare(listed, encodeDigests(digests)) !== 0) throw archiveError('digest-mismatch', {});
  for (const { path, data } of entries) if (text.test(path) && !isUtf8(data)) throw archiveError('not-text', { path });
  const manifestText = decoder.decode(manifestBytes);
  const manifest = parseManifest(manifestText);
  demand(files, manifest.main, 'which its plugin.json names as main');
  if (manifest.icon) demand(files, manifest.icon, 'which its plugin.json names as icon');
  if (contributionBytes.length > limits.contributionBytes)
    throw archiveError('too-large', { what: contributionsPath, limit: limits.contributionBytes, unit: 'bytes' });
  return {
    sha256: digestArchive(bytes),
    bytes: bytes.length,
    manifest,
    manifestJson: JSON.parse(manifestText) as JsonObject,
    manifestSha256: sha256Hex(manifestBytes),
    files,
    digests,
    contributions: parseContributions(contributionBytes),
  };
}

/** Throws `archive.not-allowed`. */
export function assertAdmitted(path: string): void {
  const { admitted, why } = admit(path);
  if (!admitted) throw archiveError('not-allowed', { path, why });
}

function demand(files: ReadonlyMap<string, Uint8Array>, path: string, why: string): Uint8Array {
  const data = files.get(path);
  if (!data) throw archiveError('missing', { path, why });
  return data;
}
