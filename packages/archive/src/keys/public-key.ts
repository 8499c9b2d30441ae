/** Ed25519 public keys as text, and the fingerprints by which people compare them. */

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { fromBase64 } from '../base64.ts';
import { keyError } from '../errors.ts';

/** What every Ed25519 key in SubjectPublicKeyInfo form begins with; 32 bytes of key follow. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const spkiBytes = spkiPrefix.length + 32;

/** A public key as it stands in files: SubjectPublicKeyInfo (DER) in base64. */
export function toPublicKeyText(key: KeyObject): string {
  return createPublicKey(key as never)
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
}

/** Throws `key.bad-public-key` for anything but the one spelling of an Ed25519 key. */
export function parsePublicKey(text: unknown): KeyObject {
  const der = fromBase64(text);
  if (der?.length !== spkiBytes || !der.subarray(0, spkiPrefix.length).equals(spkiPrefix))
    throw keyError('bad-public-key', {});
  return createPublicKey({ key: der, type: 'spki', format: 'der' });
}

/**
 * SHA-256 of the key's SubjectPublicKeyInfo, as sixteen groups of four hex digits: `3f2a-…-09bc`.
 * All of it: a shortened fingerprint is one that somebody can find a second key for.
 */
export function toFingerprint(publicKey: string): string {
  const hex = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
  return (hex.match(/.{4}/g) as string[]).join('-');
}

/** Reads a fingerprint however it was copied: with other separators, in capitals; undefined if it is none. */
export function parseFingerprint(text: string): string | undefined {
  const hex = text.replace(/[\s:-]/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? (hex.match(/.{4}/g) as string[]).join('-') : undefined;
}

export function isFingerprint(text: unknown): text is string {
  return typeof text === 'string' && parseFingerprint(text) === text;
}
