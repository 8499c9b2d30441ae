/** The plugins of this home: which there are, and the steps of installing and removing one. */

import {
  type ChangeStore,
  CodedError,
  type CodeStore,
  findNearest,
  type KeptVersion,
  type PageContribution,
  type PluginCatalogue,
  type PluginId,
  type PluginRecord,
  type PluginStore,
  toContributionId,
  toErrorJson,
} from '@omnitrade/contracts';
import { Contributions } from '@omnitrade/extensions';
import semver from 'semver';
import { registryError } from './errors.ts';
import type {
  ChangeResult,
  EnableOptions,
  InstallByName,
  InstallOptions,
  InstallRequest,
  RemovalOptions,
} from './host.ts';
import { changeTogether } from './planning/change-group.ts';
import { nothingChanged, toResult } from './planning/change-result.ts';
import { gatherOffers, type OfferSources } from './planning/offers.ts';
import { planChanges, type Wish } from './planning/plan-change.ts';
import { type PreparedChange, prepareChange } from './planning/prepare-change.ts';
import { beginAnew } from './plugins/begin-anew.ts';
import { InstalledPlugin } from './plugins/installed-plugin.ts';
import { linkLibraries, listImported } from './plugins/link-libraries.ts';
import { findUnmet, listDependents } from './plugins/needs.ts';
import type { PluginWorld } from './plugins/plugin-world.ts';
import { type ChangeWorld, withoutTaken } from './plugins/version-change.ts';
import { type FetchedPackage, fetchPackage, readInstalled, type SourceWorld } from './sources/fetch.ts';
import type { PluginPackage } from './sources/package-files.ts';

export interface RegistryWorld extends Omit<PluginWorld, 'save' | 'readPackage' | 'inForce'>, SourceWorld {
  readonly store: PluginStore;
  readonly code: CodeStore;
  readonly changes: ChangeStore;
  /** Plugins that can be had by name. */
  readonly catalogue?: PluginCatalogue;
  /** Starts what a plugin needs of others before it starts itself. */
  readonly bringUp: (record: PluginRecord) => Promise<void>;
  /** How long a new version is watched before its change is final. */
  readonly healthMs: number;
  readonly onStep?: ChangeWorld['onStep'];
  /** A plugin is there anew or in another form; it does not run yet. Must not wait for it. */
  readonly onChanged: (plugin: InstalledPlugin) => void;
}

export class PluginRegistry {
  readonly #world: RegistryWorld;
  readonly #plugins = new Map<PluginId, InstalledPlugin>();
  readonly #inForce = new Contributions();
  /** Installs and removals go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;
  #kept: readonly KeptVersion[] = [];
  /** Whose libraries each plugin imports, or would, as it was last started. */
  readonly #linked = new Map<PluginId, readonly string[]>();

  constructor(world: RegistryWorld) {
    this.#world = world;
  }

  /** Puts right what a crash left open, then reads what is installed; starts nothing. */
  async open(): Promise<void> {
    const { changes, store, emit } = this.#world;
    for (const { plugin, kind, from, to } of await changes.open()) {
      await changes.undo(plugin);
      emit('plugin.change-undone', plugin, { kind, from, to });
    }
    for (const record of await store.list()) this.#adopt(record);
    await this.#tidy();
  }

