/** The tables of kept versions, open changes, and what uninstalled plugins left behind. Runs in the store thread. */

import type { Database } from '../database.ts';
import { storeError } from '../errors.ts';
import { readStorage, replaceStorage, type StoredData } from './plugin-storage.ts';
import { type PluginRows, pluginOperations, readPluginRows } from './plugins.ts';

export const createVersionTables = `
  alter table plugins add column digest text;
  alter table plugins add column pinned integer not null default 0 check (pinned in (0, 1));
  create table left_behind (
    plugin text primary key,
    settings text not null check (json_valid(settings)),
    data text not null check (json_valid(data)),
    since integer not null
  ) strict, without rowid;
  create table kept_versions (
    plugin text not null,
    version text not null,
    kept text not null check (json_valid(kept)),
    kept_at integer not null,
    primary key (plugin, version)
  ) strict, without rowid;
  create table open_changes (
    plugin text primary key,
    kind text not null check (kind in ('install', 'update', 'rollback')),
    from_version text,
    to_version text not null,
    begun_at integer not null,
    step text not null check (step in ('stage', 'snapshot', 'switch')),
    before text check (json_valid(before)),
    given text check (json_valid(given))
  ) strict, without rowid;
`;

/** So many versions of a plugin can be returned to; older ones are forgotten. */
const keptPerPlugin = 5;

/** Everything that belongs to one plugin at one moment. */
interface Whole {
  /** Absent where it was not installed. */
  readonly rows: PluginRows | null;
  readonly data: StoredData;
}
export type ChangeRow = {
  readonly plugin: string;
  readonly kind: string;
  readonly from_version: string | null;
  readonly to_version: string;
  readonly begun_at: number;
};
export type OpenChangeRow = ChangeRow & { readonly step: string };
interface Kept {
  readonly rows: PluginRows;
  readonly data: StoredData;
}
export type KeptRows = Kept & { readonly keptAt: number };

const readWhole = (db: Database, plugin: string): Whole => ({
  rows: readPluginRows(db, plugin) ?? null,
  data: readStorage(db, plugin),
});

/** As it was, but what the user took away since then stays taken away. `given` are the grants the change began with. */
function restore(db: Database, plugin: string, { rows, data }: Whole, given: readonly string[]): void {
  if (rows === null) return db.run('delete from plugins where id = :plugin', { plugin });
  const now = readPluginRows(db, plugin);
  const grants = rows.grants.flatMap((grant) => {
    const current = now?.grants.find(({ permission }) => permission === grant.permission);
    return current ? [current] : given.includes(grant.permission) ? [] : [grant];
  });
  const wanted = now?.plugin.wanted ?? rows.plugin.wanted;
  pluginOperations['plugins.put'](db, { plugin: { ...rows.plugin, wanted }, grants });
  replaceStorage(db, plugin, data);
}

function readChange(db: Database, plugin: string) {
  const [row] = db.all('select * from open_changes where plugin = :plugin', { plugin });
  if (row === undefined) throw storeError('no-change-open', { plugin });
  return row as OpenChangeRow & { readonly before: string | null; readonly given: string | null };
}

function readKept(db: Database, plugin: string, version: string): Kept {
  const query = 'select kept from kept_versions where plugin = :plugin and version = :version';
  const [row] = db.all(query, { plugin, version });
  if (row === undefined) throw storeError('not-kept', { plugin, version });
  return JSON.parse(row.kept as string) as Kept;
}

/** What an uninstalled plugin stored, when it comes back; it stays left behind until the change is committed. */
function takeLeftData(db: Database, plugin: string): StoredData | undefined {
  const [row] = db.all('select data from left_behind where plugin = :plugin', { plugin });
  return row && (JSON.parse(row.data as string) as StoredData);
}

function keep(db: Database, plugin: string, { rows, data }: Whole, keptAt: number): void {
  if (rows === null) return;
  const { version } = rows.plugin;
  db.run(
    `insert into kept_versions values (:plugin, :version, :kept, :keptAt)
     on conflict (plugin, version) do update set kept = :kept, kept_at = :keptAt`,
    { plugin, version, kept: JSON.stringify({ rows, data }), keptAt },
  );
  db.run(
    `delete from kept_versions where plugin = :plugin and version not in
     (select version from kept_versions where plugin = :plugin order by kept_at desc, version desc limit ${keptPerPlugin})`,
    { plugin },
  );
}

