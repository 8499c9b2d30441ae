/** The plugins of this home: which there are, and the steps of installing and removing one. */

import {
  type ChangeStore,
  CodedError,
  type CodeStore,
  findNearest,
  type KeptVersion,
  type LockFile,
  type PageContribution,
  type PluginCatalogue,
  type PluginId,
  type PluginRecord,
  type PluginStore,
  toContributionId,
  toErrorJson,
} from '@omnitrade/contracts';
import { Contributions } from '@omnitrade/extensions';
import { parseLock } from '@omnitrade/registry';
import { registryError } from './errors.ts';
import type {
  ChangeResult,
  EnableOptions,
  InstallByName,
  InstallOptions,
  InstallRequest,
  LockOptions,
  RemovalOptions,
} from './host.ts';
import { nothingChanged } from './planning/change-result.ts';
import { toLockText } from './planning/locking.ts';
import { enableChoices, PluginChanges } from './planning/plugin-changes.ts';
import { beginAnew } from './plugins/begin-anew.ts';
import { InstalledPlugin } from './plugins/installed-plugin.ts';
import { linkLibraries, listImported } from './plugins/link-libraries.ts';
import { findUnmet, listDependents } from './plugins/needs.ts';
import type { PluginWorld } from './plugins/plugin-world.ts';
import type { ChangeWorld } from './plugins/version-change.ts';
import { readInstalled, type SourceWorld } from './sources/fetch.ts';
import type { PluginPackage } from './sources/package-files.ts';

export interface RegistryWorld extends Omit<PluginWorld, 'save' | 'readPackage' | 'inForce' | 'kept'>, SourceWorld {
  readonly store: PluginStore;
  readonly code: CodeStore;
  readonly changes: ChangeStore;
  /** Plugins that can be had by name. */
  readonly catalogue?: PluginCatalogue;
  /** Where it is written down what is installed. */
  readonly lockFile?: LockFile;
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

  readonly #changes: PluginChanges;

  constructor(world: RegistryWorld) {
    this.#world = world;
    this.#changes = new PluginChanges(world, {
      find: (id) => this.#plugins.get(id),
      records: () => this.#records(),
      kept: () => this.#kept,
      adopt: (record) => this.#adopt(record),
      forget: (id) => void this.#plugins.delete(id),
      settled: (changed) => this.#settled(changed),
      assertOpen: () => this.#assertOpen(),
    });
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
    const files = await linkLibraries(own, (name) => this.#changes.readOther(name));
    this.#linked.set(record.id, listImported(own, files));
    // Whoever reads it means to start it.
    this.#assertOpen();
    return files;
  }

  /** With all it needs, or not at all. Throws `registry.conflict` where versions do not fit together. */
  install(request: InstallRequest | InstallByName): Promise<ChangeResult> {
    return this.#inTurn(() => this.#changes.install(request));
  }

  lock(): Promise<string> {
    return toLockText(this.#records(), this.#world);
  }

  /** What the lock names as it names it, all or nothing; then what it does not name is uninstalled, if so wished. */
  installLock(text: string, { prune = false, ...options }: LockOptions): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const lock = parseLock(text);
      const result = await this.#changes.bringAbout(lock, options);
      for (const { id, record } of this.all) {
        const pinned = lock.plugins[id]?.pinned ?? false;
        if (!options.dryRun && lock.plugins[id] && (record.pinned ?? false) !== pinned) await this.get(id).pin(pinned);
      }
      const others = prune ? this.#records().filter(({ id }) => !Object.hasOwn(lock.plugins, id)) : [];
      const removed = options.dryRun
        ? []
        : await this.#remove(
            others.map(({ id }) => this.get(id)),
            {},
          );
      const gone = others.map(({ id: plugin, version }) => ({ plugin, from: version, to: null }));
      if (removed.length === 0 && !options.dryRun) await this.#writeLock();
      return { ...result, changes: [...result.changes, ...gone] };
    });
  }

  /** Takes what its source holds now, if that is newer, and of a catalogue the newest that fits; what must change with it changes too. */
  update(id: string, options: InstallOptions): Promise<ChangeResult> {
    return this.#inTurn(() => this.#changes.update(this.get(id).record, options));
  }

  /** Returns to a kept version, with the data it had; what the user has revoked since stays revoked. */
  rollback(id: string, to?: string): Promise<ChangeResult> {
    return this.#inTurn(() => this.#changes.rollback(this.get(id).id, to));
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.#inTurn(async () => {
      await this.get(id).pin(pinned);
      await this.#writeLock();
    });
  }

  /** Throws `registry.needs-others` where something it needs is disabled or gone, unless those are enabled with it or it is to do without. */
  async enable(id: string, { withDependencies = false, alone = false }: EnableOptions = {}): Promise<void> {
    const plugin = this.get(id);
    const { disabled, missing } = findUnmet(plugin.record, this.#records());
    if (missing.length > 0 && !alone)
      await this.#inTurn(() => this.#changes.bringMissing(plugin.record, missing, withDependencies));
    if (disabled.length > 0 && !alone && !withDependencies)
      throw registryError('needs-others', { plugin: plugin.id, disabled, missing: [], choices: enableChoices });
    if (withDependencies) for (const name of disabled) await this.#plugins.get(name)?.enable();
    await plugin.enable();
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
      return { ...nothingChanged, changes: await this.#remove(leaving, options) };
    });
  }

  async #remove(
    leaving: readonly InstalledPlugin[],
    { purge = false }: RemovalOptions,
  ): Promise<ChangeResult['changes']> {
    const changes: ChangeResult['changes'][number][] = [];
    for (const plugin of leaving) {
      const { version } = plugin.record;
      using _ = await plugin.hold();
      await this.#world.store.remove(plugin.id, { purge });
      this.#plugins.delete(plugin.id);
      plugin.leave();
      this.#world.emit('plugin.uninstalled', plugin.id, { version });
      changes.push({ plugin: plugin.id, from: version, to: null });
    }
    if (changes.length > 0) await this.#settled(changes.map(({ plugin }) => plugin));
    return changes;
  }

  /** Starts a failed plugin anew; one that failed its trial or was quarantined is tried first, as it is on disk now. */
  retry(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const { record } = this.get(id);
      // What is kept in the home cannot have been mended meanwhile; what is run where it lies can.
      if (record.failure && record.digest === undefined) {
        const { warnings } = await this.#changes.install({ source: record.source, grants: [], grantLowRisk: false });
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

  /** Plugins came, changed or went: those that hold a copy of their library begin anew, and what nobody needs any more is forgotten. */
  async #settled(changed: readonly string[]): Promise<void> {
    for (const plugin of this.all) {
      const isLinked = this.#linked.get(plugin.id)?.some((name) => changed.includes(name)) ?? false;
      if (isLinked && !changed.includes(plugin.id)) await beginAnew(plugin);
    }
    await this.#tidy();
    await this.#writeLock();
  }

  /** The changes stand whether or not they could be written down as well. */
  async #writeLock(): Promise<void> {
    const { lockFile, log } = this.#world;
    if (!lockFile) return;
    try {
      await lockFile.write(await this.lock());
    } catch (error) {
      log('' as PluginId, 'warn', `installed.lock could not be written: ${toErrorJson(error).message}`);
    }
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

  #adopt(record: PluginRecord): InstalledPlugin {
    const plugin = new InstalledPlugin(record, {
      ...this.#world,
      inForce: this.#inForce,
      kept: () => this.kept(record.id).map((one) => one.record.version),
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
