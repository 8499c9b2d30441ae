/** The .otp archive: packing, reading, unpacking, signing, and the argument for trusting one. */

export { type Admission, admit } from './allow-list.ts';
export { toCanonicalJson } from './canonical-json.ts';
export { digestArchive, type FileDigest } from './digests.ts';
export { archiveError, keyError, signatureError } from './errors.ts';
export { type KeyFile, type KeyStatus, openKey, parseKeyFile, sealKey } from './keys/key-file.ts';
export { isFingerprint, parseFingerprint, parsePublicKey, toFingerprint } from './keys/public-key.ts';
export { createRevocation, type Revocation, readRevocation } from './keys/revocation.ts';
export { createRotation, type Rotation, readRotation } from './keys/rotation.ts';
export { createSigningKey, type SigningKey } from './keys/signing-key.ts';
export { type ArchiveLimits, archiveLimits } from './limits.ts';
export { contributionsPath, digestsPath, manifestPath } from './meta-paths.ts';
export { type PackedArchive, type PackedEntry, pack } from './pack.ts';
export { type Archive, readArchive } from './read-archive.ts';
export type { RecordedContribution } from './recorded-contributions.ts';
export { type Bundle, encodeBundle, parseBundle } from './signing/bundle.ts';
export { type Envelope, parseEnvelope } from './signing/dsse.ts';
export { type PublishClaim, readPublishClaim } from './signing/publish-statement.ts';
export { findClaim, type SignOptions, sign } from './signing/sign.ts';
export { toBundlePath, type VerifiedFile, verifyFile } from './thread/verify-file.ts';
export { type Trust, type Verification, type VerifyOutcome, verify, verifyOutcomes } from './verify.ts';