function commit(db: Database, plugin: string, time: number): void {
  const { before, to_version: version } = readChange(db, plugin);
  const whole = before === null ? undefined : (JSON.parse(before) as Whole);
  // A version installed anew takes the place of what was kept under its name.
  db.run('delete from kept_versions where plugin = :plugin and version = :version', { plugin, version });
  if (whole?.rows && whole.rows.plugin.version !== version) keep(db, plugin, whole, time);
  db.run('delete from left_behind where plugin = :plugin', { plugin });
  db.run('delete from open_changes where plugin = :plugin', { plugin });
}

export const versionOperations = {
  'changes.open': (db: Database): OpenChangeRow[] =>
    db.all(
      'select plugin, kind, from_version, to_version, begun_at, step from open_changes order by begun_at, plugin',
    ) as OpenChangeRow[],
  'changes.stage': (db: Database, change: ChangeRow): void => {
    const { plugin } = change;
    if (db.all('select 1 from open_changes where plugin = :plugin', { plugin }).length > 0)
      throw storeError('change-open', { plugin });
    db.run(
      `insert into open_changes values (:plugin, :kind, :from_version, :to_version, :begun_at, 'stage', null, null)`,
      change,
    );
  },
  'changes.snapshot': (db: Database, { plugin }: { plugin: string }): void => {
    readChange(db, plugin);
    const before = JSON.stringify(readWhole(db, plugin));
    db.run(`update open_changes set step = 'snapshot', before = :before where plugin = :plugin`, { plugin, before });
  },
  'changes.switch': (db: Database, { rows, restored }: { rows: PluginRows; restored: string | null }): void => {
    const plugin = rows.plugin.id;
    if (readChange(db, plugin).before === null) throw storeError('no-change-open', { plugin });
    pluginOperations['plugins.put'](db, rows);
    const data = restored === null ? takeLeftData(db, plugin) : readKept(db, plugin, restored).data;
    if (data) replaceStorage(db, plugin, data);
    const given = JSON.stringify(rows.grants.map(({ permission }) => permission));
    db.run(`update open_changes set step = 'switch', given = :given where plugin = :plugin`, { plugin, given });
  },
  'changes.undo': (db: Database, { plugin }: { plugin: string }): void => {
    const { before, given } = readChange(db, plugin);
    if (before !== null) restore(db, plugin, JSON.parse(before) as Whole, given === null ? [] : JSON.parse(given));
    db.run('delete from open_changes where plugin = :plugin', { plugin });
  },
  'changes.commit': (db: Database, { plugins, time }: { plugins: readonly string[]; time: number }): void => {
    for (const plugin of plugins) commit(db, plugin, time);
  },
  'versions.list': (db: Database): KeptRows[] =>
    db
      .all('select kept, kept_at from kept_versions order by kept_at desc, plugin, version')
      .map(({ kept, kept_at }) => ({ ...(JSON.parse(kept as string) as Kept), keptAt: kept_at as number })),
  'left.settings': (db: Database, { plugin }: { plugin: string }): string | undefined =>
    db.all('select settings from left_behind where plugin = :plugin', { plugin })[0]?.settings as string | undefined,
  /** Removes a plugin; what it stored stays until it expires, unless it is purged at once. */
  'plugins.remove': (db: Database, { id, purge, time }: { id: string; purge: boolean; time: number }): void => {
    const rows = readPluginRows(db, id);
    db.run('delete from left_behind where plugin = :id', { id });
    if (rows && !purge)
      db.run('insert into left_behind values (:id, :settings, :data, :time)', {
        id,
        settings: rows.plugin.settings,
        data: JSON.stringify(readStorage(db, id)),
        time,
      });
    db.run('delete from plugins where id = :id', { id });
    if (purge) db.run('delete from workspace_settings where plugin = :id', { id });
    db.run('delete from kept_versions where plugin = :id', { id });
    db.run('delete from open_changes where plugin = :id', { id });
  },
  /** Forgets what was left behind before a moment. */
  'left.expire': (db: Database, { before }: { before: number }): void => {
    db.run('delete from workspace_settings where plugin in (select plugin from left_behind where since < :before)', {
      before,
    });
    db.run('delete from left_behind where since < :before', { before });
  },
} as const;
