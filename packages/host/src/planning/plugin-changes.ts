/** Everything that brings plugins in or to another version: planned by the resolver, prepared, carried out as a whole. */

import type { CodeStore, KeptVersion, PluginId, PluginRecord, PluginStore } from '@omnitrade/contracts';
import type { Lock } from '@omnitrade/registry';
import semver from 'semver';
import { registryError } from '../errors.ts';
import type { ChangeResult, InstallByName, InstallOptions, InstallRequest, LockOptions } from '../host.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { type ChangeWorld, withoutTaken } from '../plugins/version-change.ts';
import { type FetchedPackage, fetchPackage, readInstalled } from '../sources/fetch.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { changeTogether } from './change-group.ts';
import { nothingChanged, toResult } from './change-result.ts';
import { findLocked } from './locking.ts';
import { gatherOffers, type OfferSources } from './offers.ts';
import { planChanges, type Wish } from './plan-change.ts';
import { type PreparedChange, type PrepareWorld, prepareChange } from './prepare-change.ts';

export interface ChangesWorld
  extends Omit<PrepareWorld, 'find' | 'findPackage' | 'assertOpen'>,
    Omit<ChangeWorld, 'find' | 'adopt' | 'forget'> {
  readonly store: PluginStore;
  readonly code: CodeStore;
  readonly onChanged: (plugin: InstalledPlugin) => void;
}

/** The plugins that are there, and what becomes of them. */
export interface ChangeSite {
  readonly find: (id: PluginId) => InstalledPlugin | undefined;
  readonly records: () => readonly PluginRecord[];
  readonly kept: () => readonly KeptVersion[];
  readonly adopt: (record: PluginRecord) => InstalledPlugin;
  readonly forget: (id: PluginId) => void;
  /** Called after every change, however it ended. */
  readonly settled: (changed: readonly string[]) => Promise<void>;
  readonly assertOpen: () => void;
}

/** What can be said to a plugin that cannot be enabled by itself. */
export const enableChoices = ['with-dependencies', 'alone'] as const;
const eventOf = { install: 'plugin.installed', update: 'plugin.updated', rollback: 'plugin.rolled-back' } as const;

/** One change at a time: whoever owns it sees to that. */
export class PluginChanges {
  readonly #world: ChangesWorld;
  readonly #site: ChangeSite;

  constructor(world: ChangesWorld, site: ChangeSite) {
    this.#world = world;
    this.#site = site;
  }

