/** An archive as a folder on disk: written in one step, and proven unchanged by packing it again in memory. */

import { lstat, mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestArchive } from './digests.ts';
import { archiveError } from './errors.ts';
import { type ArchiveLimits, archiveLimits } from './limits.ts';
import { type Archive, readArchive } from './read-archive.ts';
import { writeZip, type ZipEntry } from './zip/write-zip.ts';

/**
 * Writes the files into a fresh folder beside `dir` and renames it. When this resolves, all of it is on disk;
 * when it rejects, `dir` was not touched. Throws `archive.already-there`.
 */
export async function unpackTo(archive: Archive, dir: string): Promise<void> {
  await mkdir(dirname(dir), { recursive: true });
  if (await lstat(dir).catch(() => undefined)) throw archiveError('already-there', { path: dir });
  const draft = await mkdtemp(`${dir}.new-`);
  try {
    const folders = new Set([draft]);
    for (const [path, data] of archive.files) {
      const file = join(draft, path);
      for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
      await mkdir(dirname(file), { recursive: true });
      await writeDurably(file, data);
    }
    for (const folder of folders) await syncFolder(folder);
    await rename(draft, dir);
    await syncFolder(dirname(dir));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Reads an unpacked archive; throws `archive.changed` unless packing it again gives the digest it was installed under. */
export async function readUnpacked(
  dir: string,
  sha256: string,
  limits: ArchiveLimits = archiveLimits,
): Promise<Archive> {
  const changed = (why: string, cause?: unknown) => archiveError('changed', { path: dir, why }, cause);
  const entries: ZipEntry[] = [];
  let bytes = 0;
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(dir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        await walk(path);
        continue;
      }
      if (!entry.isFile()) throw changed(`${path} is no plain file`);
      bytes += (await lstat(join(dir, path))).size;
      if (entries.length >= limits.entries || bytes > limits.archiveBytes) throw changed('it has grown');
      entries.push({ path, data: await readFile(join(dir, path)) });
    }
  };
  let packed: Uint8Array;
  try {
    await walk('');
    packed = writeZip(entries, limits);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'archive.changed') throw error;
    throw changed(error instanceof Error ? error.message : String(error), error);
  }
  if (digestArchive(packed) !== sha256) throw changed('its files differ');
  return readArchive(packed, limits);
}

async function writeDurably(file: string, data: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx', 0o644);
  await handle.writeFile(data);
  await handle.sync();
}

/** A rename is on disk once its folder is. Windows cannot open folders, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
