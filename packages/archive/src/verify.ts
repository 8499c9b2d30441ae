/** The argument for running an archive, from its bytes to a verdict, in the order in which it has to be made. */

import { type CodedError, isCoded, toErrorJson } from '@omnitrade/contracts';
import { digestArchive } from './digests.ts';
import { followRotations } from './keys/rotation.ts';
import { type Archive, readArchive } from './read-archive.ts';
import { parseBundle } from './signing/bundle.ts';
import { isSignedWith } from './signing/dsse.ts';
import { type PublishClaim, toPublishStatement } from './signing/publish-statement.ts';
import { findClaim } from './signing/sign.ts';
import { encodeStatement } from './signing/statement.ts';
import { verdictReasons as say } from './verdict-reasons.ts';

export const verifyOutcomes = [
  'trusted',
  'private',
  'unsigned',
  'bad-signature',
  'tampered',
  'revoked',
  'cannot-check',
] as const;
export type VerifyOutcome = (typeof verifyOutcomes)[number];

/** What this terminal believes before it looks. Keys are named by their fingerprints. */
export interface Trust {
  /** Keys somebody this terminal trusts has bound to a publisher. */
  readonly publishers: readonly { readonly fingerprint: string; readonly publisher: string }[];
  /** By plugin: the key under which its user took it first. Later versions need that key. */
  readonly pins: ReadonlyMap<string, string>;
  /** Keys whose private half lies in this home: what they sign needs no pin. */
  readonly own: ReadonlySet<string>;
  readonly revoked: ReadonlyMap<string, { readonly reason: string }>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Verification {
  /** May it be run? Only where the outcome is `trusted`, or `private` and its key is pinned or the user's own. */
  readonly ok: boolean;
  readonly outcome: VerifyOutcome;
  /** Whole sentences: what was found, and what to do. */
  readonly reasons: readonly string[];
  /** From the archive, where it can be read. */
  readonly plugin?: string;
  readonly version?: string;
  /** As the signature says; whether it is true is what the outcome says. */
  readonly publisher?: string;
  /** Of the key that counts: the trusted, pinned or own one, else the first that signed. */
  readonly fingerprint?: string;
  /** Whether a marketplace has reviewed this version. */
  readonly reviewed: boolean;
  readonly archive?: Archive;
}

/** How far a publisher's clock may run ahead of this one. */
const clockSlackMs = 24 * 60 * 60 * 1000;

/** Judges an archive with the bytes of its `.otpb`, if there is one. Never throws: what cannot be checked is said to be so. */
export function verify(archiveBytes: Uint8Array, bundleBytes: Uint8Array | undefined, trust: Trust): Verification {
  let about: Pick<Verification, 'plugin' | 'version' | 'archive'> = {};
  try {
    const archive = readOrRefuse(archiveBytes);
    if (isWhole(archive)) about = { plugin: archive.manifest.name, version: archive.manifest.version, archive };
    return { ...about, reviewed: false, ...judge(archiveBytes, archive, bundleBytes, trust) };
  } catch (error) {
    // A fault of the check, or signatures that cannot be read, prove nothing about the archive, good or bad.
    const { message } = toErrorJson(error);
    return { ...about, reviewed: false, ...refuse('cannot-check', say.notChecked(message)) };
  }
}

function judge(
  archiveBytes: Uint8Array,
  archive: Archive | CodedError,
  bundleBytes: Uint8Array | undefined,
  trust: Trust,
): Verdict {
  // 1. Does anybody vouch for anything?
  const bundle = bundleBytes === undefined ? undefined : parseBundle(bundleBytes);
  const claim = bundle && findClaim(bundle);
  if (!claim) return isWhole(archive) ? refuse('unsigned', say.unsigned()) : refuse('tampered', archive.message);

  // 2. Is every signature that of the key it names? Until here nothing that is said is believed.
  const { envelope, statement, publisher, createdAt } = claim;
  const signers = envelope.signatures.map(({ keyid }) => keyid);
  const by = (fingerprint = signers[0]) => ({ publisher, ...(fingerprint && { fingerprint }) });
  for (const signature of envelope.signatures) {
    const { keyid } = signature;
    const publicKey = bundle.keys.get(keyid);
    if (publicKey === undefined) return refuse('bad-signature', say.keyMissing(keyid), by(keyid));
    if (!isSignedWith(envelope, signature, publicKey))
      return refuse('bad-signature', say.wrongSignature(publisher, keyid), by(keyid));
  }

  // 3. Do they speak of these very bytes?
  if (statement.sha256 !== (isWhole(archive) ? archive.sha256 : digestArchive(archiveBytes)))
    return refuse('tampered', say.otherBytes(statement.subject), by());

  // 4. Is the archive whole, and is what they say of it what it says of itself?
  if (!isWhole(archive)) return refuse('tampered', archive.message, by());
  if (!saysWhatIs(claim, archive)) return refuse('tampered', say.otherPlugin(), by());

  // 5. Was any of the keys called back?
  const isRevoked = (fingerprint: string) => trust.revoked.has(fingerprint);
  const revoked = signers.find(isRevoked);
  if (revoked) return refuse('revoked', say.revoked(revoked, trust.revoked.get(revoked)?.reason ?? ''), by(revoked));

  // 6. Is it signed at a time that has come?
  if (createdAt > trust.now + clockSlackMs) return refuse('cannot-check', say.future(createdAt), by());

  // 7. Was this plugin taken under a key before? Then that key, or its proven heir, is needed, whoever else signed.
  const { name } = archive.manifest;
  const pinned = trust.pins.get(name);
  const heir = pinned && followRotations(pinned, bundle.rotations, isRevoked);
  if (heir && !signers.includes(heir))
    return refuse('bad-signature', say.changedKey(name, heir, signers.join(' and ')), by());

  // 8. Does a key belong to a publisher we trust, and does it speak in that name?
  const bound = trust.publishers.filter(({ fingerprint }) => signers.includes(fingerprint));
  const trusted = bound.find((one) => one.publisher === publisher);
  if (trusted) return accept('trusted', say.trusted(publisher), by(trusted.fingerprint));
  const [other] = bound;
  if (other)
    return refuse(
      'bad-signature',
      say.otherPublisher(other.fingerprint, other.publisher, publisher),
      by(other.fingerprint),
    );

  // 9. Otherwise it is private: between the publisher and whoever has compared its fingerprint.
  if (heir) return accept('private', say.pinned(name), by(heir));
  const own = signers.find((key) => trust.own.has(key));
  if (own) return accept('private', say.own(), by(own));
  const isBorrowed = trust.publishers.some((one) => one.publisher === publisher);
  const reasons = [say.unknownKey(publisher), ...(isBorrowed ? [say.borrowedName(publisher)] : [])];
  return { ...refuse('private', '', by()), reasons };
}

type Verdict = Omit<Verification, 'plugin' | 'version' | 'reviewed' | 'archive'>;
type By = Pick<Verdict, 'publisher' | 'fingerprint'>;

function refuse(outcome: VerifyOutcome, reason: string, by: By = {}): Verdict {
  return { ok: false, outcome, reasons: [reason], ...by };
}

function accept(outcome: VerifyOutcome, reason: string, by: By): Verdict {
  return { ok: true, outcome, reasons: [reason], ...by };
}

/** The statement is written again from the archive and compared whole, so that no field of it can be forgotten here. */
function saysWhatIs({ statement, publisher, createdAt }: PublishClaim, archive: Archive): boolean {
  const expected = encodeStatement(toPublishStatement(archive, publisher, createdAt));
  return Buffer.compare(encodeStatement(statement), expected) === 0;
}

/** That an archive cannot be read is a finding; that the reader failed otherwise is not, and is thrown. */
function readOrRefuse(bytes: Uint8Array): Archive | CodedError {
  try {
    return readArchive(bytes);
  } catch (error) {
    if (isCoded(error)) return error;
    throw error;
  }
}

const isWhole = (archive: Archive | CodedError): archive is Archive => 'manifest' in archive;
