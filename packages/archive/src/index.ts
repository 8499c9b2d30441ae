/** The .otp archive: packing, reading, unpacking, signing, and the argument for trusting one. */

export { type Admission, admit } from './allow-list.ts';
export { toCanonicalJson } from './canonical-json.ts';
export { digestArchive, type FileDigest } from './digests.ts';
export { archiveError, keyError, signatureError } from './errors.ts';
export { type ArchiveLimits, archiveLimits } from './limits.ts';
export { contributionsPath, digestsPath, manifestPath } from './meta-paths.ts';
export { type PackedArchive, type PackedEntry, pack } from './pack.ts';
export { type Archive, readArchive } from './read-archive.ts';
export type { RecordedContribution } from './recorded-contributions.ts';
export { readUnpacked, unpackTo } from './unpack.ts';
