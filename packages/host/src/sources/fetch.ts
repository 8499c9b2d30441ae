/** Where packages come from, one entry per kind of source. Whoever installs does not care which it was. */

import type { CodeStore, PackageFile, PluginRecord, PluginSource } from '@omnitrade/contracts';
import { readAssets, readDirectory } from './directory.ts';
import type { PluginPackage } from './package-files.ts';
import { fromStoredFiles, toStoredFiles } from './stored-files.ts';

export interface FetchedPackage {
  readonly files: PluginPackage;
  /** What goes into the code store; absent for a plugin that is run where it lies. */
  readonly stored?: readonly PackageFile[];
}

type Fetch<K extends PluginSource['kind']> = (source: Extract<PluginSource, { kind: K }>) => Promise<FetchedPackage>;

const sources: { readonly [K in PluginSource['kind']]: Fetch<K> } = {
  async directory({ path, copy }) {
    const files = await readDirectory(path);
    return copy ? { files, stored: toStoredFiles(files, await readAssets(path, files.manifest.name)) } : { files };
  },
};

/** Throws `registry.*` and `manifest.*`; runs nothing. */
export function fetchPackage(source: PluginSource): Promise<FetchedPackage> {
  return sources[source.kind](source);
}

/** The code of an installed plugin: from the store, where every byte is checked, or from the folder of its developer. */
export async function readInstalled({ id, digest, source }: PluginRecord, code: CodeStore): Promise<PluginPackage> {
  return digest === undefined ? readDirectory(source.path) : fromStoredFiles(await code.read(digest), id);
}
