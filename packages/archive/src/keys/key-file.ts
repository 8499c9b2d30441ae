/** A signing key as a file: locked with a passphrase (scrypt, AES-256-GCM), or open if that was asked for. */

import { createPrivateKey } from 'node:crypto';
import type { JsonObject } from '@omnitrade/contracts';
import { fromBase64 } from '../base64.ts';
import { toCanonicalJson } from '../canonical-json.ts';
import { keyError } from '../errors.ts';
import { defaultCost, lock, unlock } from './passphrase-lock.ts';
import { isFingerprint, parsePublicKey, toFingerprint } from './public-key.ts';
import { assertPublisher, type SigningKey, toSigningKey } from './signing-key.ts';

/** What anybody may read of a key file. */
export interface KeyFile {
  readonly publisher: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly locked: boolean;
  readonly status: KeyStatus;
  /** Proofs that this key follows older ones, oldest first: signed statements, see rotation.ts. */
  readonly rotations: readonly JsonObject[];
  /** The file itself, to be opened. */
  readonly json: JsonObject;
}

export const keyStatuses = ['active', 'rotated', 'revoked'] as const;
export type KeyStatus = (typeof keyStatuses)[number];

export interface SealOptions {
  readonly createdAt: number;
  /** Without one the private key lies open in the file. */
  readonly passphrase?: string;
  readonly rotations?: readonly JsonObject[];
  /** N of scrypt, a power of two; smaller only where the time of a test counts more than the key. */
  readonly cost?: number;
}

/** The content of a key file; throws `key.weak-passphrase`. */
export function sealKey(key: SigningKey, options: SealOptions): JsonObject {
  const { createdAt, passphrase, rotations = [], cost = defaultCost } = options;
  const { publisher, publicKey, fingerprint } = key;
  const about = { format: 'omnitrade-key', version: 1, publisher, publicKey, fingerprint, createdAt };
  const secret = key.privateKey.export({ type: 'pkcs8', format: 'der' });
  const privateKey =
    passphrase === undefined
      ? { kind: 'open', pkcs8: secret.toString('base64') }
      : lock(secret, passphrase, aboutOf(about), cost);
  return { ...about, status: 'active', rotations: [...rotations], privateKey };
}

/** Throws `key.bad-file`. */
export function parseKeyFile(text: string): KeyFile {
  let json: JsonObject;
  try {
    json = JSON.parse(text) as JsonObject;
  } catch (cause) {
    throw keyError('bad-file', { why: 'it is not JSON' }, cause);
  }
  if (json?.format !== 'omnitrade-key') throw keyError('bad-file', { why: 'it is of another kind' });
  if (json.version !== 1) throw keyError('bad-file', { why: 'it is of a version this terminal does not know' });
  const { publisher, publicKey, fingerprint, createdAt, status, rotations, privateKey } = json;
  parsePublicKey(publicKey);
  assertPublisher(publisher);
  if (!isFingerprint(fingerprint) || toFingerprint(publicKey as string) !== fingerprint)
    throw keyError('bad-file', { why: 'its fingerprint is not that of its key' });
  const isStatus = keyStatuses.includes(status as KeyStatus);
  if (!Number.isSafeInteger(createdAt) || !isStatus || !Array.isArray(rotations))
    throw keyError('bad-file', { why: 'a field of it is missing or of another kind' });
  const kind = (privateKey as JsonObject | undefined)?.kind;
  if (kind !== 'open' && kind !== 'locked') throw keyError('bad-file', { why: 'it holds no private key' });
  const known = { publisher, publicKey, fingerprint, createdAt, status, rotations, locked: kind === 'locked', json };
  return known as unknown as KeyFile;
}

/** The key itself. Throws `key.needs-passphrase`, `key.wrong-passphrase`, `key.bad-file`. */
export function openKey(file: KeyFile, passphrase?: string): SigningKey {
  const sealed = file.json.privateKey as JsonObject;
  if (file.locked && passphrase === undefined) throw keyError('needs-passphrase', { fingerprint: file.fingerprint });
  const secret = file.locked
    ? unlock(sealed, passphrase as string, aboutOf(file.json))
    : (fromBase64(sealed.pkcs8) ?? Buffer.alloc(0));
  if (!secret) throw keyError('wrong-passphrase', { fingerprint: file.fingerprint });
  let key: SigningKey;
  try {
    key = toSigningKey(file.publisher, createPrivateKey({ key: secret, type: 'pkcs8', format: 'der' }));
  } catch (cause) {
    throw keyError('bad-file', { why: 'its private key cannot be read' }, cause);
  }
  if (key.publicKey !== file.publicKey) throw keyError('bad-file', { why: 'its two halves do not belong together' });
  return key;
}

/** What is bound to the locked half: nobody can put another name or key beside it. */
function aboutOf({ format, version, publisher, publicKey, fingerprint, createdAt }: JsonObject): string {
  return toCanonicalJson({ format, version, publisher, publicKey, fingerprint, createdAt } as JsonObject);
}
