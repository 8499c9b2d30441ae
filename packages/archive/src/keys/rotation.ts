/** A new key in place of an old one: both sign that the second follows the first. */

import { createEnvelope, type Envelope, isSignedWith } from '../signing/dsse.ts';
import { encodeStatement, predicateTypes, readStatement, statementPayloadType } from '../signing/statement.ts';
import { parsePublicKey, toFingerprint } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';

export interface Rotation {
  /** Fingerprints. */
  readonly from: string;
  readonly to: string;
}

export function createRotation(from: SigningKey, to: SigningKey, createdAt: number): Envelope {
  const statement = {
    subject: to.publisher,
    sha256: toDigest(to.fingerprint),
    predicateType: predicateTypes.rotation,
    predicate: { from: from.publicKey, to: to.publicKey, createdAt },
  };
  return createEnvelope(statementPayloadType, encodeStatement(statement), [from, to]);
}

/** The rotation an envelope proves; undefined unless both keys signed it. */
export function readRotation(envelope: Envelope): Rotation | undefined {
  const statement = readStatement(envelope);
  if (statement?.predicateType !== predicateTypes.rotation) return undefined;
  const { from, to } = statement.predicate;
  try {
    for (const key of [from, to]) parsePublicKey(key);
  } catch {
    return undefined;
  }
  const [old, next] = [from, to] as [string, string];
  const signedBy = (key: string) =>
    envelope.signatures.some((one) => one.keyid === toFingerprint(key) && isSignedWith(envelope, one, key));
  if (!signedBy(old) || !signedBy(next) || statement.sha256 !== toDigest(toFingerprint(next))) return undefined;
  return { from: toFingerprint(old), to: toFingerprint(next) };
}

/**
 * The key that today stands for `fingerprint`, by the proofs given: the end of the chain that begins there.
 * A revoked key passes nothing on: whoever stole it could.
 */
export function followRotations(
  fingerprint: string,
  rotations: readonly Envelope[],
  isRevoked: (fingerprint: string) => boolean,
): string {
  const proven = rotations.map(readRotation).filter((one) => one !== undefined);
  const seen = new Set([fingerprint]);
  let current = fingerprint;
  for (;;) {
    const next = proven.find(({ from, to }) => from === current && !seen.has(to));
    if (!next || isRevoked(current)) return current;
    current = next.to;
    seen.add(current);
  }
}

const toDigest = (fingerprint: string) => fingerprint.replaceAll('-', '');
