/** One planned change made ready: its package fetched, checked and tried, its record written out. Nothing is changed yet. */

import { resolve } from 'node:path';
import type {
  ChangeStore,
  JsonObject,
  PackageFile,
  PluginCatalogue,
  PluginId,
  PluginRecord,
  StorageStore,
} from '@omnitrade/contracts';
import { assertInstallable, type Manifest } from '@omnitrade/manifest';
import { type ConsentAsk, describeConsent } from '@omnitrade/permissions';
import type { Sandbox } from '@omnitrade/sandbox';
import semver from 'semver';
import { registryError } from '../errors.ts';
import { readDeclared } from '../grants/session-powers.ts';
import type { InstallOptions } from '../host.ts';
import { checkLimits, decideGrants, type GrantWish, listNewlyAsked, toGrants } from '../plugins/decide-grants.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { type FindPackage, findLibrary, linkLibraries } from '../plugins/link-libraries.ts';
import { assertKnownState, oweSetup } from '../plugins/setup.ts';
import { type TrialResult, tryPlugin } from '../plugins/trial.ts';
import { compareRecorded, type SignedBy } from '../sources/archive.ts';
import { type FetchedPackage, fetchPackage, type SourceWorld } from '../sources/fetch.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { toPluginPackage } from '../sources/packed-files.ts';
import type { PlannedChange } from './plan-change.ts';

export interface PreparedChange {
  readonly kind: 'install' | 'update' | 'rollback';
  readonly record: PluginRecord;
  readonly known: InstalledPlugin | undefined;
  /** The record on which this one was decided. */
  readonly basis: PluginRecord | undefined;
  /** What goes into the code store; absent for what is run where it lies, and for what is kept already. */
  readonly stored: readonly PackageFile[] | undefined;
  /** Version whose data come back. */
  readonly restore?: string;
  readonly files?: PluginPackage;
  readonly signed?: SignedBy;
  readonly asks: readonly ConsentAsk[];
  bind?(): Promise<void>;
}

export interface PrepareWorld extends SourceWorld {
  readonly sandbox: Sandbox;
  readonly changes: ChangeStore;
  readonly catalogue?: PluginCatalogue;
  readonly services: { readonly storage: StorageStore };
  readonly now: () => number;
  readonly emit: (type: string, plugin: PluginId, data: JsonObject) => void;
  readonly find: (id: PluginId) => InstalledPlugin | undefined;
  /** The package of another plugin as it will be, for its library. */
  readonly findPackage: FindPackage;
  /** Throws once the terminal ends: what a trial said then is nothing to keep. */
  readonly assertOpen: () => void;
}

/** `isRoot`: the user asked for this one by name; others came because something needs them, and must pass their trial. */
export interface PrepareRequest extends Omit<InstallOptions, 'others'> {
  readonly isRoot: boolean;
}

export async function prepareChange(
  world: PrepareWorld,
  change: PlannedChange,
  request: PrepareRequest,
): Promise<PreparedChange> {
  const known = world.find(change.plugin as PluginId);
  const { origin } = change;
  if (origin.from === 'kept') return prepareKept(origin.kept.record, known);
  const fetched = origin.from === 'source' ? origin.fetched : await fetchListed(change, world);
  return preparePackage(world, fetched, known, request);
}

/** Returns to a version that was current once; what the user has taken away since stays taken away. */
function prepareKept(target: PluginRecord, known: InstalledPlugin | undefined): PreparedChange {
  const current = known?.record ?? target;
  const { wanted, grants } = current;
  const { pinned: _, ...record } = target;
  const declared = target.grants.map(({ permission }) => permission);
  return {
    kind: 'rollback',
    record: { ...record, wanted, grants: grants.filter(({ permission }) => declared.includes(permission)) },
    known,
    basis: known?.record,
    stored: undefined,
    restore: target.version,
    asks: [],
  };
}

