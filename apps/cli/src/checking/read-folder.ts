/** Reads the whole folder of a plugin for its checks: also what would not be packed. Follows no link, runs nothing. */

import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CheckedFile } from '@omnitrade/manifest';
import { packError } from '../packing/errors.ts';

/** Folders that are made, or kept by other programs. */
const leftOut = new Set(['node_modules', '.git', '.hg', '.svn', 'coverage', '.cache', '.DS_Store']);
const maxFiles = 5_000;
/** What is larger is not looked into. */
const maxTextBytes = 4 * 1024 * 1024;

/** Throws `pack.*`. */
export async function readFolder(path: string): Promise<CheckedFile[]> {
  const root = await realpath(resolve(path)).catch(() => undefined);
  if (root === undefined || !(await lstat(root)).isDirectory()) throw packError('no-folder', { path });
  const files: CheckedFile[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(fail(folder || path));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = folder + entry.name;
      if (leftOut.has(entry.name)) continue;
      if (entry.isDirectory()) {
        await walk(`${at}/`);
        continue;
      }
      if (files.length >= maxFiles) throw packError('too-many', { limit: maxFiles });
      const file = join(root, at);
      const kind = entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other';
      const { size: bytes } = await lstat(file).catch(fail(at));
      const isRead = kind === 'file' && bytes <= maxTextBytes;
      files.push({ path: at, bytes, kind, ...(isRead && { data: await readFile(file).catch(fail(at)) }) });
    }
  };
  await walk('');
  return files;
}

function fail(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    const why = error.code === 'EACCES' ? 'this user may not read it' : error.message;
    throw packError('unreadable', { path, why }, error);
  };
}
