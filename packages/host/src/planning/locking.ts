/** `installed.lock`: what is installed written down exactly, and had again from that, byte for byte, or not at all. */

import { type CodeStore, PLUGIN_API_VERSION, type PluginRecord, type PluginSource } from '@omnitrade/contracts';
import { type Lock, type LockedPlugin, type LockedSource, printLock } from '@omnitrade/registry';
import { registryError } from '../errors.ts';
import { type FetchedPackage, fetchPackage, type SourceWorld } from '../sources/fetch.ts';

export interface LockWorld extends SourceWorld {
  readonly code: CodeStore;
}

/** Digests of plugins that are run where they lie, as they were when their record was made. */
const digests = new WeakMap<PluginRecord, Promise<string>>();

/** The whole lock as text. */
export async function toLockText(records: readonly PluginRecord[], world: LockWorld): Promise<string> {
  const entries = await Promise.all(records.map(async (record) => [record.id, await toLocked(record, world)] as const));
  return printLock({ terminal: PLUGIN_API_VERSION, plugins: Object.fromEntries(entries) });
}

async function toLocked(record: PluginRecord, world: LockWorld): Promise<LockedPlugin> {
  const { version, source, pinned } = record;
  const files = record.digest ?? (await digestWhereItLies(record, world));
  const archive = source.kind === 'archive' ? source.signed?.sha256 : undefined;
  return {
    version,
    source: toLockedSource(source),
    digests: { files, ...(archive !== undefined && { archive }) },
    ...(pinned && { pinned }),
  };
}

function toLockedSource(source: PluginSource): LockedSource {
  if (source.kind === 'archive') return { kind: 'archive', path: source.path };
  return source.builtIn ? { kind: 'built-in' } : { kind: 'directory', path: source.path };
}

function digestWhereItLies(record: PluginRecord, world: LockWorld): Promise<string> {
  const known = digests.get(record) ?? digestOf(record.source, world);
  digests.set(record, known);
  known.catch(() => digests.delete(record));
  return known;
}

async function digestOf(source: PluginSource, world: LockWorld): Promise<string> {
  const { stored = [] } = await fetchPackage(toCopied(source), {}, world);
  return world.code.digest(stored);
}

const toCopied = (source: PluginSource): PluginSource =>
  source.kind === 'directory' ? { ...source, copy: true } : source;

export interface LockSearch {
  /** Where else packages may lie: another machine has other folders. */
  readonly offers: readonly PluginSource[];
  /** The source of a plugin that ships with the terminal. */
  readonly shipped: (name: string, version: string) => Promise<PluginSource | undefined>;
}

/**
 * The packages of a lock, each with the bytes it names; those that are installed already are left out. A folder is copied,
 * so that what is had again stays what it is. Throws `registry.not-as-locked` for the first that cannot be had.
 */
export async function findLocked(
  { plugins }: Lock,
  records: readonly PluginRecord[],
  world: LockWorld,
  { offers, shipped }: LockSearch,
): Promise<FetchedPackage[]> {
  const found: FetchedPackage[] = [];
  for (const [plugin, locked] of Object.entries(plugins)) {
    const record = records.find(({ id }) => id === plugin);
    if (record?.version === locked.version && (await toLocked(record, world)).digests.files === locked.digests.files)
      continue;
    const own = await toSource(plugin, locked, shipped);
    found.push(await findOne(plugin, locked, world, [...offers, ...(own ? [own] : [])]));
  }
  return found;
}

async function toSource(plugin: string, { version, source }: LockedPlugin, shipped: LockSearch['shipped']) {
  if (source.kind === 'built-in') return shipped(plugin, version);
  return source.kind === 'marketplace' ? undefined : { kind: source.kind, path: source.path };
}

async function findOne(
  plugin: string,
  { version, digests: { files } }: LockedPlugin,
  world: LockWorld,
  sources: readonly PluginSource[],
): Promise<FetchedPackage> {
  let why = 'it lies in none of the places that were named';
  for (const source of sources) {
    try {
      const copied = await fetchPackage(toCopied(source), {}, world);
      const { manifest } = copied.files;
      if (manifest.name !== plugin) continue;
      const digest = await world.code.digest(copied.stored ?? []);
      if (digest === files)
        return source.kind === 'directory' && source.builtIn ? fetchPackage(source, {}, world) : copied;
      why = `${source.path} holds ${manifest.version === version ? 'other files under that version' : manifest.version}`;
    } catch (error) {
      why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    }
  }
  throw registryError('not-as-locked', { plugin, version, why });
}
