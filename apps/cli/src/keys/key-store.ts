/** The signing keys of a home: `keys/NAME.json`, one file each, readable by their owner only. */

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyFile, type KeyStatus, openKey, parseKeyFile, type SigningKey } from '@omnitrade/archive';
import { findNearest, type JsonObject } from '@omnitrade/contracts';
import { readLimited, replaceFile } from '../local-files.ts';
import { askPassphrase } from './ask-passphrase.ts';
import { keysError } from './errors.ts';

export interface StoredKey extends KeyFile {
  readonly name: string;
  readonly file: string;
}

export const defaultKeyName = 'default';
const nameShape = /^[a-z][a-z0-9-]{0,63}$/;
const maxKeyBytes = 64 * 1024;

export class KeyStore {
  readonly #dir: string;

  constructor(homeDir: string) {
    this.#dir = join(homeDir, 'keys');
  }

  async list(): Promise<StoredKey[]> {
    const names = await readdir(this.#dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const keys = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    return Promise.all(
      keys
        .filter((name) => nameShape.test(name))
        .sort()
        .map((name) => this.#read(name)),
    );
  }

  /** Throws `keys.bad-name`. */
  async find(name: string): Promise<StoredKey | undefined> {
    const file = this.#fileOf(name);
    return (await this.list()).find((key) => key.file === file);
  }

  /** Throws `keys.no-key` with the nearest name. */
  async get(name: string): Promise<StoredKey> {
    const keys = await this.list();
    const found = keys.find((key) => key.name === name);
    if (found) return found;
    const names = keys.map((key) => key.name);
    const nearest = findNearest(name, names);
    throw keysError('no-key', { name, ...(nearest && { nearest }) });
  }

  /** The key to sign with: the named one, else the only active one, else the one called `default`. */
  async choose(name: string | undefined): Promise<StoredKey> {
    if (name !== undefined) return this.get(name);
    const active = (await this.list()).filter(({ status }) => status === 'active');
    const [only, ...more] = active;
    if (!only) throw keysError('none', {});
    const chosen = more.length === 0 ? only : active.find((key) => key.name === defaultKeyName);
    if (!chosen) throw keysError('several', { names: active.map((key) => key.name).join(', ') });
    return chosen;
  }

  /** Writes or replaces. */
  async put(name: string, json: JsonObject): Promise<StoredKey> {
    const file = this.#fileOf(name);
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await replaceFile(file, `${JSON.stringify(json, null, 2)}\n`, 0o600);
    return this.#read(name);
  }

  setStatus({ name, json }: StoredKey, status: KeyStatus): Promise<StoredKey> {
    return this.put(name, { ...json, status });
  }

  #fileOf(name: string): string {
    if (!nameShape.test(name)) throw keysError('bad-name', { name });
    return join(this.#dir, `${name}.json`);
  }

  async #read(name: string): Promise<StoredKey> {
    const file = this.#fileOf(name);
    const text = Buffer.from(await readLimited(file, maxKeyBytes)).toString();
    try {
      return { ...parseKeyFile(text), name, file };
    } catch (error) {
      throw keysError('unreadable', { file, why: (error as Error).message }, error);
    }
  }
}

/** Opens a key, asking for its passphrase if it has one. */
export async function unlockKey(key: StoredKey): Promise<SigningKey> {
  return key.locked ? openKey(key, await askPassphrase(`Passphrase of the key ${key.name}: `)) : openKey(key);
}
