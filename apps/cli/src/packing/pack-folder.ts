/** From a plugin's folder to the bytes of its archive. */

import { type PackedArchive, pack } from '@omnitrade/archive';
import { recordContributions, toPluginPackage } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { linkAuthorLibraries } from '../author-libraries.ts';
import { compileFolder } from '../building/compile-folder.ts';
import type { LeftOut } from './read-folder.ts';

export interface PackedFolder extends PackedArchive {
  readonly leftOut: readonly LeftOut[];
}

/** The plugin is tried as it will lie in the archive, not as it lies in the folder. Throws what keeps it from being packed. */
export async function packFolder(path: string): Promise<PackedFolder> {
  const { files, madeOf, leftOut } = await compileFolder(path, { bundled: 'where-needed' });
  const linked = await linkAuthorLibraries(toPluginPackage(files, path), path);
  const contributions = await recordContributions(linked, readGuestModules());
  const packed = pack(files, contributions);
  const entries = packed.entries.map((entry) => {
    const sources = madeOf.get(entry.path);
    return sources ? { ...entry, why: `${entry.why}, made of ${sources.join(', ')}` } : entry;
  });
  const used = new Set([...madeOf.values()].flat());
  return { ...packed, entries, leftOut: leftOut.filter((one) => !used.has(one.path)) };
}