  async install(request: InstallRequest | InstallByName): Promise<ChangeResult> {
    if ('want' in request) {
      const { name, range } = request.want;
      return this.#change({ plugin: name, requests: [{ name, range }] }, request, {});
    }
    const root = await fetchPackage(request.source, request, this.#world);
    const { name, version } = root.files.manifest;
    const known = this.#site.find(name);
    if (known && root.stored) this.#assertUnpinned(known.record, version);
    const wish = { plugin: name, requests: [{ name, range: version }], anew: [name] };
    return this.#change(wish, request, { packages: [root] });
  }

  async update(record: PluginRecord, options: InstallOptions): Promise<ChangeResult> {
    const fetched = await this.#fetchCurrent(record);
    const isNewer = fetched && semver.gt(fetched.files.manifest.version, record.version);
    const range = isNewer ? fetched.files.manifest.version : '*';
    if (!isNewer && !this.#world.catalogue) return { ...nothingChanged, dryRun: options.dryRun ?? false };
    if (isNewer) this.#assertUnpinned(record, range);
    const request = { name: record.id, range, ...(!isNewer && { newest: true }) };
    const current = (other: PluginRecord) => this.#fetchCurrent(other);
    return this.#change({ plugin: record.id, requests: [request] }, options, {
      packages: isNewer ? [await fetchPackage(record.source, options, this.#world)] : [],
      current,
    });
  }

  /** Every plugin of a lock in the version and with the bytes it names, as one change. */
  async bringAbout(lock: Lock, options: Omit<LockOptions, 'prune'>): Promise<ChangeResult> {
    const shipped = async (name: string, version: string) =>
      (await this.#world.catalogue?.fetch(name, version))?.source;
    const packages = await findLocked(lock, this.#site.records(), this.#world, {
      offers: options.offers ?? [],
      shipped,
    });
    if (packages.length === 0) return { ...nothingChanged, dryRun: options.dryRun ?? false };
    const requests = Object.entries(lock.plugins).map(([name, { version }]) => ({ name, range: version }));
    const { offers: _, ...given } = options;
    const anew = packages.map(({ files }) => files.manifest.name);
    return this.#change(
      { plugin: 'installed.lock', requests, anew, unpins: true },
      { ...given, grants: [] },
      { packages },
    );
  }

  /** Throws `registry.nothing-kept`. */
  rollback(plugin: PluginId, to: string | undefined): Promise<ChangeResult> {
    const kept = this.#site.kept().filter(({ record }) => record.id === plugin);
    const target = kept.find(({ record }) => to === undefined || record.version === to);
    if (!target)
      throw registryError('nothing-kept', {
        plugin,
        kept: kept.map(({ record }) => record.version),
        ...(to !== undefined && { version: to }),
      });
    const wish = { plugin, requests: [{ name: plugin, range: target.record.version }], unpins: true };
    return this.#change(wish, { grants: [], grantLowRisk: false }, {});
  }

  /** Throws `registry.conflict` with the reasons why what is missing cannot be had. */
  async bringMissing({ id, version }: PluginRecord, missing: readonly string[], allowed: boolean): Promise<void> {
    const wish = { plugin: id, requests: [{ name: id, range: version }] };
    await this.#change(wish, { grants: [], grantLowRisk: false, dryRun: !allowed }, {});
    if (!allowed) throw registryError('needs-others', { plugin: id, disabled: [], missing, choices: enableChoices });
  }

  /** Plans, prepares and carries out; a dry run ends before the last. */
  async #change(wish: Wish, options: InstallOptions, given: Partial<OfferSources>): Promise<ChangeResult> {
    const records = this.#site.records();
    const { dryRun = false, offers: extra = [], others = {} } = options;
    const more = await Promise.all(extra.map((source) => fetchPackage(source, options, this.#world)));
    const { catalogue } = this.#world;
    const offers = await gatherOffers({
      ...given,
      packages: [...(given.packages ?? []), ...more],
      records,
      kept: this.#site.kept(),
      ...(catalogue && { catalogue }),
      names: wish.requests.map(({ name }) => name),
    });
    const prepared: PreparedChange[] = [];
    const world = {
      ...this.#world,
      find: this.#site.find,
      findPackage: (name: string) => this.readOther(name, prepared),
      assertOpen: this.#site.assertOpen,
    };
    const { changes, left } = await planChanges(offers, records, wish);
    for (const change of changes) {
      const isRoot = change.plugin === wish.plugin;
      const own = isRoot ? options : { ...options, grants: [], limits: {}, ...others[change.plugin] };
      prepared.push(await prepareChange(world, change, { ...own, isRoot }));
    }
    if (!dryRun) await this.#carryOut(prepared);
    return { ...toResult(prepared, wish.plugin, dryRun), ...(left.length > 0 && { left }) };
  }

  /** What the source of an installed plugin holds now; undefined if it cannot be read. Nothing comes of it yet. */
  async #fetchCurrent(record: PluginRecord): Promise<FetchedPackage | undefined> {
    return fetchPackage(record.source, { dryRun: true }, this.#world).catch(() => undefined);
  }

  /** Another plugin's package as it will be: of a change that is prepared, else as it is installed. */
  async readOther(name: string, prepared: readonly PreparedChange[] = []): Promise<PluginPackage | undefined> {
    const change = prepared.find(({ record }) => record.id === name);
    if (change?.files) return change.files;
    const record = change?.record ?? this.#site.find(name as PluginId)?.record;
    return record && readInstalled(record, this.#world.code);
  }

  #assertUnpinned({ id: plugin, version, pinned }: PluginRecord, to: string): void {
    if (pinned && version !== to) throw registryError('pinned', { plugin, version });
  }

  /** One plugin that is run where it lies takes its place at once; everything else is one transaction. */
  async #carryOut(prepared: readonly PreparedChange[]): Promise<void> {
    for (const { bind } of prepared) await bind?.();
    const [only] = prepared;
    try {
      if (prepared.length === 1 && only && only.kind !== 'rollback' && !only.stored) await this.#commit(only);
      else await this.#changeTogether(prepared);
    } finally {
      await this.#site.settled(prepared.map(({ record }) => record.id));
    }
  }

  async #changeTogether(prepared: readonly PreparedChange[]): Promise<void> {
    const { store } = this.#world;
    const from = prepared.map(({ basis }) => basis?.version ?? null);
    const world: ChangeWorld = {
      ...this.#world,
      find: async (wanted) => (await store.list()).find((record) => record.id === wanted),
      adopt: this.#site.adopt,
      forget: this.#site.forget,
    };
    try {
      const plugins = await changeTogether(
        world,
        prepared.map(({ kind, record, known, basis, stored, restore }) => ({
          ...{ kind, known, basis, stored, id: record.id, to: record.version },
          ...(restore !== undefined && { restore }),
          prepare: async (digest) => (digest === undefined ? record : { ...record, digest }),
        })),
      );
      for (const [n, plugin] of plugins.entries())
        this.#tell(plugin, eventOf[(prepared[n] as PreparedChange).kind], from[n] ?? null);
    } catch (error) {
      for (const { known } of prepared) if (known) this.#world.onChanged(known);
      throw error;
    }
  }

  async #commit({ record, known, basis }: PreparedChange): Promise<void> {
    // Until everybody knows of the new form, the old one must not be started again.
    using _ = await known?.hold();
    const from = known?.record.version ?? null;
    if (known) await known.replace(withoutTaken(record, basis, known.record));
    else await this.#world.store.put(record);
    const plugin = known ?? this.#site.adopt(record);
    using _held = await plugin.hold();
    await plugin.setUpOrFail();
    this.#tell(plugin, known ? 'plugin.updated' : 'plugin.installed', from);
  }

  #tell(plugin: InstalledPlugin, type: string, from: string | null): void {
    const { id, version, failure } = plugin.record;
    this.#world.emit(type, id, { version, from });
    if (failure) this.#world.emit('plugin.failed', id, { code: failure.code, message: failure.message });
    this.#world.onChanged(plugin);
  }
}
