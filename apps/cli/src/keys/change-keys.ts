/** Making, replacing and ending signing keys. */

import {
  createRevocation,
  createRotation,
  createSigningKey,
  type Envelope,
  type KeyStatus,
  parseEnvelope,
  type Revocation,
  readRevocation,
  sealKey,
} from '@omnitrade/archive';
import type { Json, JsonObject } from '@omnitrade/contracts';
import { readLimited, replaceFile } from '../local-files.ts';
import { askNewPassphrase } from './ask-passphrase.ts';
import { keysError } from './errors.ts';
import { KeyStore, type StoredKey, unlockKey } from './key-store.ts';
import { TrustFile } from './trust-file.ts';

export interface CreateKeyRequest {
  readonly name: string;
  readonly publisher: string;
  /** The private key lies open in its file. */
  readonly plain: boolean;
  readonly now: number;
}

export async function createKey(
  homeDir: string,
  { name, publisher, plain, now }: CreateKeyRequest,
): Promise<StoredKey> {
  const store = new KeyStore(homeDir);
  const before = await store.find(name);
  if (before?.status === 'active') throw keysError('exists', { name });
  const key = createSigningKey(publisher);
  const passphrase = plain ? undefined : await askNewPassphrase();
  if (before) await keepAside(store, before, before.status);
  return store.put(name, sealKey(key, { createdAt: now, ...(passphrase !== undefined && { passphrase }) }));
}

/** The name is wanted for another key: this one is kept as `NAME-` and the beginning of its fingerprint. */
function keepAside(store: KeyStore, { name, fingerprint, json }: StoredKey, status: KeyStatus): Promise<StoredKey> {
  return store.put(`${name.slice(0, 50)}-${fingerprint.slice(0, 9).replace('-', '')}`, { ...json, status });
}

export interface RotatedKey {
  readonly from: StoredKey;
  readonly to: StoredKey;
}

/** A new key takes the name; the old one stays under another. */
export async function rotateKey(homeDir: string, name: string, now: number): Promise<RotatedKey> {
  const store = new KeyStore(homeDir);
  const old = await store.get(name);
  if (old.status !== 'active') throw keysError('not-active', { name, status: old.status });
  const from = await unlockKey(old);
  const to = createSigningKey(old.publisher);
  const passphrase = old.locked ? await askNewPassphrase() : undefined;
  const rotations = [...old.rotations, createRotation(from, to, now) as unknown as JsonObject];
  const sealed = sealKey(to, { createdAt: now, rotations, ...(passphrase !== undefined && { passphrase }) });
  // The old key is safe under its new name before the new key takes the old one.
  const kept = await keepAside(store, old, 'rotated');
  return { from: kept, to: await store.put(name, sealed) };
}

export interface RevokedKey {
  readonly revocation: Revocation;
  /** To be given to everybody who may hold archives signed with the key. */
  readonly file: string;
}

/** Ends a key of this home, and writes the statement that ends it for others. */
export async function revokeKey(homeDir: string, name: string, reason: string, now: number): Promise<RevokedKey> {
  const store = new KeyStore(homeDir);
  const key = await store.get(name);
  const envelope = createRevocation(await unlockKey(key), { revokedAt: now, reason });
  const file = key.file.replace(/\.json$/, '.revocation');
  await replaceFile(file, `${JSON.stringify(envelope)}\n`);
  const revocation = readRevocation(envelope);
  await new TrustFile(homeDir).revoke(revocation);
  await store.setStatus(key, 'revoked');
  return { revocation, file };
}

/** Takes over what another publisher says about a key of its own. Throws `key.bad-record` unless the key said so itself. */
export async function importRevocation(homeDir: string, file: string): Promise<RevokedKey> {
  const text = Buffer.from(await readLimited(file, 64 * 1024)).toString();
  const revocation = readRevocation(parseRevocationFile(file, text));
  await new TrustFile(homeDir).revoke(revocation);
  return { revocation, file };
}

function parseRevocationFile(file: string, text: string): Envelope {
  try {
    return parseEnvelope(JSON.parse(text) as Json);
  } catch (cause) {
    throw keysError('unreadable', { file, why: 'It is no revocation.' }, cause);
  }
}
