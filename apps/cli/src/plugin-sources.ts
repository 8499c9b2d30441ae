/** What a user names to install: an archive, a folder, a folder full of those, or a plugin by name. */

import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isPluginId, type PluginSource } from '@omnitrade/contracts';
import { cliError } from './errors.ts';

export interface Wanted {
  readonly name: string;
  readonly range: string;
}

/** A file is an archive, whatever it is called; what is no folder and looks like one is a plugin of a catalogue. */
export async function parseWanted(
  text: string,
  copy: boolean,
): Promise<{ readonly source: PluginSource } | { readonly want: Wanted }> {
  const full = resolve(text);
  const found = await stat(full).catch(() => undefined);
  const [name = '', ...range] = text.split('@');
  if (!found && isPluginId(name)) return { want: { name, range: range.join('@') || '*' } };
  const isFile = full.endsWith('.otp') || found?.isFile();
  return {
    source: isFile ? { kind: 'archive', path: full } : { kind: 'directory', path: full, ...(copy && { copy }) },
  };
}

/** Packages that may be used: each an archive, a plugin folder, or a folder that holds some of either. */
export async function listOffers(paths: readonly string[], copy: boolean): Promise<PluginSource[]> {
  const found = await Promise.all(paths.map((path) => listIn(resolve(path), copy)));
  return found.flat();
}

async function listIn(path: string, copy: boolean): Promise<PluginSource[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw cliError('no-file', { file: path, why: error.code === 'ENOENT' ? 'it does not exist' : error.message });
  });
  if (entries === undefined) return [{ kind: 'archive', path }];
  const folder = (at: string): PluginSource => ({ kind: 'directory', path: at, ...(copy && { copy }) });
  if (entries.some(({ name }) => name === 'plugin.json')) return [folder(path)];
  const sources: PluginSource[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = join(path, entry.name);
    if (entry.name.endsWith('.otp')) sources.push({ kind: 'archive', path: at });
    else if (entry.isDirectory() && (await stat(join(at, 'plugin.json')).catch(() => undefined))?.isFile())
      sources.push(folder(at));
  }
  return sources;
}
