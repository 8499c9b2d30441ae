/** The plugins of this home: which there are, and the steps of installing and removing one. */

import { resolve } from 'node:path';
import {
  CodedError,
  findNearest,
  type PageContribution,
  type PluginId,
  type PluginRecord,
  type PluginStore,
  toContributionId,
} from '@omnitrade/contracts';
import { assertInstallable, type Manifest } from '@omnitrade/manifest';
import { checkGrant, describeConsent, describePermission } from '@omnitrade/permissions';
import { registryError } from './errors.ts';
import type { ChangeResult, InstallRequest } from './host.ts';
import { InstalledPlugin, type PluginWorld } from './plugins/installed-plugin.ts';
import { type TrialResult, tryPlugin } from './plugins/trial.ts';
import { readDirectory } from './sources/directory.ts';
import type { PluginPackage } from './sources/package-files.ts';

export interface RegistryWorld extends Omit<PluginWorld, 'save' | 'readPackage'> {
  readonly store: PluginStore;
  /** A plugin is there anew or in another form; it does not run yet. Must not wait for it. */
  readonly onChanged: (plugin: InstalledPlugin) => void;
}

export class PluginRegistry {
  readonly #world: RegistryWorld;
  readonly #plugins = new Map<PluginId, InstalledPlugin>();
  /** Installs and removals go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

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
      const { version } = plugin.record;
      using _ = await plugin.hold();
      await this.#world.store.remove(plugin.id);
      this.#plugins.delete(plugin.id);
      plugin.leave();
      this.#world.emit('plugin.uninstalled', plugin.id, { version });
      const changes = [{ plugin: plugin.id, from: version, to: null }];
      return { ok: true, changes, grants: [], dryRun: false, withheld: [], warnings: [], contributions: [] };
    });
  }

  /** Starts a failed plugin anew; one that failed its trial or was quarantined is tried first, as it is on disk now. */
  retry(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const { record } = this.get(id);
      if (record.failure) {
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
    const files = await readDirectory(request.source.path);
    const { manifest } = files;
    const plugin = manifest.name;
    assertInstallable(manifest);
    const known = this.#plugins.get(plugin);
    if (known && resolve(known.record.source.path) !== resolve(request.source.path))
      throw registryError('other-source', { plugin, source: known.record.source.path });
    const granted = decideGrants(manifest, request, known?.record);
    const trial = await tryPlugin(this.#world.sandbox, files);
    // The end of the terminal ends a trial too: what it said then is nothing to keep.
    this.#assertOpen();
    const record = this.#toRecord(files, request, granted, trial, known?.record);
    if (!dryRun) await this.#commit(record, known);
    return {
      ok: true,
      changes: [{ plugin, from: known?.record.version ?? null, to: manifest.version }],
      grants: granted.map((permission) => ({ plugin, permission })),
      dryRun,
      withheld: manifest.permissions
        .filter(({ id }) => !granted.includes(id))
        .map(({ id }) => ({ plugin, permission: id, sentence: describePermission(id).sentence })),
      warnings: trial.failure ? [{ code: trial.failure.code, message: trial.failure.message }] : [],
      contributions: trial.contributions,
      asks: describeConsent(manifest.permissions),
    };
  }

  async #commit(record: PluginRecord, known: InstalledPlugin | undefined): Promise<void> {
    // Until everybody knows of the new form, the old one must not be started again.
    using _ = await known?.hold();
    if (known) await known.replace(record);
    else await this.#world.store.put(record);
    const plugin = known ?? this.#adopt(record);
    this.#world.emit(known ? 'plugin.updated' : 'plugin.installed', record.id, { version: record.version });
    if (record.failure) {
      const { code, message } = record.failure;
      this.#world.emit('plugin.failed', record.id, { code, message });
    }
    this.#world.onChanged(plugin);
  }

  #toRecord(
    { manifest, manifestJson }: PluginPackage,
    { source, limits = {} }: InstallRequest,
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
      grants: granted.map(
        (permission) =>
          (limits[permission] === undefined && known?.grants.find((grant) => grant.permission === permission)) || {
            permission,
            limits: limits[permission] ?? {},
            lifetime: 'until-revoked',
            grantedAt: now,
          },
      ),
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

/** What the user gave before and gives now, and what is low risk if so wished. Throws `registry.unknown-permission`. */
function decideGrants(manifest: Manifest, request: InstallRequest, known: PluginRecord | undefined): string[] {
  const declared = manifest.permissions.map(({ id }) => id as string);
  for (const permission of request.grants)
    if (!declared.includes(permission))
      throw registryError('unknown-permission', {
        plugin: manifest.name,
        permission: permission.slice(0, 100),
        declared,
      });
  for (const [permission, limits] of Object.entries(request.limits ?? {})) {
    const [issue] = checkGrant(manifest.permissions, { permission, limits, lifetime: 'until-revoked' }, 0);
    if (issue) throw new CodedError(issue.code, issue.message, { plugin: manifest.name, permission, path: issue.path });
  }
  const given = new Set([...request.grants, ...(known?.grants ?? []).map(({ permission }) => permission)]);
  return declared.filter((permission) => {
    const { risk } = describePermission(permission);
    return given.has(permission) || (request.grantLowRisk && (risk === 'low' || risk === 'none'));
  });
}
