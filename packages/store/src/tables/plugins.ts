/** The tables of installed plugins and their grants. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createPluginTables = `
  create table plugins (
    id text primary key,
    version text not null,
    wanted text not null check (wanted in ('enabled', 'disabled')),
    source text not null check (json_valid(source)),
    manifest text not null check (json_valid(manifest)),
    contributions text not null check (json_valid(contributions)),
    settings text not null check (json_valid(settings)),
    installed_at integer not null,
    failure text check (json_valid(failure))
  ) strict;
  create table grants (
    plugin text not null references plugins (id) on delete cascade,
    permission text not null,
    limits text not null check (json_valid(limits)),
    lifetime text not null,
    granted_at integer not null,
    primary key (plugin, permission)
  ) strict, without rowid;
`;

/** When a grant ends, and what was seen of it. */
export const addGrantColumns = `
  alter table grants add column expires_at integer;
  alter table grants add column last_used_at integer;
  alter table grants add column uses integer;
  alter table grants add column seen_at integer;
`;

/** What a version's code says of itself, and what of its setting up is still owed. */
export const addPluginCode = `
  alter table plugins add column code text check (json_valid(code));
`;

/** A row of `plugins`; JSON columns as text. */
export type PluginRow = {
  readonly id: string;
  readonly version: string;
  readonly wanted: string;
  readonly source: string;
  readonly manifest: string;
  readonly contributions: string;
  readonly settings: string;
  readonly installed_at: number;
  readonly failure: string | null;
  readonly digest: string | null;
  readonly pinned: number;
  readonly code: string | null;
};
export type GrantRow = {
  readonly plugin: string;
  readonly permission: string;
  readonly limits: string;
  readonly lifetime: string;
  readonly granted_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly uses: number | null;
  readonly seen_at: number | null;
};

/** The whole of one plugin: what is put replaces what was there, grants included. */
export interface PluginRows {
  readonly plugin: PluginRow;
  readonly grants: readonly GrantRow[];
}

const upsert = `
  insert into plugins values (:id, :version, :wanted, :source, :manifest, :contributions, :settings, :installed_at, :failure, :digest, :pinned, :code)
  on conflict (id) do update set version = :version, wanted = :wanted, source = :source, manifest = :manifest,
    contributions = :contributions, settings = :settings, installed_at = :installed_at, failure = :failure, digest = :digest, pinned = :pinned, code = :code`;

const insertGrant = `
  insert into grants (plugin, permission, limits, lifetime, granted_at, expires_at, last_used_at, uses, seen_at)
  values (:plugin, :permission, :limits, :lifetime, :granted_at, :expires_at, :last_used_at, :uses, :seen_at)`;

/** One plugin whole; undefined if it is not installed. */
export function readPluginRows(db: Database, id: string): PluginRows | undefined {
  const [plugin] = db.all('select * from plugins where id = :id', { id }) as PluginRow[];
  if (plugin === undefined) return undefined;
  const grants = db.all('select * from grants where plugin = :id order by permission', { id }) as GrantRow[];
  return { plugin, grants };
}

export const pluginOperations = {
  'plugins.list': (db: Database): { plugins: PluginRow[]; grants: GrantRow[] } => ({
    plugins: db.all('select * from plugins order by installed_at, id') as PluginRow[],
    grants: db.all('select * from grants order by plugin, permission') as GrantRow[],
  }),
  'plugins.put': (db: Database, { plugin, grants }: PluginRows): void => {
    // What was kept by an older release knows nothing of its code.
    db.run(upsert, { ...plugin, code: plugin.code ?? null });
    db.run('delete from grants where plugin = :id', { id: plugin.id });
    for (const grant of grants) db.run(insertGrant, grant);
  },
} as const;
