/** Signs an archive: the statement is made from what was read, never from what somebody says is in it. */

import { toCanonicalJson } from '../canonical-json.ts';
import { signatureError } from '../errors.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { readArchive } from '../read-archive.ts';
import { type Bundle, encodeBundle, parseBundle } from './bundle.ts';
import { addSignature, createEnvelope, type Envelope } from './dsse.ts';
import { type PublishClaim, readPublishClaim, toPublishStatement } from './publish-statement.ts';
import { encodeStatement, statementPayloadType } from './statement.ts';

export interface SignOptions {
  /** Epoch milliseconds; stands in the statement. */
  readonly createdAt: number;
  /** Proofs that lead from older keys to this one. */
  readonly rotations?: readonly Envelope[];
  /** Signatures that are there already: this one is added to them, under the same statement. */
  readonly addTo?: Uint8Array;
}

/** The bytes of `NAME.otpb`. Throws `archive.*` for an archive nobody should sign, and `signature.*`. */
export function sign(archiveBytes: Uint8Array, key: SigningKey, options: SignOptions): Uint8Array {
  const archive = readArchive(archiveBytes);
  const { createdAt, rotations = [], addTo } = options;
  if (addTo !== undefined) return encodeBundle(withSignature(parseBundle(addTo), archive.sha256, key, rotations));
  const statement = toPublishStatement(archive, key.publisher, createdAt);
  const envelope = createEnvelope(statementPayloadType, encodeStatement(statement), [key]);
  return encodeBundle({ envelopes: [envelope], rotations, keys: new Map([[key.fingerprint, key.publicKey]]) });
}

function withSignature(bundle: Bundle, sha256: string, key: SigningKey, rotations: readonly Envelope[]): Bundle {
  const claim = findClaim(bundle);
  if (claim?.statement.sha256 !== sha256) throw signatureError('not-this-archive', {});
  if (claim.publisher !== key.publisher)
    throw signatureError('other-publisher', { publisher: claim.publisher, other: key.publisher });
  const { fingerprint, publicKey } = key;
  if (claim.envelope.signatures.some(({ keyid }) => keyid === fingerprint))
    throw signatureError('signed-already', { fingerprint });
  const known = new Set(bundle.rotations.map((one) => toCanonicalJson({ ...one } as never)));
  const added = rotations.filter((one) => !known.has(toCanonicalJson({ ...one } as never)));
  return {
    envelopes: bundle.envelopes.map((one) => (one === claim.envelope ? addSignature(one, key) : one)),
    rotations: [...bundle.rotations, ...added],
    keys: new Map(bundle.keys).set(fingerprint, publicKey),
  };
}

/** The one publish claim of a bundle; undefined if there is none. Throws `signature.bad-bundle` if there are several. */
export function findClaim(bundle: Bundle): PublishClaim | undefined {
  const claims = bundle.envelopes.map(readPublishClaim).filter((claim) => claim !== undefined);
  if (claims.length > 1)
    throw signatureError('bad-bundle', { why: 'it makes two statements where there can be only one' });
  return claims[0];
}
