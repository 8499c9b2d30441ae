/** The libraries a plugin imports, in its author's shell: where no home says which version, its neighbour's folder does, else what ships. */

import { dirname, join, resolve } from 'node:path';
import type { PluginPackage } from '@omnitrade/host';
import { firstPartyFolder } from './first-party.ts';

/** `path` is the plugin's folder or archive. What is not found is left out, and said where it is imported. */
export async function linkAuthorLibraries(files: PluginPackage, path: string): Promise<PluginPackage> {
  const { linkLibraries, readDirectory } = await import('@omnitrade/host');
  return linkLibraries(files, async (name) => {
    for (const folder of [join(dirname(resolve(path)), name), join(firstPartyFolder, name)]) {
      const found = await readDirectory(folder).catch(() => undefined);
      if (found?.manifest.name === name) return found;
    }
    return undefined;
  });
}
