/** The one SQLite file, opened, locked and brought to this release's tables. The only file that touches `node:sqlite`. */

import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { isCoded } from '@omnitrade/contracts';
import { storeError } from './errors.ts';

/** Marks a file as ours: the letters OTRD. */
const applicationId = 0x4f545244;

/** SQLite's primary result codes that mean something to a user. */
const sqlite = { busy: 5, readOnly: 8, ioError: 10, damaged: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

export type Row = Record<string, SQLOutputValue>;
type Parameters = Record<string, SQLInputValue>;

/** True if another process holds the file. */
export const isBusy = (error: unknown): boolean => primaryCode(error) === sqlite.busy;

/** An open file. Holds its lock, which the operating system releases however the process ends. */
export class Database implements Disposable {
  readonly file: string;
  #connection: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  /** Throws SQLite's own errors; {@link openDatabase} translates them. */
  constructor(file: string, migrations: readonly string[]) {
    this.file = file;
    this.#connection = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
    try {
      this.#connection.enableDefensive(true);
      this.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
      this.exec('pragma trusted_schema = off; pragma cell_size_check = on');
      this.#migrate(migrations);
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.#statement(sql).all(parameters);
  }

  run(sql: string, parameters: Parameters = {}): void {
    this.#statement(sql).run(parameters);
  }

  /** False again if SQLite itself has rolled everything back, as it does on a full disk. */
  get inTransaction(): boolean {
    return this.#connection.isTransaction;
  }

  /** Runs `work` whole or not at all; on disk when it returns. */
  transaction<T>(work: () => T): T {
    this.exec('begin');
    try {
      const result = work();
      this.exec('commit');
      return result;
    } catch (error) {
      if (this.inTransaction) this.exec('rollback');
      throw error;
    }
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #pragma(name: string): number {
    return Number(Object.values(this.all(`pragma ${name}`)[0] ?? {})[0]);
  }

  #migrate(migrations: readonly string[]): void {
    const found = this.#pragma('user_version');
    const tables = Number(this.all('select count(*) as n from sqlite_schema')[0]?.n);
    if (this.#pragma('application_id') !== applicationId && tables > 0)
      throw storeError('damaged', { file: this.file, reason: 'it belongs to another program' });
    if (found > migrations.length) throw storeError('newer', { file: this.file, found, known: migrations.length });
    if (found === migrations.length) return;
    this.transaction(() => {
      for (const sql of migrations.slice(found)) this.exec(sql);
      this.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}`);
    });
  }
}

/** Opens, locks and migrates; throws `store.*`, or an error for which {@link isBusy} is true. */
export function openDatabase(file: string, migrations: readonly string[]): Database {
  try {
    return new Database(file, migrations);
  } catch (error) {
    throw isBusy(error) ? error : toStoreError(error, file, 'open');
  }
}

/** Says in the user's words what SQLite reported. */
export function toStoreError(error: unknown, file: string, operation: string): Error {
  if (isCoded(error) && error.code.startsWith('store.')) return error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (primaryCode(error)) {
    case sqlite.full:
      return storeError('disk-full', { file }, error);
    case sqlite.readOnly:
    case sqlite.cannotOpen:
      return storeError('not-writable', { path: file, reason }, error);
    case sqlite.ioError:
      return storeError('disk-failed', { file, reason }, error);
    case sqlite.damaged:
    case sqlite.notADatabase:
      return storeError('damaged', { file, reason }, error);
    default:
      return storeError('failed', { operation, reason }, error);
  }
}

/** The low byte of an extended result code. */
function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}
