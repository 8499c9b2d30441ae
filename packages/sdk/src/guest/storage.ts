/** The plugin's own key-value data: single reads and writes, and transactions that are done anew when another one was quicker. */

import type { Json } from '@omnitrade/contracts';
import type { Storage, StorageTransaction } from '../index.ts';
import { request } from './requests.ts';

/** A transaction that loses the race this often is given up. */
const maxTries = 8;

interface Commit {
  readonly reads: Map<string, number>;
  readonly writes: Map<string, Json | undefined>;
  readonly tx: StorageTransaction;
}

function begin(): Commit {
  const reads = new Map<string, number>();
  const writes = new Map<string, Json | undefined>();
  const tx: StorageTransaction = {
    async get<T extends Json>(key: string): Promise<T | undefined> {
      if (writes.has(key)) return writes.get(key) as T | undefined;
      const found = (await request('storage', 'read', [key])) as { value: T; rev: number } | null;
      if (!reads.has(key)) reads.set(key, found?.rev ?? 0);
      return found?.value;
    },
    set: (key, value) => void writes.set(key, value),
    delete: (key) => void writes.set(key, undefined),
  };
  return { reads, writes, tx: Object.freeze(tx) };
}

async function commit({ reads, writes }: Commit, version?: number): Promise<void> {
  const puts: Json[] = [];
  const removes: string[] = [];
  for (const [key, value] of writes) {
    if (value === undefined) removes.push(key);
    else puts.push({ key, value });
  }
  const expects = [...reads].map(([key, rev]) => ({ key, rev }));
  await request('storage', 'commit', [{ expects, puts, removes, ...(version !== undefined && { version }) }]);
}

const isConflict = (error: unknown) => (error as { code?: unknown } | null)?.code === 'storage.conflict';

async function transaction<T>(work: (tx: StorageTransaction) => T | Promise<T>, version?: number): Promise<T> {
  for (let tries = 1; ; tries++) {
    const state = begin();
    const result = await work(state.tx);
    try {
      if (state.writes.size > 0 || version !== undefined) await commit(state, version);
      return result;
    } catch (error) {
      if (!isConflict(error) || tries >= maxTries) throw error;
    }
  }
}

async function migrate(version: number, work: (tx: StorageTransaction, from: number) => void | Promise<void>) {
  const { version: from } = (await request('storage', 'status', [])) as { version: number };
  if (from === version) return;
  if (from > version)
    throw Object.assign(
      new Error(`The stored data has version ${from}, and this code knows ${version}: it was left as it is.`),
      { code: 'storage.newer' },
    );
  await transaction((tx) => work(tx, from), version);
}

export const storage: Storage = Object.freeze({
  get: <T extends Json>(key: string) => begin().tx.get<T>(key),
  set: (key: string, value: Json) => transaction((tx) => tx.set(key, value)),
  delete: (key: string) => transaction((tx) => tx.delete(key)),
  list: async (range: { prefix?: string; after?: string; limit?: number } = {}) =>
    (await request('storage', 'keys', [range])) as string[],
  transaction: <T>(work: (tx: StorageTransaction) => T | Promise<T>) => transaction(work),
  migrate,
});
