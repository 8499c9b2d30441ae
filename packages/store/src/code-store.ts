/** Plugins' code on disk: each package under the digest of its files, never changed, read back only if nothing of it was. */

import { createHash, randomUUID, webcrypto } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CodeStore, isCoded, type PackageFile } from '@omnitrade/contracts';
import { storeError } from './errors.ts';

const maxFiles = 4_096;
const maxBytes = 64 * 1024 * 1024;
const digestShape = /^[0-9a-f]{64}$/;

/** `root` is made when something is first put into it. Whoever puts and collects takes care not to do both at once. */
export function createCodeStore(root: string): CodeStore {
  const packages = join(root, 'sha256');
  /** What is being written or thrown away; never read, so that it may be cut short at any moment. */
  const drafts = join(root, 'drafts');
  const toDir = (digest: string) => {
    if (!digestShape.test(digest)) throw storeError('not-stored', { digest: digest.slice(0, 80) });
    return join(packages, digest);
  };
  const toDraft = () => join(drafts, randomUUID());

  return {
    digest: async (files) => digestOf(sortFiles(files)),

    async put(files) {
      const sorted = sortFiles(files);
      const digest = await digestOf(sorted);
      const dir = toDir(digest);
      return translated(root, async () => {
        if (await isWhole(dir, digest)) return digest;
        await mkdir(packages, { recursive: true, mode: 0o700 });
        await mkdir(drafts, { recursive: true, mode: 0o700 });
        const draft = toDraft();
        try {
          await writePackage(draft, sorted);
          // What lies there is damaged: it makes room in one step as well.
          if (await exists(dir)) await rename(dir, toDraft());
          await rename(draft, dir);
          await syncFolder(packages);
        } catch (error) {
          await rm(draft, { recursive: true, force: true }).catch(() => {});
          throw error;
        }
        return digest;
      });
    },

    async read(digest) {
      const dir = toDir(digest);
      if (!(await exists(dir))) throw storeError('not-stored', { digest });
      const files = await readPackage(dir);
      if ((await digestOf(sortFiles(files))) !== digest)
        throw storeError('code-changed', { path: dir, why: 'its files are not those that were installed' });
      return files;
    },

    async collect(keep) {
      const removed = (await list(packages)).filter((name) => !keep.has(name)).sort();
      await translated(root, async () => {
        if (removed.length > 0) await mkdir(drafts, { recursive: true, mode: 0o700 });
        for (const name of removed) await rename(join(packages, name), toDraft());
        await rm(drafts, { recursive: true, force: true });
      });
      return removed;
    },
  };
}

/** One order and one name for each file, whatever way they came. */
function sortFiles(files: readonly PackageFile[]): PackageFile[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  let bytes = 0;
  for (const [i, { path, data }] of sorted.entries()) {
    bytes += data.length;
    const before = sorted[i - 1]?.path;
    const taken = before !== undefined && (path === before || path.startsWith(`${before}/`));
    if (taken || !isPlainPath(path)) throw storeError('bad-path', { path: path.slice(0, 200) });
  }
  if (sorted.length > maxFiles || bytes > maxBytes)
    throw storeError('code-too-large', { files: sorted.length, bytes, maxFiles, maxBytes });
  return sorted;
}

/** Relative, and below the folder it is written into on every system. */
function isPlainPath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (path.length > 400 || /[\\:\u0000-\u001f]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** Above this a file is hashed beside the loop: it would hold everything else up. */
const largeBytes = 256 * 1024;

async function sha256Of(data: Uint8Array): Promise<string> {
  if (data.length < largeBytes) return sha256(data);
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)).toString('hex');
}

/** Of the list of all files with their own digests, so that none can be added, taken away, renamed or changed. */
async function digestOf(sorted: readonly PackageFile[]): Promise<string> {
  const listed: [string, number, string][] = [];
  for (const { path, data } of sorted) listed.push([path, data.length, await sha256Of(data)]);
  return sha256(JSON.stringify(listed));
}

async function writePackage(dir: string, files: readonly PackageFile[]): Promise<void> {
  const folders = new Set([dir]);
  await mkdir(dir, { mode: 0o700 });
  for (const { path, data } of files) {
    const file = join(dir, path);
    for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await using handle = await open(file, 'wx', 0o400);
    await handle.writeFile(data);
    await handle.sync();
  }
  for (const folder of folders) await syncFolder(folder);
}

async function readPackage(dir: string): Promise<PackageFile[]> {
  const changed = (why: string, cause?: unknown) => storeError('code-changed', { path: dir, why }, cause);
  const files: PackageFile[] = [];
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
      if (files.length >= maxFiles || bytes > maxBytes) throw changed('it has grown');
      files.push({ path, data: await readFile(join(dir, path)) });
    }
  };
  try {
    await walk('');
  } catch (error) {
    if (isCoded(error) && error.code.startsWith('store.')) throw error;
    throw changed(error instanceof Error ? error.message : String(error), error);
  }
  return files;
}

async function isWhole(dir: string, digest: string): Promise<boolean> {
  if (!(await exists(dir))) return false;
  try {
    return (await digestOf(sortFiles(await readPackage(dir)))) === digest;
  } catch {
    return false;
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

const list = (folder: string) => readdir(folder).catch(() => [] as string[]);

/** A rename is on disk once its folder is. Windows cannot open folders, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** What the disk refuses, in the user's words. */
async function translated<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCoded(error) && error.code.startsWith('store.')) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw storeError('disk-full', { file: root }, error);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw storeError('not-writable', { path: root, reason: message }, error);
    throw storeError('disk-failed', { file: root, reason: message }, error);
  }
}