/** What arrives has to be what was listed. */
async function fetchListed({ plugin, to }: PlannedChange, world: PrepareWorld): Promise<FetchedPackage> {
  const found = await world.catalogue?.fetch(plugin, to);
  if (!found) throw registryError('not-offered', { plugin, version: to });
  const { source, files: stored } = found;
  const fetched = stored
    ? { source, files: toPluginPackage(new Map(stored.map(({ path, data }) => [path, data])), plugin), stored }
    : await fetchPackage(source, {}, world);
  const { name, version } = fetched.files.manifest;
  if (name !== plugin || version !== to) throw registryError('not-offered', { plugin, version: to });
  return fetched;
}

async function preparePackage(
  world: PrepareWorld,
  fetched: FetchedPackage,
  known: InstalledPlugin | undefined,
  request: PrepareRequest,
): Promise<PreparedChange> {
  const { files, stored, signed } = fetched;
  const { manifest } = files;
  const { name: id, version } = manifest;
  const before = known?.record;
  assertInstallable(manifest);
  findLibrary(files);
  if (before) checkOrigin(before, fetched);
  if (before && stored) await checkVersion(world, before, manifest, request);
  const granted = decideGrants(manifest, request, before);
  checkLimits(manifest, request, world.now());
  const linked = await linkLibraries(files, world.findPackage);
  // No runner is started any more once the terminal ends.
  world.assertOpen();
  const trial = await tryPlugin(world.sandbox, linked);
  world.assertOpen();
  if (trial.failure && (!request.isRoot || ((before || fetched.recorded) && stored)))
    throw registryError('trial-failed', { plugin: id, version, text: trial.failure.message });
  const differing = fetched.recorded ? compareRecorded(fetched.recorded, trial.contributions) : [];
  if (differing.length > 0) throw registryError('contributions-differ', { plugin: id, version, differing });
  if (before) assertKnownState({ id, version }, trial.code, (await world.services.storage.status(id)).version);
  const left = before ? undefined : await world.changes.leftSettings(id);
  return {
    kind: known ? 'update' : 'install',
    record: toRecord(fetched, request, granted, trial, before, left, world.now()),
    known,
    basis: before,
    stored,
    files,
    ...(signed && { signed }),
    asks: describeConsent(
      manifest.permissions,
      before && { declared: readDeclared(before.manifest), held: before.grants },
    ),
    bind: async () => fetched.bind?.(),
  };
}

/** What is kept in the home may come from anywhere; what is run where it lies belongs to its folder. */
function checkOrigin({ id, source, digest }: PluginRecord, { source: given, stored }: FetchedPackage): void {
  // Who may follow an archive, its signatures decide; what nobody signed never takes the place, and the grants, of what was.
  if (source.kind !== given.kind) throw registryError('other-source', { plugin: id, source: source.path });
  if (source.kind === 'archive' || (stored && digest !== undefined)) return;
  if (resolve(source.path) !== resolve(given.path))
    throw registryError('other-source', { plugin: id, source: source.path });
}

async function checkVersion(
  { services, emit }: PrepareWorld,
  before: PluginRecord,
  manifest: Manifest,
  request: PrepareRequest,
): Promise<void> {
  const { id: plugin, version: from } = before;
  const { version: to } = manifest;
  const { version: form } = await services.storage.status(plugin);
  if (semver.lt(to, from) && form > 0) throw registryError('older-than-data', { plugin, version: to, current: from });
  const permissions = request.consent || request.dryRun ? [] : listNewlyAsked(manifest, before, request);
  if (permissions.length === 0) return;
  emit('plugin.update-waiting', plugin, { from, to, permissions });
  throw registryError('asks-for-more', { plugin, from, to, permissions });
}

function toRecord(
  { source, files: { manifest, manifestJson } }: FetchedPackage,
  { limits = {} }: GrantWish,
  granted: readonly string[],
  { contributions, code, failure }: TrialResult,
  known: PluginRecord | undefined,
  left: JsonObject | undefined,
  now: number,
): PluginRecord {
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
    ...oweSetup(code, manifest.version, known),
    installedAt: now,
    failure: failure ? { state: 'failed', code: failure.code, message: failure.message, time: now } : null,
  };
}
