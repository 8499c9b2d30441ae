/** A key's last word: that nothing it signed is to be believed. */

import { isPlainText } from '@omnitrade/contracts';
import { keyError } from '../errors.ts';
import { createEnvelope, type Envelope, isSignedWith } from '../signing/dsse.ts';
import { encodeStatement, predicateTypes, readStatement, statementPayloadType } from '../signing/statement.ts';
import { parsePublicKey, toFingerprint } from './public-key.ts';
import type { SigningKey } from './signing-key.ts';

export interface Revocation {
  readonly fingerprint: string;
  readonly publisher: string;
  /** Epoch milliseconds. */
  readonly revokedAt: number;
  /** In the publisher's words. */
  readonly reason: string;
}

export function createRevocation(key: SigningKey, { revokedAt, reason }: Pick<Revocation, 'revokedAt' | 'reason'>) {
  if (!isPlainText(reason, 200))
    throw keyError('bad-record', { what: 'revocation', why: 'its reason is not one plain line' });
  const statement = {
    subject: key.publisher,
    sha256: key.fingerprint.replaceAll('-', ''),
    predicateType: predicateTypes.revocation,
    predicate: { key: key.publicKey, revokedAt, reason },
  };
  return createEnvelope(statementPayloadType, encodeStatement(statement), [key]);
}

/** Throws `key.bad-record` unless the key itself signed it: anybody else's wish to end a key is not enough. */
export function readRevocation(envelope: Envelope): Revocation {
  const bad = (why: string) => keyError('bad-record', { what: 'revocation', why });
  const statement = readStatement(envelope);
  if (statement?.predicateType !== predicateTypes.revocation) throw bad('it says something else');
  const { key, revokedAt, reason } = statement.predicate;
  parsePublicKey(key);
  const fingerprint = toFingerprint(key as string);
  const isOwn = envelope.signatures.some(
    (one) => one.keyid === fingerprint && isSignedWith(envelope, one, key as string),
  );
  if (!isOwn || statement.sha256 !== fingerprint.replaceAll('-', '')) throw bad('the key it names did not sign it');
  const { subject: publisher } = statement;
  if (!isPlainText(reason, 200) || !isPlainText(publisher, 100) || !Number.isSafeInteger(revokedAt))
    throw bad('a field of it is missing or of another kind');
  return { fingerprint, publisher, revokedAt: revokedAt as number, reason };
}
