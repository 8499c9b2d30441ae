/** A publisher's signing key in memory. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isPlainText } from '@omnitrade/contracts';
import { keyError } from '../errors.ts';
import { toFingerprint, toPublicKeyText } from './public-key.ts';

export interface SigningKey {
  /** What the publisher calls itself; only a marketplace can say whether that is true. */
  readonly publisher: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly privateKey: KeyObject;
}

export function createSigningKey(publisher: string): SigningKey {
  assertPublisher(publisher);
  const { privateKey } = generateKeyPairSync('ed25519');
  return toSigningKey(publisher, privateKey);
}

export function toSigningKey(publisher: string, privateKey: KeyObject): SigningKey {
  const publicKey = toPublicKeyText(privateKey);
  return { publisher, publicKey, fingerprint: toFingerprint(publicKey), privateKey };
}

/** Throws `key.bad-publisher`. */
export function assertPublisher(publisher: unknown): asserts publisher is string {
  if (!isPlainText(publisher, 100)) throw keyError('bad-publisher', {});
}
