/** `dist/`: the plugin as it runs, with source maps beside the code; a plugin folder of its own. */

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../local-files.ts';
import { packError } from '../packing/errors.ts';
import type { CompiledFolder } from './compile-folder.ts';

export interface WrittenBuild {
  readonly dir: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly madeOf: readonly string[] }[];
}

/** Writes what differs and removes what is not part of it any more. Throws `pack.not-ours` for a `dist` nobody built here. */
export async function writeBuild(
  folder: string,
  { manifest, files, maps, madeOf }: CompiledFolder,
): Promise<WrittenBuild> {
  const dir = join(folder, 'dist');
  const all = new Map(files);
  for (const [path, map] of maps) {
    const code = Buffer.from(files.get(path) as Uint8Array).toString();
    all.set(path, Buffer.from(`${code}\n//# sourceMappingURL=${path.split('/').at(-1)}.map\n`));
    all.set(`${path}.map`, Buffer.from(map));
  }
  const before = await listFiles(dir);
  if (before.length > 0 && !(await isBuildOf(dir, manifest.name))) throw packError('not-ours', { path: dir });
  for (const [path, data] of all) await writeIfOther(join(dir, path), data);
  for (const path of before) if (!all.has(path)) await rm(join(dir, path));
  const listed = Array.from(all, ([path, data]) => ({ path, bytes: data.length, madeOf: madeOf.get(path) ?? [] }));
  return { dir, files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function writeIfOther(file: string, data: Uint8Array): Promise<void> {
  const before = await readFile(file).catch(() => undefined);
  if (before && Buffer.compare(before, data) === 0) return;
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, data);
}

async function isBuildOf(dir: string, name: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(join(dir, 'plugin.json'), 'utf8')).name === name;
  } catch {
    return false;
  }
}

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    );
}
