/** Runs requests that wait together as one transaction, so that many of them share one sync of the disk. */

import { type ErrorJson, toErrorJson } from '@omnitrade/contracts';
import { type Database, toStoreError } from './database.ts';
import { type OperationName, operations } from './tables/index.ts';

export interface Request {
  readonly id: number;
  readonly operation: OperationName;
  readonly input: unknown;
}
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorJson };

/** Answers each request, in order. An answer that is ok is on disk; a request that fails leaves no trace and spoils no other. */
export function runBatch(db: Database, requests: readonly Request[]): Answer[] {
  try {
    return db.transaction(() => requests.map((request) => runOne(db, request)));
  } catch (error) {
    if (requests.length > 1) return requests.flatMap((request) => runBatch(db, [request]));
    return requests.map((request) => refused(db, request, error));
  }
}

function runOne(db: Database, request: Request): Answer {
  db.exec('savepoint request');
  try {
    const operation = operations[request.operation] as (db: Database, input: unknown) => unknown;
    const value = operation(db, request.input);
    db.exec('release request');
    return { id: request.id, ok: true, value };
  } catch (error) {
    if (!db.inTransaction) throw error;
    db.exec('rollback to request; release request');
    return refused(db, request, error);
  }
}

function refused(db: Database, request: Request, error: unknown): Answer {
  return { id: request.id, ok: false, error: toErrorJson(toStoreError(error, db.file, request.operation)) };
}
