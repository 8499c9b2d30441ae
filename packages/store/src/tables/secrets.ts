/** The table of secrets, sealed before they come here. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createSecretTable = `
  create table secrets (
    plugin text not null references plugins (id) on delete cascade,
    name text not null,
    sealed text not null,
    set_at integer not null,
    primary key (plugin, name)
  ) strict, without rowid;
`;

export const secretOperations = {
  'secrets.names': (db: Database, { plugin }: { plugin: string }) =>
    db.all('select name, set_at from secrets where plugin = :plugin order by name', { plugin }).map((row) => ({
      name: row.name as string,
      setAt: row.set_at as number,
    })),
  'secrets.put': (db: Database, row: { plugin: string; name: string; sealed: string; setAt: number }): void => {
    db.run(
      `insert into secrets values (:plugin, :name, :sealed, :setAt)
       on conflict (plugin, name) do update set sealed = :sealed, set_at = :setAt`,
      row,
    );
  },
  'secrets.remove': (db: Database, { plugin, name }: { plugin: string; name: string }): void => {
    db.run('delete from secrets where plugin = :plugin and name = :name', { plugin, name });
  },
  'secrets.read': (db: Database, { plugin, name }: { plugin: string; name: string }): string | undefined =>
    db.all('select sealed from secrets where plugin = :plugin and name = :name', { plugin, name })[0]?.sealed as
      | string
      | undefined,
} as const;
