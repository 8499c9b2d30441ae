/** Where packages come from, one entry per kind of source. Whoever installs does not care which it was. */

import type { RecordedContribution } from '@omnitrade/archive';
import type { CodeStore, PackageFile, PluginRecord, PluginSource } from '@omnitrade/contracts';
import { registryError } from '../errors.ts';
import { type ArchiveWish, fetchArchive, type SignedBy } from './archive.ts';
import { readAssets, readDirectory } from './directory.ts';
import type { PluginPackage } from './package-files.ts';
import { toPluginPackage } from './packed-files.ts';
import { toStoredFiles } from './stored-files.ts';
import type { TrustStore } from './trust.ts';

export interface FetchedPackage {
  /** As it is kept in the record of the plugin. */
  readonly source: PluginSource;
  readonly files: PluginPackage;
  /** What goes into the code store; absent for a plugin that is run where it lies. */
  readonly stored?: readonly PackageFile[];
  /** What the package says it contributes: its trial has to show the same. */
  readonly recorded?: readonly RecordedContribution[];
  readonly signed?: SignedBy;
  /** Called when it is about to be installed. */
  bind?(): Promise<void>;
}

export interface SourceWorld {
  readonly trust: TrustStore;
  readonly now: () => number;
}

type Fetch<K extends PluginSource['kind']> = (
  source: Extract<PluginSource, { kind: K }>,
  wish: ArchiveWish,
  world: SourceWorld,
) => Promise<FetchedPackage>;

const sources: { readonly [K in PluginSource['kind']]: Fetch<K> } = {
  async directory(source) {
    const { path, copy } = source;
    const files = await readDirectory(path);
    if (!copy) return { source, files };
    return { source, files, stored: toStoredFiles(files, await readAssets(path, files.manifest.name)) };
  },
  archive: (source, wish, { trust, now }) => fetchArchive(source, wish, trust, now()),
};

/** Throws `registry.*`, `archive.*` and `manifest.*`; runs nothing. */
export function fetchPackage(source: PluginSource, wish: ArchiveWish, world: SourceWorld): Promise<FetchedPackage> {
  return (sources[source.kind] as Fetch<PluginSource['kind']>)(source as never, wish, world);
}

/** The code of an installed plugin: from the store, where every byte is checked, or from the folder of its developer. */
export async function readInstalled({ id, digest, source }: PluginRecord, code: CodeStore): Promise<PluginPackage> {
  if (digest !== undefined)
    return toPluginPackage(new Map((await code.read(digest)).map(({ path, data }) => [path, data])), id);
  if (source.kind !== 'directory') throw registryError('no-code', { plugin: id });
  return readDirectory(source.path);
}
