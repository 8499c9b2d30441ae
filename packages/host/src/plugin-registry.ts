/** The plugins of this home: which there are, and the steps of installing and removing one. */

import { resolve } from 'node:path';
import {
  type ChangeStore,
  CodedError,
  type CodeStore,
  findNearest,
  type JsonObject,
  type KeptVersion,
  type PackageFile,
  type PageContribution,
  type PluginId,
  type PluginRecord,
  type PluginStore,
  toContributionId,
  toErrorJson,
} from '@omnitrade/contracts';
import { assertInstallable, type Manifest } from '@omnitrade/manifest';
import { describeConsent, describePermission } from '@omnitrade/permissions';
import semver from 'semver';
import { registryError } from './errors.ts';
import { readDeclared } from './grants/session-powers.ts';
import type { ChangeResult, InstallRequest } from './host.ts';
import { checkLimits, decideGrants, listNewlyAsked, toGrants } from './plugins/decide-grants.ts';
import { InstalledPlugin } from './plugins/installed-plugin.ts';
import { checkNeeds, listDependents } from './plugins/needs.ts';
import type { PluginWorld } from './plugins/plugin-world.ts';
import { type TrialResult, tryPlugin } from './plugins/trial.ts';
import { type ChangeWorld, changeVersion, type VersionChange, withoutTaken } from './plugins/version-change.ts';
import { compareRecorded } from './sources/archive.ts';
import { type FetchedPackage, fetchPackage, readInstalled, type SourceWorld } from './sources/fetch.ts';
import type { PluginPackage } from './sources/package-files.ts';

export interface RegistryWorld extends Omit<PluginWorld, 'save' | 'readPackage'>, SourceWorld {
  readonly store: PluginStore;
  readonly code: CodeStore;
  readonly changes: ChangeStore;
  /** How long a new version is watched before its change is final. */
  readonly healthMs: number;
  readonly onStep?: ChangeWorld['onStep'];
  /** A plugin is there anew or in another form; it does not run yet. Must not wait for it. */
  readonly onChanged: (plugin: InstalledPlugin) => void;
}

