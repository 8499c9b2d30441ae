/** The plugins of this home: which there are, and the steps of installing and removing one. */

import {
  findNearest,
  type JsonObject,
  type PageContribution,
  type PluginId,
  type PluginRecord,
  type PluginStore,
  toContributionId,
} from '@omnitrade/contracts';
import { assertInstallable, type Manifest } from '@omnitrade/manifest';
import { describePermission } from '@omnitrade/permissions';
import { registryError } from './errors.ts';
import type { ChangeResult, InstallRequest } from './host.ts';
import { InstalledPlugin, type PluginWorld } from './plugins/installed-plugin.ts';
import { type TrialResult, tryPlugin } from './plugins/trial.ts';
import { readDirectory } from './sources/directory.ts';

export interface RegistryWorld extends Omit<PluginWorld, 'save' | 'readPackage'> {
  readonly store: PluginStore;
}

export class PluginRegistry {
  readonly #world: RegistryWorld;
  readonly #plugins = new Map<PluginId, InstalledPlugin>();
  /** Installs and removals go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(world: RegistryWorld) {
    this.#world = world;
  }

  async open(): Promise<void> {
    for (const record of await this.#world.store.list()) this.#adopt(record);
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

  install(request: InstallRequest): Promise<ChangeResult> {
    return this.#inTurn(() => this.#install(request));
  }

  uninstall(id: string): Promise<ChangeResult> {
    return this.#inTurn(async () => {
      const plugin = this.get(id);
      await plugin.deactivate();
      await this.#world.store.remove(plugin.id);
      this.#plugins.delete(plugin.id);
      plugin.leave();
      this.#world.emit('plugin.uninstalled', plugin.id, { version: plugin.record.version });
      const changes = [{ plugin: plugin.id, from: plugin.record.version, to: null }];
      return { ok: true, changes, grants: [], dryRun: false, withheld: [], warnings: [], contributions: [] };
    });
  }

  [Symbol.dispose](): void {
    for (const plugin of this.#plugins.values()) plugin[Symbol.dispose]();
    this.#plugins.clear();
  }

  async #install(request: InstallRequest): Promise<ChangeResult> {
    const { source, dryRun = false } = request;
    const files = await readDirectory(source.path);
    const { manifest, manifestJson } = files;
    assertInstallable(manifest);
    const known = this.#plugins.get(manifest.name);
    if (known && known.record.source.path !== source.path)
      throw registryError('other-source', { plugin: manifest.name, source: known.record.source.path });
    const granted = decideGrants(manifest, request);
    const trial = await tryPlugin(this.#world.sandbox, files);
    const record = this.#toRecord(manifest, manifestJson, request, granted, trial, known?.record);
    if (!dryRun) await this.#commit(record, known);
    return {
      ok: true,
      changes: [{ plugin: manifest.name, from: known?.record.version ?? null, to: manifest.version }],
      grants: granted.map((permission) => ({ plugin: manifest.name, permission })),
      dryRun,
      withheld: manifest.permissions
        .filter(({ id }) => !granted.includes(id))
        .map(({ id }) => ({ plugin: manifest.name, permission: id, sentence: describePermission(id).sentence })),
      warnings: trial.failure ? [{ code: trial.failure.code, message: trial.failure.message }] : [],
      contributions: trial.contributions,
    };
  }

  async #commit(record: PluginRecord, known: InstalledPlugin | undefined): Promise<void> {
    await known?.deactivate();
    await this.#world.store.put(record);
    if (known) known.adopt(record);
    else this.#adopt(record);
    this.#world.emit(known ? 'plugin.updated' : 'plugin.installed', record.id, { version: record.version });
    if (record.failure) {
      const { code, message } = record.failure;
      this.#world.emit('plugin.failed', record.id, { code, message });
    }
  }

  #toRecord(
    manifest: Manifest,
    manifestJson: JsonObject,
    { source }: InstallRequest,
    granted: readonly string[],
    { contributions, failure }: TrialResult,
    known: PluginRecord | undefined,
  ): PluginRecord {
    const now = this.#world.now();
    return {
      id: manifest.name,
      version: manifest.version,
      wanted: known?.wanted ?? 'enabled',
      source,
      manifest: manifestJson,
      contributions,
      grants: granted.map((permission) => ({ permission, limits: {}, lifetime: 'until-revoked', grantedAt: now })),
      settings: known?.settings ?? {},
      installedAt: now,
      failure: failure ? { state: 'failed', code: failure.code, message: failure.message, time: now } : null,
    };
  }

  #adopt(record: PluginRecord): InstalledPlugin {
    const plugin = new InstalledPlugin(record, {
      ...this.#world,
      readPackage: ({ source }) => readDirectory(source.path),
      save: (changed) => this.#world.store.put(changed),
    });
    this.#plugins.set(record.id, plugin);
    return plugin;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** What the user gives: what is named, and what is low risk if so wished. Throws `registry.unknown-permission`. */
function decideGrants(manifest: Manifest, { grants, grantLowRisk }: InstallRequest): string[] {
  const declared = manifest.permissions.map(({ id }) => id as string);
  for (const permission of grants)
    if (!declared.includes(permission))
      throw registryError('unknown-permission', { plugin: manifest.name, permission: permission.slice(0, 100) });
  return declared.filter((permission) => {
    const { risk } = describePermission(permission);
    return grants.includes(permission) || (grantLowRisk && (risk === 'low' || risk === 'none'));
  });
}
