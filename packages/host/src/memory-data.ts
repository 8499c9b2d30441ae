/** What plugins keep, for as long as the process lives: for tests, for trials, and for runs that leave nothing behind. */

import { createHash } from 'node:crypto';
import type {
  AuditCount,
  AuditEntry,
  AuditStore,
  BudgetRow,
  Json,
  PluginData,
  SecretStore,
  StorageStore,
} from '@omnitrade/contracts';

export function createMemoryData(): PluginData {
  return { storage: createStorage(), secrets: createSecrets(), budgets: createBudgets(), audit: createAudit() };
}

interface Kept {
  readonly entries: Map<string, { readonly value: Json; readonly rev: number }>;
  version: number;
  rev: number;
}

const sizeOf = (key: string, value: Json) => Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value));

function createStorage(): StorageStore {
  const all = new Map<string, Kept>();
  const of = (plugin: string): Kept =>
    all.getOrInsertComputed(plugin, () => ({ entries: new Map(), version: 0, rev: 0 }));
  const bytesOf = (entries: Kept['entries']) => {
    let bytes = 0;
    for (const [key, { value }] of entries) bytes += sizeOf(key, value);
    return bytes;
  };
  return {
    read: async (plugin, key) => structuredClone(of(plugin).entries.get(key)),
    keys: async (plugin, { prefix, after, limit }) =>
      [...of(plugin).entries.keys()]
        .filter((key) => key.startsWith(prefix) && key > after)
        .sort()
        .slice(0, limit),
    async commit(plugin, { expects, puts, removes, version, quotaBytes }) {
      const kept = of(plugin);
      for (const { key, rev } of expects)
        if ((kept.entries.get(key)?.rev ?? 0) !== rev) return { ok: false, why: 'conflict', key };
      const after = new Map(kept.entries);
      for (const key of removes) after.delete(key);
      for (const { key, value } of puts) after.set(key, { value: structuredClone(value), rev: kept.rev + 1 });
      const bytes = bytesOf(after);
      if (bytes > quotaBytes && bytes > bytesOf(kept.entries)) return { ok: false, why: 'full', bytes };
      all.set(plugin, { entries: after, version: version ?? kept.version, rev: kept.rev + 1 });
      return { ok: true, bytes };
    },
    async status(plugin) {
      const { entries, version } = of(plugin);
      return { version, bytes: bytesOf(entries) };
    },
  };
}

function createSecrets(): SecretStore {
  const secrets = new Map<string, { value: string; setAt: number }>();
  const keyOf = (plugin: string, name: string) => `${plugin}/${name}`;
  return {
    protection: 'key-file',
    names: async (plugin) =>
      [...secrets]
        .filter(([key]) => key.startsWith(`${plugin}/`))
        .map(([key, { setAt }]) => ({ name: key.slice(plugin.length + 1), setAt })),
    put: async (plugin, name, value) => void secrets.set(keyOf(plugin, name), { value, setAt: Date.now() }),
    remove: async (plugin, name) => void secrets.delete(keyOf(plugin, name)),
    open: async (plugin, name) => secrets.get(keyOf(plugin, name))?.value,
  };
}

function createBudgets() {
  const rows = new Map<string, BudgetRow>();
  return {
    list: async () => [...rows.values()],
    put: async (given: readonly BudgetRow[]) => {
      for (const row of given) rows.set(`${row.plugin} ${row.budget}`, row);
    },
  };
}

/** Chained like the one on disk, so that what reads it need not know which it is. */
function createAudit(): AuditStore {
  let entries: AuditEntry[] = [];
  const counts: AuditCount[] = [];
  let head = '';
  let after = { seq: 0, hash: '' };
  const drop = (goes: (entry: AuditEntry) => boolean) => {
    const gone = entries.findLast(goes);
    if (gone) after = { seq: gone.seq, hash: gone.hash };
    entries = entries.filter(({ seq }) => seq > after.seq);
  };
  const isOf = (plugin: string | undefined) => (one: { readonly plugin: string }) => !plugin || one.plugin === plugin;
  return {
    async append(note) {
      head = createHash('sha256')
        .update(JSON.stringify([head, note]))
        .digest('hex');
      entries.push({ ...note, seq: (entries.at(-1)?.seq ?? after.seq) + 1, hash: head });
    },
    count: async (given) => void counts.push(...given),
    read: async ({ plugin, after, limit }) => {
      const mine = entries.filter(isOf(plugin));
      return after === undefined ? mine.slice(-limit) : mine.filter(({ seq }) => seq > after).slice(0, limit);
    },
    counts: async ({ plugin, limit }) => counts.filter(isOf(plugin)).slice(-limit),
    uses: async (plugin) => {
      const mine = entries.filter(isOf(plugin));
      const counted = counts.filter(isOf(plugin));
      const permissions = new Set([...mine, ...counted].map(({ permission }) => permission));
      return [...permissions].sort().map((permission) => {
        const rows = mine.filter((one) => one.permission === permission);
        const sums = counted.filter((one) => one.permission === permission);
        const done = rows.filter(({ outcome }) => outcome === 'allowed');
        const denied = rows.filter(({ outcome }) => outcome === 'denied').length;
        const times = [
          ...done.map(({ time }) => time),
          ...sums.filter((one) => one.allowed).map((one) => one.minute * 60_000),
        ];
        return {
          permission,
          allowed: sums.reduce((sum, one) => sum + one.allowed, done.length),
          denied: sums.reduce((sum, one) => sum + one.denied, denied),
          last: times.length > 0 ? Math.max(...times) : null,
          targets: [...new Set(done.flatMap(({ target }) => (target === undefined ? [] : [target])))].slice(0, 100),
        };
      });
    },
    verify: async () => ({ ok: true, entries: entries.length, head, after }),
    ends: async () => ({ after, last: { seq: entries.at(-1)?.seq ?? after.seq, hash: head } }),
    drop: async (upTo) => drop(({ seq }) => seq <= upTo),
    prune: async (before) => {
      drop(({ time }) => time < before);
    },
  };
}
