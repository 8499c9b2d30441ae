/** The tables of what plugins went through, and of how starts of the terminal ended. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createHistoryTables = `
  create table plugin_moves (
    seq integer primary key,
    plugin text not null,
    time integer not null,
    version text not null,
    from_state text not null,
    event text not null,
    to_state text not null,
    cause text not null
  ) strict;
  create index plugin_moves_by_plugin on plugin_moves (plugin, seq);
  create table plugin_faults (
    plugin text not null,
    fingerprint text not null,
    code text not null,
    message text not null,
    version text not null,
    count integer not null,
    first_at integer not null,
    last_at integer not null,
    primary key (plugin, fingerprint)
  ) strict, without rowid;
  create table starts (
    id integer primary key check (id = 1),
    unfinished integer not null,
    begun_at integer not null
  ) strict;
`;

/** The newest of each plugin are kept. */
const keptMoves = 500;
const keptFaults = 100;

export type MoveRow = {
  readonly plugin: string;
  readonly time: number;
  readonly version: string;
  readonly from_state: string;
  readonly event: string;
  readonly to_state: string;
  readonly cause: string;
};
export type FaultRow = {
  readonly plugin: string;
  readonly fingerprint: string;
  readonly code: string;
  readonly message: string;
  readonly version: string;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
};
type NewFault = Pick<FaultRow, 'plugin' | 'fingerprint' | 'code' | 'message' | 'version'> & { readonly time: number };

export const historyOperations = {
  'history.add-move': (db: Database, move: MoveRow): void => {
    db.run(
      `insert into plugin_moves (plugin, time, version, from_state, event, to_state, cause)
       values (:plugin, :time, :version, :from_state, :event, :to_state, :cause)`,
      move,
    );
    db.run(
      `delete from plugin_moves where plugin = :plugin and seq <=
       (select seq from plugin_moves where plugin = :plugin order by seq desc limit 1 offset ${keptMoves})`,
      { plugin: move.plugin },
    );
  },
  'history.add-fault': (db: Database, fault: NewFault): void => {
    db.run(
      `insert into plugin_faults values (:plugin, :fingerprint, :code, :message, :version, 1, :time, :time)
       on conflict (plugin, fingerprint) do update set code = :code, message = :message, version = :version,
         count = count + 1, last_at = :time`,
      fault,
    );
    db.run(
      `delete from plugin_faults where plugin = :plugin and fingerprint not in
       (select fingerprint from plugin_faults where plugin = :plugin order by last_at desc, fingerprint limit ${keptFaults})`,
      { plugin: fault.plugin },
    );
  },
  'history.moves': (db: Database, { plugin }: { plugin: string }): MoveRow[] =>
    db.all(
      `select plugin, time, version, from_state, event, to_state, cause
       from plugin_moves where plugin = :plugin order by seq desc`,
      { plugin },
    ) as MoveRow[],
  'history.faults': (db: Database, { plugin }: { plugin: string }): FaultRow[] =>
    db.all('select * from plugin_faults where plugin = :plugin order by last_at desc, fingerprint', {
      plugin,
    }) as FaultRow[],
  /** Counts a start, and answers how many before it never said that they went well. */
  'starts.begin': (db: Database, { time }: { time: number }): number => {
    const before = Number(db.all('select unfinished from starts')[0]?.unfinished ?? 0);
    db.run(
      `insert into starts values (1, 1, :time)
       on conflict (id) do update set unfinished = unfinished + 1, begun_at = :time`,
      { time },
    );
    return before;
  },
  'starts.succeeded': (db: Database): void => {
    db.run('update starts set unfinished = 0');
  },
} as const;
