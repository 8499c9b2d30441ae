/** Locks a private key with a passphrase: scrypt makes a key of the words, AES-256-GCM does the rest. */

import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import type { JsonObject } from '@omnitrade/contracts';
import { fromBase64 } from '../base64.ts';
import { keyError } from '../errors.ts';

export const passphraseLeastChars = 12;
/** Memory of one attempt: 128 bytes x 8 x this, so 128 MB; about half a second. */
export const defaultCost = 2 ** 17;
/** What is accepted from a file: enough to protect, and never so much that opening it stops the machine. */
const costs = { least: 2 ** 14, most: 2 ** 20 };
const blockSize = 8;
const maxMemory = 128 * blockSize * costs.most + 1024 * 1024;
const cipher = 'aes-256-gcm';

/** `about` is bound to the locked part: nobody can put it beside another text. Throws `key.weak-passphrase`. */
export function lock(secret: Buffer, passphrase: string, about: string, cost: number): JsonObject {
  if ([...passphrase].length < passphraseLeastChars) throw keyError('weak-passphrase', { least: passphraseLeastChars });
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const locking = createCipheriv(cipher, deriveKey(passphrase, salt, cost), nonce).setAAD(Buffer.from(about));
  const data = Buffer.concat([locking.update(secret), locking.final()]);
  return {
    kind: 'locked',
    kdf: { name: 'scrypt', cost, blockSize, parallel: 1, salt: salt.toString('base64') },
    cipher,
    nonce: nonce.toString('base64'),
    data: data.toString('base64'),
    tag: locking.getAuthTag().toString('base64'),
  };
}

/** Throws `key.bad-file` for a lock that is none of ours; undefined if the passphrase or anything bound to it is wrong. */
export function unlock(locked: JsonObject, passphrase: string, about: string): Buffer | undefined {
  const kdf = locked.kdf as JsonObject | undefined;
  const cost = kdf?.cost as number;
  const [salt, nonce, data, tag] = [kdf?.salt, locked.nonce, locked.data, locked.tag].map(fromBase64);
  const isOurs =
    kdf?.name === 'scrypt' && kdf.blockSize === blockSize && kdf.parallel === 1 && locked.cipher === cipher;
  const isBounded = Number.isInteger(Math.log2(cost)) && cost >= costs.least && cost <= costs.most;
  if (!isOurs || !isBounded || !salt || nonce?.length !== 12 || !data || tag?.length !== 16)
    throw keyError('bad-file', { why: 'it is locked in a way this terminal does not know' });
  try {
    const opening = createDecipheriv(cipher, deriveKey(passphrase, salt, cost), nonce, { authTagLength: 16 });
    opening.setAAD(Buffer.from(about)).setAuthTag(tag);
    return Buffer.concat([opening.update(data), opening.final()]);
  } catch {
    return undefined;
  }
}

function deriveKey(passphrase: string, salt: Buffer, cost: number): Buffer {
  // One spelling, so that the same words typed on another keyboard open it.
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: cost, r: blockSize, p: 1, maxmem: maxMemory });
}
