/**
 * The key of the secrets: 32 random bytes in `secrets.key` that only its owner can read, or, if a passphrase is given,
 * made from it by scrypt. Secrets are sealed by AES-256-GCM, bound to their plugin and name.
 */

import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeError } from './errors.ts';

/** About 128 MB and some tenths of a second for each guess. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
/** Name of the file in the home. */
export const secretKeyName = 'secrets.key';
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const checkName = ['', 'passphrase'] as const;

export interface SecretKey {
  seal(plugin: string, name: string, value: string): string;
  /** Throws `store.secret-sealed` if the key is not the one it was sealed with, or the row is another's. */
  unseal(plugin: string, name: string, sealed: string): string;
}

export function createSecretKey(key: Buffer): SecretKey {
  const bind = (plugin: string, name: string) => Buffer.from(JSON.stringify([plugin, name]));
  return {
    seal(plugin, name, value) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bind(plugin, name));
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    unseal(plugin, name, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
          .setAAD(bind(plugin, name))
          .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        return `${decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8')}${decipher.final('utf8')}`;
      } catch (error) {
        throw storeError('secret-sealed', { plugin, name }, error);
      }
    },
  };
}

/** Reads the key of this home, or makes it at first use; throws `store.key-open` and `store.wrong-passphrase`. */
export async function openSecretKey(dir: string, passphrase: string | undefined): Promise<SecretKey> {
  return passphrase === undefined ? openKeyFile(dir) : openPassphrase(dir, passphrase);
}

async function openKeyFile(dir: string): Promise<SecretKey> {
  const file = join(dir, secretKeyName);
  const text = await readOrMake(file, () => randomBytes(keyBytes).toString('base64'));
  const { mode, uid } = await stat(file);
  if (process.platform !== 'win32' && ((mode & 0o077) !== 0 || uid !== process.getuid?.()))
    throw storeError('key-open', { file });
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes) throw storeError('damaged', { file, reason: 'it holds no key' });
  return createSecretKey(key);
}

async function openPassphrase(dir: string, passphrase: string): Promise<SecretKey> {
  const file = join(dir, 'secrets.scrypt.json');
  const derive = (salt: Buffer) => createSecretKey(scryptSync(passphrase.normalize(), salt, keyBytes, scryptCost));
  const text = await readOrMake(file, () => {
    const salt = randomBytes(16);
    return JSON.stringify({ salt: salt.toString('base64'), check: derive(salt).seal(...checkName, 'right') });
  });
  const { salt, check } = JSON.parse(text) as { salt: string; check: string };
  const key = derive(Buffer.from(salt, 'base64'));
  try {
    key.unseal(...checkName, check);
  } catch (error) {
    throw storeError('wrong-passphrase', { dir }, error);
  }
  return key;
}

async function readOrMake(file: string, make: () => string): Promise<string> {
  const read = () => readFile(file, 'utf8');
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = make();
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  return text;
}
