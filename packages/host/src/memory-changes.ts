/** Code, changes and past of plugins for as long as the process lives: for tests, and for runs that leave nothing behind. */

import { createHash } from 'node:crypto';
import {
  type ChangeStore,
  CodedError,
  type CodeStore,
  type Json,
  type JsonObject,
  type OpenChange,
  type PackageFile,
  type PluginHistory,
  type PluginId,
  type PluginMove,
  type PluginRecord,
  type PluginStore,
  type StorageStore,
} from '@omnitrade/contracts';

export function createMemoryCode(): CodeStore {
  const packages = new Map<string, readonly PackageFile[]>();
  return {
    digest: async (files) => digestOf(files),
    async put(files) {
      const digest = digestOf(files);
      packages.set(
        digest,
        files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      );
      return digest;
    },
    async read(digest) {
      const files = packages.get(digest);
      if (!files) throw new CodedError('store.not-stored', `The code ${digest} is not here.`, { digest });
      return files;
    },
    async collect(keep) {
      const removed = [...packages.keys()].filter((digest) => !keep.has(digest));
      for (const digest of removed) packages.delete(digest);
      return removed.sort();
    },
  };
}

function digestOf(files: readonly PackageFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const list = sorted.map(({ path, data }) => [path, Buffer.from(data).toString('base64')]);
  return createHash('sha256').update(JSON.stringify(list)).digest('hex');
}

interface Data {
  readonly version: number;
  readonly values: readonly (readonly [string, Json])[];
}
interface Whole {
  readonly record: PluginRecord | undefined;
  readonly data: Data;
}

/** Works on the same records and data as the host it is made for. */
export function createMemoryChanges(store: PluginStore, storage: StorageStore): ChangeStore {
  const open = new Map<PluginId, OpenChange & { readonly before?: Whole }>();
  const kept: (Whole & { readonly record: PluginRecord; readonly keptAt: number })[] = [];
  const find = async (plugin: PluginId) => (await store.list()).find(({ id }) => id === plugin);
  const begun = (plugin: PluginId) => {
    const change = open.get(plugin);
    if (!change) throw new CodedError('store.no-change-open', `No change of ${plugin} is under way.`, { plugin });
    return change;
  };
  const readWhole = async (plugin: PluginId): Promise<Whole> => {
    const keys = await storage.keys(plugin, { prefix: '', after: '', limit: Number.MAX_SAFE_INTEGER });
    const values = await Promise.all(
      keys.map(async (key) => [key, (await storage.read(plugin, key))?.value ?? null] as const),
    );
    return { record: await find(plugin), data: { version: (await storage.status(plugin)).version, values } };
  };
  const writeData = async (plugin: PluginId, { version, values }: Data) => {
    const removes = await storage.keys(plugin, { prefix: '', after: '', limit: Number.MAX_SAFE_INTEGER });
    const puts = values.map(([key, value]) => ({ key, value }));
    await storage.commit(plugin, { expects: [], puts, removes, version, quotaBytes: Number.MAX_SAFE_INTEGER });
  };
  return {
    open: async () => [...open.values()].map(({ before: _, ...change }) => change),
    async stage(change) {
      if (open.has(change.plugin))
        throw new CodedError('store.change-open', `A change of ${change.plugin} is open.`, { plugin: change.plugin });
      open.set(change.plugin, { ...change, step: 'stage' });
    },
    async snapshot(plugin) {
      open.set(plugin, { ...begun(plugin), step: 'snapshot', before: await readWhole(plugin) });
    },
    async switch(record, restore) {
      const change = begun(record.id);
      await store.put(record);
      const from = kept.find((one) => one.record.id === record.id && one.record.version === restore);
      if (from) await writeData(record.id, from.data);
      open.set(record.id, { ...change, step: 'switch' });
    },
    async undo(plugin) {
      const { before } = begun(plugin);
      if (before?.record)
        await store.put({ ...before.record, wanted: (await find(plugin))?.wanted ?? before.record.wanted });
      else if (before) await store.remove(plugin);
      if (before) await writeData(plugin, before.data);
      open.delete(plugin);
    },
    async commit(...plugins) {
      for (const { plugin, before, to } of plugins.map(begun)) {
        const at = kept.findIndex(({ record }) => record.id === plugin && record.version === to);
        if (at >= 0) kept.splice(at, 1);
        if (before?.record && before.record.version !== to)
          kept.unshift({ record: before.record, data: before.data, keptAt: kept.length });
        open.delete(plugin);
      }
    },
    kept: async (plugin) =>
      kept
        .filter(({ record }) => plugin === undefined || record.id === plugin)
        .map(({ record, data, keptAt }) => ({ record, dataVersion: data.version, keptAt })),
    leftSettings: async (): Promise<JsonObject | undefined> => undefined,
  };
}

export function createMemoryHistory(): PluginHistory {
  const moves: PluginMove[] = [];
  const faults = new Map<string, Awaited<ReturnType<PluginHistory['faults']>>[number]>();
  return {
    addMove: async (move) => void moves.push(move),
    async addFault({ time, ...fault }) {
      const key = `${fault.plugin} ${fault.fingerprint}`;
      const known = faults.get(key);
      faults.set(key, { ...fault, count: (known?.count ?? 0) + 1, firstAt: known?.firstAt ?? time, lastAt: time });
    },
    moves: async (plugin) => moves.filter((move) => move.plugin === plugin).toReversed(),
    faults: async (plugin) =>
      [...faults.values()].filter((fault) => fault.plugin === plugin).sort((a, b) => b.lastAt - a.lastAt),
  };
}