export class PluginRegistry {
  readonly #world: RegistryWorld;
  readonly #plugins = new Map<PluginId, InstalledPlugin>();
  /** Installs and removals go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;
  #kept: readonly KeptVersion[] = [];

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

  async readPackage(record: PluginRecord): Promise<PluginPackage> {
    const files = await readInstalled(record, this.#world.code);
    // Whoever reads it means to start it.
    this.#assertOpen();
    return files;
  }

  install(request: InstallRequest): Promise<ChangeResult> {
    return this.#inTurn(() => this.#install(request));
  }

  /** Takes what its source holds now, if that is newer. */
  update(id: string, options: Omit<InstallRequest, 'source'>): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const { record } = this.get(id);
      const { files } = await fetchPackage(record.source, { ...options, dryRun: true }, this.#world);
      if (!semver.gt(files.manifest.version, record.version))
        return { ...nothingChanged, dryRun: options.dryRun ?? false };
      return this.#install({ ...options, source: record.source });
    });
  }

  /** Returns to a kept version, with the data it had; what the user has revoked since stays revoked. */
  rollback(id: string, to?: string): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const known = this.get(id);
      const { record: current } = known;
      const kept = this.kept(known.id);
      const target = kept.find(({ record }) => to === undefined || record.version === to);
      if (!target)
        throw registryError('nothing-kept', {
          plugin: known.id,
          kept: kept.map(({ record }) => record.version),
          ...(to !== undefined && { version: to }),
        });
      const { version } = target.record;
      checkNeeds(target.record, this.#records());
      const { wanted, grants, pinned: _ } = current;
      const declared = target.record.grants.map(({ permission }) => permission);
      const record = {
        ...target.record,
        wanted,
        grants: grants.filter(({ permission }) => declared.includes(permission)),
      };
      await this.#change({
        kind: 'rollback',
        known,
        basis: current,
        id: known.id,
        to: version,
        restore: version,
        prepare: async () => record,
      });
      return this.#toResult(record, current.version, false);
    });
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.#inTurn(() => this.get(id).pin(pinned));
  }

  /** At once, whatever is being installed. Throws `registry.needed-by-others` unless those are disabled with it. */
  async disable(id: string, { withDependents = false } = {}): Promise<void> {
    const enabled = this.#records().filter(({ wanted }) => wanted === 'enabled');
    const leaving = this.#withDependents(this.get(id).id, enabled, 'disabled', withDependents);
    for (const plugin of leaving) await plugin.disable();
  }

  /** Throws `registry.needed-by-others` unless those are uninstalled with it. */
  uninstall(id: string, { purge = false, withDependents = false } = {}): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const leaving = this.#withDependents(this.get(id).id, this.#records(), 'uninstalled', withDependents);
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
      await this.#tidy();
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

  async #install(request: InstallRequest): Promise<ChangeResult> {
    const { dryRun = false } = request;
    const fetched = await fetchPackage(request.source, request, this.#world);
    const { files, stored } = fetched;
    const { manifest } = files;
    const id = manifest.name;
    assertInstallable(manifest);
    const known = this.#plugins.get(id);
    const before = known?.record;
    if (known) this.#checkOrigin(known.record, request, stored !== undefined);
    checkNeeds({ id, version: manifest.version, manifest: files.manifestJson }, this.#records());
    if (before && stored) await this.#checkVersion(before, manifest, request);
    const granted = decideGrants(manifest, request, before);
    checkLimits(manifest, request, this.#world.now());
    const trial = await tryPlugin(this.#world.sandbox, files);
    // The end of the terminal ends a trial too: what it said then is nothing to keep.
    this.#assertOpen();
    const { version } = manifest;
    if ((before || fetched.recorded) && stored && trial.failure)
      throw registryError('trial-failed', { plugin: id, version, text: trial.failure.message });
    const differing = fetched.recorded ? compareRecorded(fetched.recorded, trial.contributions) : [];
    if (differing.length > 0) throw registryError('contributions-differ', { plugin: id, version, differing });
    const left = before ? undefined : await this.#world.changes.leftSettings(id);
    const record = this.#toRecord(fetched, request, granted, trial, before, left);
    if (!dryRun) await fetched.bind?.();
    if (!dryRun) await this.#put(record, known, stored, before);
    const asks = describeConsent(
      manifest.permissions,
      before && { declared: readDeclared(before.manifest), held: before.grants },
    );
    const { signed } = fetched;
    return { ...this.#toResult(record, before?.version ?? null, dryRun), ...(signed && { signed }), asks };
  }

  #toResult(record: PluginRecord, from: string | null, dryRun: boolean): ChangeResult {
    const { id: plugin, version, failure, contributions } = record;
    const granted = record.grants.map(({ permission }) => permission);
    const asked = readDeclared(record.manifest).map(({ id }) => id);
    return {
      ok: true,
      changes: [{ plugin, from, to: version }],
      grants: granted.map((permission) => ({ plugin, permission })),
      dryRun,
      withheld: asked
        .filter((permission) => !granted.includes(permission))
        .map((permission) => ({ plugin, permission, sentence: describePermission(permission).sentence })),
      warnings: failure ? [{ code: failure.code, message: failure.message }] : [],
      contributions,
    };
  }

  /** What is kept in the home may come from anywhere; what is run where it lies belongs to its folder. */
  #checkOrigin({ id, source, digest }: PluginRecord, request: InstallRequest, isStored: boolean): void {
    // Who may follow an archive, its signatures decide; what nobody signed never takes the place, and the grants, of what was.
    if (source.kind !== request.source.kind) throw registryError('other-source', { plugin: id, source: source.path });
    if (source.kind === 'archive' || (isStored && digest !== undefined)) return;
    if (resolve(source.path) !== resolve(request.source.path))
      throw registryError('other-source', { plugin: id, source: source.path });
  }

  async #checkVersion(before: PluginRecord, manifest: Manifest, request: InstallRequest): Promise<void> {
    const { id: plugin, version: from } = before;
    const { version: to } = manifest;
    if (before.pinned && from !== to) throw registryError('pinned', { plugin, version: from });
    const { version: form } = await this.#world.services.storage.status(plugin);
    if (semver.lt(to, from) && form > 0) throw registryError('older-than-data', { plugin, version: to, current: from });
    const permissions = request.consent || request.dryRun ? [] : listNewlyAsked(manifest, before, request);
    if (permissions.length === 0) return;
    this.#world.emit('plugin.update-waiting', plugin, { from, to, permissions });
    throw registryError('asks-for-more', { plugin, from, to, permissions });
  }

  /** The plugin and all who need it, those first; throws if there are any and nobody said so. */
  #withDependents(id: PluginId, among: readonly PluginRecord[], act: string, allowed: boolean): InstalledPlugin[] {
    const dependents = listDependents(id, among);
    if (dependents.length > 0 && !allowed) throw registryError('needed-by-others', { plugin: id, act, dependents });
    return [...dependents, id].map((one) => this.get(one));
  }

  #records(): PluginRecord[] {
    return this.all.map(({ record }) => record);
  }

  async #put(
    record: PluginRecord,
    known: InstalledPlugin | undefined,
    stored: readonly PackageFile[] | undefined,
    basis: PluginRecord | undefined,
  ): Promise<void> {
    if (!stored) return this.#commit(record, known, basis);
    const { id, version: to } = record;
    const prepare = async (digest: string | undefined) => (digest === undefined ? record : { ...record, digest });
    await this.#change({ kind: known ? 'update' : 'install', known, basis, id, to, stored, prepare });
  }

  async #change(change: Omit<VersionChange, 'stored'> & Partial<Pick<VersionChange, 'stored'>>): Promise<void> {
    const { store } = this.#world;
    const { kind } = change;
    const from = change.known?.record.version ?? null;
    const world: ChangeWorld = {
      ...this.#world,
      find: async (wanted) => (await store.list()).find((record) => record.id === wanted),
      adopt: (record) => this.#adopt(record),
      forget: (gone) => void this.#plugins.delete(gone),
    };
    try {
      const plugin = await changeVersion(world, { stored: undefined, ...change });
      this.#tell(
        plugin,
        kind === 'rollback' ? 'plugin.rolled-back' : from === null ? 'plugin.installed' : 'plugin.updated',
        from,
      );
    } catch (error) {
      if (change.known) this.#world.onChanged(change.known);
      throw error;
    } finally {
      await this.#tidy();
    }
  }

  #tell(plugin: InstalledPlugin, type: string, from: string | null): void {
    const { id, version, failure } = plugin.record;
    this.#world.emit(type, id, { version, from });
    if (failure) this.#world.emit('plugin.failed', id, { code: failure.code, message: failure.message });
    this.#world.onChanged(plugin);
  }

  /** Forgets code that nobody refers to. What is left over does no harm, so a failure is only noted. */
  async #tidy(): Promise<void> {
    const { changes, code, log } = this.#world;
    try {
      this.#kept = await changes.kept();
      const records = [...this.#records(), ...this.#kept.map(({ record }) => record)];
      await code.collect(new Set(records.flatMap(({ digest }) => (digest === undefined ? [] : [digest]))));
    } catch (error) {
      log('' as PluginId, 'warn', `Code that is not used any more could not be removed: ${toErrorJson(error).message}`);
    }
  }

  async #commit(
    record: PluginRecord,
    known: InstalledPlugin | undefined,
    basis: PluginRecord | undefined,
  ): Promise<void> {
    // Until everybody knows of the new form, the old one must not be started again.
    using _ = await known?.hold();
    const from = known?.record.version ?? null;
    if (known) await known.replace(withoutTaken(record, basis, known.record));
    else await this.#world.store.put(record);
    this.#tell(known ?? this.#adopt(record), known ? 'plugin.updated' : 'plugin.installed', from);
  }

  #toRecord(
    { source, files: { manifest, manifestJson } }: FetchedPackage,
    { limits = {} }: InstallRequest,
    granted: readonly string[],
    { contributions, failure }: TrialResult,
    known: PluginRecord | undefined,
    left: JsonObject | undefined,
  ): PluginRecord {
    const now = this.#world.now();
    return {
      id: manifest.name,
      version: manifest.version,
      wanted: known?.wanted ?? 'enabled',
      source,
      manifest: manifestJson,
      contributions,
      grants: toGrants(granted, limits, known, now),
      settings: known?.settings ?? left ?? {},
      ...(known?.pinned && { pinned: true }),
      installedAt: now,
      failure: failure ? { state: 'failed', code: failure.code, message: failure.message, time: now } : null,
    };
  }

  #adopt(record: PluginRecord): InstalledPlugin {
    const plugin = new InstalledPlugin(record, {
      ...this.#world,
      readPackage: (read) => this.readPackage(read),
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

const nothingChanged: ChangeResult = {
  ok: true,
  changes: [],
  grants: [],
  dryRun: false,
  withheld: [],
  warnings: [],
  contributions: [],
};
