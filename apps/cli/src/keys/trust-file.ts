/**
 * What a home believes: `pins.json` says which key each plugin was taken under and which keys were revoked,
 * `config.json` which publishers are trusted. Read anew each time: the command and a running terminal share it.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFingerprint, type Revocation, type Trust } from '@omnitrade/archive';
import { isPluginId, type JsonObject } from '@omnitrade/contracts';
import type { TrustStore } from '@omnitrade/host';
import { readConfig } from '@omnitrade/terminal/config';
import { readIfThere, replaceFile } from '../local-files.ts';
import { keysError } from './errors.ts';
import { KeyStore } from './key-store.ts';

interface TrustRecord {
  readonly version: 1;
  readonly pins: Readonly<Record<string, { readonly fingerprint: string; readonly pinnedAt: number }>>;
  readonly revoked: readonly Revocation[];
}

const maxBytes = 4 * 1024 * 1024;
const empty: TrustRecord = { version: 1, pins: {}, revoked: [] };

export class TrustFile implements TrustStore {
  readonly #homeDir: string;
  readonly #file: string;

  constructor(homeDir: string) {
    this.#homeDir = homeDir;
    this.#file = join(homeDir, 'pins.json');
  }

  /** All this home believes. A file that cannot be read is no empty one: throws `keys.bad-trust` and `terminal.bad-config`. */
  async read(now: number): Promise<Trust> {
    const [{ pins, revoked }, { trust: publishers = [] }] = await Promise.all([
      this.#read(),
      readConfig(this.#homeDir, {}, {}),
    ]);
    const own = (await new KeyStore(this.#homeDir).list()).filter(({ status }) => status !== 'revoked');
    return {
      publishers,
      pins: new Map(Object.entries(pins).map(([plugin, { fingerprint }]) => [plugin, fingerprint])),
      own: new Set(own.map(({ fingerprint }) => fingerprint)),
      revoked: new Map(revoked.map((one) => [one.fingerprint, one])),
      now,
    };
  }

  async pin(plugin: string, fingerprint: string, pinnedAt: number): Promise<void> {
    const record = await this.#read();
    await this.#write({ ...record, pins: { ...record.pins, [plugin]: { fingerprint, pinnedAt } } });
  }

  async revoke(revocation: Revocation): Promise<void> {
    const record = await this.#read();
    const others = record.revoked.filter(({ fingerprint }) => fingerprint !== revocation.fingerprint);
    await this.#write({ ...record, revoked: [...others, revocation] });
  }

  async #read(): Promise<TrustRecord> {
    const bytes = await readIfThere(this.#file, maxBytes);
    if (!bytes) return empty;
    const bad = (why: string) => keysError('bad-trust', { file: this.#file, why });
    let json: JsonObject;
    try {
      json = JSON.parse(Buffer.from(bytes).toString()) as JsonObject;
    } catch {
      throw bad('it is not JSON');
    }
    if (!isTrustRecord(json)) throw bad('a field of it is missing or of another kind');
    return json;
  }

  async #write(record: TrustRecord): Promise<void> {
    await mkdir(this.#homeDir, { recursive: true, mode: 0o700 });
    await replaceFile(this.#file, `${JSON.stringify(record, null, 2)}\n`, 0o600);
  }
}

function isTrustRecord(json: unknown): json is TrustRecord {
  const { version, pins, revoked } = (json ?? {}) as { [K in keyof TrustRecord]: unknown };
  if (version !== 1 || !isObject(pins) || !Array.isArray(revoked)) return false;
  const isKeyed = (one: unknown) => isObject(one) && isFingerprint(one.fingerprint);
  return (
    Object.entries(pins).every(([plugin, pin]) => isPluginId(plugin) && isKeyed(pin)) &&
    revoked.every((one) => isKeyed(one) && typeof one.reason === 'string')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
