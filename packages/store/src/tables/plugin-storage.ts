/** The tables of plugins' own key-value data. Runs in the store thread: a commit is checked and written in one go. */

import type { Database } from '../database.ts';

export const createStorageTables = `
  create table storage (
    plugin text not null references plugins (id) on delete cascade,
    key text not null,
    value text not null check (json_valid(value)),
    rev integer not null,
    primary key (plugin, key)
  ) strict, without rowid;
  create table storage_state (
    plugin text primary key references plugins (id) on delete cascade,
    version integer not null default 0,
    rev integer not null default 0,
    bytes integer not null default 0
  ) strict, without rowid;
`;

export interface CommitInput {
  readonly plugin: string;
  readonly expects: readonly { readonly key: string; readonly rev: number }[];
  /** Values as JSON text. */
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  readonly removes: readonly string[];
  readonly version: number | undefined;
  readonly quotaBytes: number;
}

type State = { readonly version: number; readonly rev: number; readonly bytes: number };
const sizeOf = (...texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

function find(db: Database, plugin: string, key: string): { value: string; rev: number } | undefined {
  const rows = db.all('select value, rev from storage where plugin = :plugin and key = :key', { plugin, key });
  return rows[0] as { value: string; rev: number } | undefined;
}

function readState(db: Database, plugin: string): State {
  const rows = db.all('select version, rev, bytes from storage_state where plugin = :plugin', { plugin });
  return (rows[0] as State | undefined) ?? { version: 0, rev: 0, bytes: 0 };
}

function commit(db: Database, { plugin, expects, puts, removes, version, quotaBytes }: CommitInput) {
  for (const { key, rev } of expects)
    if ((find(db, plugin, key)?.rev ?? 0) !== rev) return { ok: false as const, why: 'conflict' as const, key };
  const state = readState(db, plugin);
  const after = new Map<string, string | undefined>();
  for (const key of removes) after.set(key, undefined);
  for (const { key, value } of puts) after.set(key, value);
  let { bytes } = state;
  for (const [key, value] of after) {
    const before = find(db, plugin, key);
    bytes += (value === undefined ? 0 : sizeOf(key, value)) - (before ? sizeOf(key, before.value) : 0);
  }
  // A plugin that is over its quota because the quota shrank may still make its data smaller.
  if (bytes > quotaBytes && bytes > state.bytes) return { ok: false as const, why: 'full' as const, bytes };
  const rev = state.rev + 1;
  for (const [key, value] of after) {
    if (value === undefined) db.run('delete from storage where plugin = :plugin and key = :key', { plugin, key });
    else
      db.run(
        `insert into storage values (:plugin, :key, :value, :rev)
         on conflict (plugin, key) do update set value = :value, rev = :rev`,
        { plugin, key, value, rev },
      );
  }
  db.run(
    `insert into storage_state values (:plugin, :version, :rev, :bytes)
     on conflict (plugin) do update set version = :version, rev = :rev, bytes = :bytes`,
    { plugin, version: version ?? state.version, rev, bytes },
  );
  return { ok: true as const, bytes };
}

/** All a plugin stores, as it is kept beside a version; values as JSON text. */
export interface StoredData {
  readonly version: number;
  readonly values: readonly (readonly [string, string])[];
}

export function readStorage(db: Database, plugin: string): StoredData {
  const rows = db.all('select key, value from storage where plugin = :plugin order by key', { plugin });
  const values = rows.map(({ key, value }) => [key as string, value as string] as const);
  return { version: readState(db, plugin).version, values };
}

/** Puts back what was kept. Revisions go on rising, so that a transaction begun before finds its reads outdated. */
export function replaceStorage(db: Database, plugin: string, { version, values }: StoredData): void {
  const rev = readState(db, plugin).rev + 1;
  const bytes = values.reduce((sum, texts) => sum + sizeOf(...texts), 0);
  db.run('delete from storage where plugin = :plugin', { plugin });
  for (const [key, value] of values)
    db.run('insert into storage values (:plugin, :key, :value, :rev)', { plugin, key, value, rev });
  db.run(
    `insert into storage_state values (:plugin, :version, :rev, :bytes)
     on conflict (plugin) do update set version = :version, rev = :rev, bytes = :bytes`,
    { plugin, version, rev, bytes },
  );
}

export const storageOperations = {
  'storage.read': (db: Database, { plugin, key }: { plugin: string; key: string }) => find(db, plugin, key),
  'storage.keys': (db: Database, query: { plugin: string; prefix: string; after: string; limit: number }): string[] => {
    const { prefix, ...range } = query;
    const rows = db.all(
      `select key from storage where plugin = :plugin and key > :after and substr(key, 1, length(:prefix)) = :prefix
       order by key limit :limit`,
      { ...range, prefix },
    );
    return rows.map(({ key }) => key as string);
  },
  'storage.commit': commit,
  'storage.status': (db: Database, { plugin }: { plugin: string }) => {
    const { version, bytes } = readState(db, plugin);
    return { version, bytes };
  },
} as const;
