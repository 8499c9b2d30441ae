/**
 * The tables of the audit: a chain of rows, each with a hash over itself and the one before, and counters per minute.
 * Runs in the store thread. Rows are only ever added at the end and dropped, whole, at the beginning.
 */

import { createHash } from 'node:crypto';
import type { AuditCount, AuditEntry, AuditNote, AuditUse } from '@omnitrade/contracts';
import type { Database, Row } from '../database.ts';

export const createAuditTables = `
  create table audit (
    seq integer primary key,
    time integer not null,
    plugin text not null,
    version text not null,
    permission text not null,
    call text not null,
    target text,
    outcome text not null,
    hash text not null
  ) strict;
  create index audit_by_plugin on audit (plugin, seq);
  create table audit_ends (
    which text primary key check (which in ('first', 'last')),
    seq integer not null,
    hash text not null
  ) strict, without rowid;
  insert into audit_ends values ('first', 0, ''), ('last', 0, '');
  create table audit_counts (
    plugin text not null,
    permission text not null,
    minute integer not null,
    allowed integer not null,
    denied integer not null,
    primary key (plugin, permission, minute)
  ) strict, without rowid;
`;

type End = { readonly seq: number; readonly hash: string };

const readEnd = (db: Database, which: 'first' | 'last') =>
  db.all('select seq, hash from audit_ends where which = :which', { which })[0] as End;

/** The only way to tell an entry's hash: a change of it would break every chain that is kept anywhere. Every field stands in a list of its own place, so no two notes look alike. */
export function toAuditHash(before: string, seq: number, note: AuditNote): string {
  const { time, plugin, version, permission, call, target = null, outcome } = note;
  const text = JSON.stringify([before, seq, time, plugin, version, permission, call, target, outcome]);
  return createHash('sha256').update(text).digest('hex');
}

function toEntry(row: Row): AuditEntry {
  const { target, ...rest } = row as Row & AuditEntry;
  return target === null ? rest : { ...rest, target };
}

function append(db: Database, note: AuditNote): void {
  const last = readEnd(db, 'last');
  const seq = last.seq + 1;
  const hash = toAuditHash(last.hash, seq, note);
  const { time, plugin, version, permission, call, target = null, outcome } = note;
  db.run('insert into audit values (:seq, :time, :plugin, :version, :permission, :call, :target, :outcome, :hash)', {
    ...{ seq, time, plugin, version, permission, call, target, outcome, hash },
  });
  db.run(`update audit_ends set seq = :seq, hash = :hash where which = 'last'`, { seq, hash });
}

/** Follows the chain in steps, so that a long one does not lie in memory. */
function verify(db: Database) {
  const after = readEnd(db, 'first');
  let { seq, hash } = after;
  let entries = 0;
  for (;;) {
    const rows = db.all('select * from audit where seq > :seq order by seq limit 1000', { seq });
    if (rows.length === 0) break;
    for (const row of rows) {
      const entry = toEntry(row);
      const expected = toAuditHash(hash, seq + 1, entry);
      if (entry.seq !== seq + 1 || entry.hash !== expected) return { ok: false as const, entries, seq: seq + 1 };
      ({ seq, hash } = entry);
      entries++;
    }
  }
  const last = readEnd(db, 'last');
  if (last.seq !== seq || last.hash !== hash) return { ok: false as const, entries, seq: seq + 1 };
  return { ok: true as const, entries, head: hash, after };
}

function uses(db: Database, plugin: string): AuditUse[] {
  const rows = db.all(
    `select permission, sum(allowed) as allowed, sum(denied) as denied, max(last) as last from (
       select permission, outcome = 'allowed' as allowed, outcome = 'denied' as denied,
         iif(outcome = 'allowed', time, null) as last from audit where plugin = :plugin
       union all
       select permission, allowed, denied, iif(allowed > 0, minute * 60000, null) from audit_counts where plugin = :plugin
     ) group by permission having allowed + denied > 0 order by permission`,
    { plugin },
  ) as { permission: string; allowed: number; denied: number; last: number | null }[];
  return rows.map((row) => ({
    ...row,
    targets: db
      .all(
        `select distinct target from audit where plugin = :plugin and permission = :permission
         and outcome = 'allowed' and target is not null limit 100`,
        { plugin, permission: row.permission },
      )
      .map(({ target }) => target as string),
  }));
}

/** The last one that goes is the anchor of those that stay. */
function drop(db: Database, upTo: number): void {
  const dropped = db.all('select seq, hash from audit where seq = :upTo', { upTo })[0] as End | undefined;
  if (!dropped) return;
  db.run(`update audit_ends set seq = :seq, hash = :hash where which = 'first'`, { ...dropped });
  db.run('delete from audit where seq <= :upTo', { upTo });
}

export const auditOperations = {
  'audit.append': append,
  'audit.count': (db: Database, { counts }: { counts: readonly AuditCount[] }): void => {
    for (const count of counts)
      db.run(
        `insert into audit_counts values (:plugin, :permission, :minute, :allowed, :denied)
         on conflict (plugin, permission, minute) do update
         set allowed = allowed + :allowed, denied = denied + :denied`,
        { ...count },
      );
  },
  'audit.read': (
    db: Database,
    { plugin = null, after, limit }: { plugin?: string | null; after?: number; limit: number },
  ): AuditEntry[] => {
    const mine = '(:plugin is null or plugin = :plugin)';
    if (after !== undefined)
      return db
        .all(`select * from audit where seq > :after and ${mine} order by seq limit :limit`, { plugin, after, limit })
        .map(toEntry);
    return db
      .all(`select * from audit where ${mine} order by seq desc limit :limit`, { plugin, limit })
      .map(toEntry)
      .reverse();
  },
  'audit.counts': (db: Database, { plugin = null, limit }: { plugin?: string | null; limit: number }): AuditCount[] =>
    db.all(
      `select * from audit_counts where :plugin is null or plugin = :plugin
       order by minute desc, plugin, permission limit :limit`,
      { plugin, limit },
    ) as unknown as AuditCount[],
  'audit.uses': (db: Database, { plugin }: { plugin: string }) => uses(db, plugin),
  'audit.verify': (db: Database) => verify(db),
  'audit.prune': (db: Database, { before }: { before: number }): void => {
    const kept = db.all('select min(seq) as seq from audit where time >= :before', { before })[0]?.seq as number | null;
    const end = kept === null ? readEnd(db, 'last').seq : kept - 1;
    drop(db, end);
    db.run('delete from audit_counts where minute < :minute', { minute: Math.floor(before / 60_000) });
  },
  'audit.ends': (db: Database) => ({ after: readEnd(db, 'first'), last: readEnd(db, 'last') }),
  'audit.drop': (db: Database, { upTo }: { upTo: number }): void => drop(db, upTo),
} as const;
