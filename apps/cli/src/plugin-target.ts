/** A plugin that is named on the command line: its folder, its archive, or the name under which it is installed. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginPackage } from '@omnitrade/host';
import { linkAuthorLibraries } from './author-libraries.ts';
import type { CommonOptions } from './common-options.ts';
import { firstPartyFolder } from './first-party.ts';
import { openTerminal } from './terminal-link.ts';

/** Reads the code of a plugin; runs nothing. Throws `registry.*`, `manifest.*`, `archive.*`. */
export async function readPluginTarget(target: string, options: CommonOptions): Promise<PluginPackage> {
  const { readDirectory, toPluginPackage } = await import('@omnitrade/host');
  const kind = await findKind(target);
  if (kind === 'folder') return linkAuthorLibraries(await readDirectory(target), target);
  if (kind === 'name') {
    const folder = await findInstalled(target, options);
    return linkAuthorLibraries(await readDirectory(folder), folder);
  }
  const [{ readArchive }, { readArchiveFile }] = await Promise.all([
    import('@omnitrade/archive'),
    import('./archive-files.ts'),
  ]);
  return linkAuthorLibraries(toPluginPackage(readArchive(await readArchiveFile(target)).files, target), target);
}

/** A name that is also a folder with a manifest is the folder: it is what its author sees. */
async function findKind(target: string): Promise<'folder' | 'archive' | 'name'> {
  if (target.endsWith('.otp')) return 'archive';
  const isPath = /[\\/]|^\.+$/.test(target) || (await stat(join(target, 'plugin.json')).catch(() => undefined));
  return isPath ? 'folder' : 'name';
}

/** Where the code of an installed plugin lies. Throws `registry.not-installed`. */
async function findInstalled(id: string, options: CommonOptions): Promise<string> {
  const { resolveHomeDir } = await import('@omnitrade/store');
  await using terminal = await openTerminal(options);
  const { source, digest } = await terminal.plugin(id);
  if (digest !== undefined) return join(resolveHomeDir(options.home), 'store', 'sha256', digest);
  return source === 'built-in' ? join(firstPartyFolder, id) : source;
}