  get all(): InstalledPlugin[] {
    return [...this.#plugins.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  find(id: PluginId): InstalledPlugin | undefined {
    return this.#plugins.get(id);
  }

  /** Throws `registry.not-installed` with the nearest name. */
  get(id: string): InstalledPlugin {
    const known = this.#plugins.get(id as PluginId);
    if (known) return known;
    const nearest = findNearest(id, [...this.#plugins.keys()]);
    throw registryError('not-installed', { plugin: id.slice(0, 64), ...(nearest && { nearest }) });
  }

  /** Contributions of enabled plugins, with their full ids. */
  contributions(): PageContribution[] {
    return this.all
      .filter(({ record }) => record.wanted === 'enabled')
      .flatMap(({ id, contributions }) =>
        contributions.map((one) => ({ ...one, plugin: id, contribution: toContributionId(id, one.id) })),
      );
  }

  /** Versions of a plugin that can be returned to, newest first. */
  kept(id: PluginId): KeptVersion[] {
    return this.#kept.filter(({ record }) => record.id === id);
  }

  /** The code of an installed plugin, with the libraries of the plugins it depends on. */
  async readPackage(record: PluginRecord): Promise<PluginPackage> {
    const { code } = this.#world;
    const own = await readInstalled(record, code);
    const files = await linkLibraries(own, (name) => this.#readOther(name, []));
    this.#linked.set(record.id, listImported(own, files));
    // Whoever reads it means to start it.
    this.#assertOpen();
    return files;
  }

  /** With all it needs, or not at all. Throws `registry.conflict` where versions do not fit together. */
  install(request: InstallRequest | InstallByName): Promise<ChangeResult> {
    return this.#inTurn(() => this.#install(request));
  }

  /** Takes what its source holds now, if that is newer, and of a catalogue the newest that fits; what must change with it changes too. */
  update(id: string, options: InstallOptions): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const { record } = this.get(id);
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
    });
  }

  /** Returns to a kept version, with the data it had; what the user has revoked since stays revoked. */
  rollback(id: string, to?: string): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const known = this.get(id);
      const kept = this.kept(known.id);
      const target = kept.find(({ record }) => to === undefined || record.version === to);
      if (!target)
        throw registryError('nothing-kept', {
          plugin: known.id,
          kept: kept.map(({ record }) => record.version),
          ...(to !== undefined && { version: to }),
        });
      const request = { name: known.id, range: target.record.version };
      const wish = { plugin: known.id, requests: [request], unpins: true };
      return this.#change(wish, { grants: [], grantLowRisk: false }, {});
    });
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.#inTurn(() => this.get(id).pin(pinned));
  }

  /** Throws `registry.needs-others` where something it needs is disabled or gone, unless those are enabled with it or it is to do without. */
  async enable(id: string, { withDependencies = false, alone = false }: EnableOptions = {}): Promise<void> {
    const plugin = this.get(id);
    const { disabled, missing } = findUnmet(plugin.record, this.#records());
    if (missing.length > 0 && !alone)
      await this.#inTurn(() => this.#bringMissing(plugin.record, missing, withDependencies));
    if (disabled.length > 0 && !alone && !withDependencies)
      throw registryError('needs-others', { plugin: plugin.id, disabled, missing: [], choices: enableChoices });
    if (withDependencies) for (const name of disabled) await this.#plugins.get(name)?.enable();
    await plugin.enable();
  }

  /** Throws `registry.conflict` with the reasons why what is missing cannot be had. */
  async #bringMissing({ id, version }: PluginRecord, missing: readonly string[], allowed: boolean): Promise<void> {
    const wish = { plugin: id, requests: [{ name: id, range: version }] };
    await this.#change(wish, { grants: [], grantLowRisk: false, dryRun: !allowed }, {});
    if (!allowed) throw registryError('needs-others', { plugin: id, disabled: [], missing, choices: enableChoices });
  }

  /** At once, whatever is being installed. Throws `registry.needed-by-others` unless it is said what becomes of those. */
  async disable(id: string, options: RemovalOptions = {}): Promise<void> {
    const enabled = this.#records().filter(({ wanted }) => wanted === 'enabled');
    for (const plugin of this.#leaving(this.get(id).id, enabled, 'disabled', options)) await plugin.disable();
  }

  /** Throws `registry.needed-by-others` unless it is said what becomes of those. */
  uninstall(id: string, options: RemovalOptions = {}): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const leaving = this.#leaving(this.get(id).id, this.#records(), 'uninstalled', options);
      const changes: ChangeResult['changes'][number][] = [];
      for (const plugin of leaving) {
        const { version } = plugin.record;
        using _ = await plugin.hold();
        await this.#world.store.remove(plugin.id, { purge: options.purge ?? false });
        this.#plugins.delete(plugin.id);
        plugin.leave();
        this.#world.emit('plugin.uninstalled', plugin.id, { version });
        changes.push({ plugin: plugin.id, from: version, to: null });
      }
      await this.#settled(changes.map(({ plugin }) => plugin));
      return { ...nothingChanged, changes };
    });
  }

  /** Starts a failed plugin anew; one that failed its trial or was quarantined is tried first, as it is on disk now. */
  retry(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const { record } = this.get(id);
      // What is kept in the home cannot have been mended meanwhile; what is run where it lies can.
      if (record.failure && record.digest === undefined) {
        const { warnings } = await this.#install({ source: record.source, grants: [], grantLowRisk: false });
        for (const { code, message } of warnings) throw new CodedError(code, message, { plugin: record.id });
      }
      await this.get(id).retry();
    });
  }

  /** Resolves when no install or removal is under way any more. */
  get quiet(): Promise<void> {
    return this.#turn.then(() => {});
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const plugin of this.#plugins.values()) plugin[Symbol.dispose]();
    this.#plugins.clear();
  }

  async #install(request: InstallRequest | InstallByName): Promise<ChangeResult> {
    if ('want' in request) {
      const { name, range } = request.want;
      return this.#change({ plugin: name, requests: [{ name, range }] }, request, {});
    }
    const root = await fetchPackage(request.source, request, this.#world);
    const { name, version } = root.files.manifest;
    const known = this.#plugins.get(name);
    if (known && root.stored) this.#assertUnpinned(known.record, version);
    const wish = { plugin: name, requests: [{ name, range: version }], anew: true };
    return this.#change(wish, request, { packages: [root] });
  }

  /** Plans, prepares and carries out; a dry run ends before the last. */
  async #change(wish: Wish, options: InstallOptions, given: Partial<OfferSources>): Promise<ChangeResult> {
    const records = this.#records();
    const { dryRun = false, offers: extra = [], others = {} } = options;
    const more = await Promise.all(extra.map((source) => fetchPackage(source, options, this.#world)));
    const { catalogue } = this.#world;
    const offers = await gatherOffers({
      ...given,
      packages: [...(given.packages ?? []), ...more],
      records,
      kept: this.#kept,
      ...(catalogue && { catalogue }),
      names: wish.requests.map(({ name }) => name),
    });
    const prepared: PreparedChange[] = [];
    const world = {
      ...this.#world,
      find: (plugin: PluginId) => this.#plugins.get(plugin),
      findPackage: (name: string) => this.#readOther(name, prepared),
      assertOpen: () => this.#assertOpen(),
    };
    for (const change of planChanges(offers, records, wish)) {
      const isRoot = change.plugin === wish.plugin;
      const own = isRoot ? options : { ...options, grants: [], limits: {}, ...others[change.plugin] };
      prepared.push(await prepareChange(world, change, { ...own, isRoot }));
    }
    if (!dryRun) await this.#carryOut(prepared);
    return toResult(prepared, wish.plugin, dryRun);
  }

  /** What the source of an installed plugin holds now; undefined if it cannot be read. Nothing comes of it yet. */
  async #fetchCurrent(record: PluginRecord): Promise<FetchedPackage | undefined> {
    return fetchPackage(record.source, { dryRun: true }, this.#world).catch(() => undefined);
  }

  /** Another plugin's package as it will be: of a change that is prepared, else as it is installed. */
  async #readOther(name: string, prepared: readonly PreparedChange[]): Promise<PluginPackage | undefined> {
    const change = prepared.find(({ record }) => record.id === name);
    if (change?.files) return change.files;
    const record = change?.record ?? this.#plugins.get(name as PluginId)?.record;
    return record && readInstalled(record, this.#world.code);
  }

  #assertUnpinned({ id: plugin, version, pinned }: PluginRecord, to: string): void {
    if (pinned && version !== to) throw registryError('pinned', { plugin, version });
  }

  /** Who goes: the plugin, after those that need it where they go too. Throws if there are any and nobody said what becomes of them. */
  #leaving(
    id: PluginId,
    among: readonly PluginRecord[],
    act: string,
    { withDependents = false, alone = false }: RemovalOptions,
  ): InstalledPlugin[] {
    const dependents = listDependents(id, among);
    if (dependents.length > 0 && !withDependents && !alone)
      throw registryError('needed-by-others', { plugin: id, act, dependents, choices: removalChoices });
    return [...(withDependents ? dependents : []), id].map((one) => this.get(one));
  }

  #records(): PluginRecord[] {
    return this.all.map(({ record }) => record);
  }

  /** One plugin that is run where it lies takes its place at once; everything else is one transaction. */
  async #carryOut(prepared: readonly PreparedChange[]): Promise<void> {
    for (const { bind } of prepared) await bind?.();
    const [only] = prepared;
    try {
      if (prepared.length === 1 && only && only.kind !== 'rollback' && !only.stored) await this.#commit(only);
      else await this.#changeTogether(prepared);
    } finally {
      await this.#settled(prepared.map(({ record }) => record.id));
    }
  }

  async #changeTogether(prepared: readonly PreparedChange[]): Promise<void> {
    const { store } = this.#world;
    const from = prepared.map(({ basis }) => basis?.version ?? null);
    const world: ChangeWorld = {
      ...this.#world,
      find: async (wanted) => (await store.list()).find((record) => record.id === wanted),
      adopt: (record) => this.#adopt(record),
      forget: (gone) => void this.#plugins.delete(gone),
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

  #tell(plugin: InstalledPlugin, type: string, from: string | null): void {
    const { id, version, failure } = plugin.record;
    this.#world.emit(type, id, { version, from });
    if (failure) this.#world.emit('plugin.failed', id, { code: failure.code, message: failure.message });
    this.#world.onChanged(plugin);
  }

  /** Plugins came, changed or went: those that hold a copy of their library begin anew, and what nobody needs any more is forgotten. */
  async #settled(changed: readonly string[]): Promise<void> {
    for (const plugin of this.all) {
      const isLinked = this.#linked.get(plugin.id)?.some((name) => changed.includes(name)) ?? false;
      if (isLinked && !changed.includes(plugin.id)) await beginAnew(plugin);
    }
    await this.#tidy();
  }

  /** Forgets code that nobody refers to. What is left over does no harm, so a failure is only noted. */
  async #tidy(): Promise<void> {
    const { changes, code, log } = this.#world;
    try {
      // Only code that is kept here can be returned to.
      this.#kept = (await changes.kept()).filter(({ record }) => record.digest !== undefined);
      const records = [...this.#records(), ...this.#kept.map(({ record }) => record)];
      await code.collect(new Set(records.flatMap(({ digest }) => (digest === undefined ? [] : [digest]))));
    } catch (error) {
      log('' as PluginId, 'warn', `Code that is not used any more could not be removed: ${toErrorJson(error).message}`);
    }
  }

  async #commit({ record, known, basis }: PreparedChange): Promise<void> {
    // Until everybody knows of the new form, the old one must not be started again.
    using _ = await known?.hold();
    const from = known?.record.version ?? null;
    if (known) await known.replace(withoutTaken(record, basis, known.record));
    else await this.#world.store.put(record);
    const plugin = known ?? this.#adopt(record);
    using _held = await plugin.hold();
    await plugin.setUpOrFail();
    this.#tell(plugin, known ? 'plugin.updated' : 'plugin.installed', from);
  }

  #adopt(record: PluginRecord): InstalledPlugin {
    const plugin = new InstalledPlugin(record, {
      ...this.#world,
      inForce: this.#inForce,
      readPackage: async (read) => {
        await this.#world.bringUp(read);
        return this.readPackage(read);
      },
      save: (changed) => this.#world.store.put(changed),
    });
    this.#plugins.set(record.id, plugin);
    return plugin;
  }

  #assertOpen(): void {
    if (this.#closed) throw registryError('closing', undefined);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const begin = () => {
      this.#assertOpen();
      return work();
    };
    const result = this.#turn.then(begin);
    this.#turn = result.catch(() => {});
    return result;
  }
}

const removalChoices = ['with-dependents', 'alone'] as const;
const enableChoices = ['with-dependencies', 'alone'] as const;
const eventOf = { install: 'plugin.installed', update: 'plugin.updated', rollback: 'plugin.rolled-back' } as const;
