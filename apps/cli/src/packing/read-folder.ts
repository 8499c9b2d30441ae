/** Reads a plugin's folder as it would be packed: what goes in, what stays out, and why. Follows no link, runs nothing. */

import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { admit, archiveLimits } from '@omnitrade/archive';
import { parseManifest } from '@omnitrade/manifest';
import { packError } from './errors.ts';
import { isTypeScript, toJavaScriptPath } from './to-javascript.ts';

export interface LeftOut {
  /** With a slash at its end where it is a whole folder. */
  readonly path: string;
  readonly why: string;
}

export interface PluginFolder {
  /** Where it really lies. */
  readonly root: string;
  /** What belongs into the archive, TypeScript still among it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly leftOut: readonly LeftOut[];
}

const buildFolder = 'dist';

/** Throws `pack.*` and `manifest.*`. */
export async function readPluginFolder(path: string): Promise<PluginFolder> {
  const root = await realpath(resolve(path)).catch(() => undefined);
  if (root === undefined || !(await lstat(root)).isDirectory()) throw packError('no-folder', { path });
  const file = join(root, 'plugin.json');
  if (!(await lstat(file).catch(() => undefined))?.isFile()) throw packError('no-manifest', { path });
  const { main } = parseManifest(await readFile(file, 'utf8'), { file });
  const reading = new Reading(root, main.startsWith(`${buildFolder}/`));
  await reading.walk('');
  return { root, files: reading.files, leftOut: reading.leftOut };
}

class Reading {
  readonly files = new Map<string, Uint8Array>();
  readonly leftOut: LeftOut[] = [];
  readonly #root: string;
  readonly #isBuilt: boolean;
  #bytes = 0;

  constructor(root: string, isBuilt: boolean) {
    this.#root = root;
    this.#isBuilt = isBuilt;
  }

  async walk(folder: string): Promise<void> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch(fail(folder));
    // The order of a folder differs between systems; what is said about it must not.
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder + entry.name;
      if (entry.isDirectory()) {
        const why = this.#whyNotFolder(path);
        if (why) this.leftOut.push({ path: `${path}/`, why });
        else await this.walk(`${path}/`);
      } else if (!entry.isFile()) this.leftOut.push({ path, why: 'neither a file nor a folder' });
      else await this.#take(path);
    }
  }

  /** A folder stays out whole where no file in it could go in. */
  #whyNotFolder(path: string): string | undefined {
    if (path === buildFolder && !this.#isBuilt) return 'made by a build';
    const { admitted, why } = admit(`${path}/index.js`);
    return admitted || path.startsWith('assets') ? undefined : why;
  }

  async #take(path: string): Promise<void> {
    const declared = /\.d\.m?ts$/.test(path);
    const { admitted, why } = admit(isTypeScript(path) && !declared ? toJavaScriptPath(path) : path);
    if (!admitted) return void this.leftOut.push({ path, why: declared ? 'only types' : why });
    const file = join(this.#root, path);
    this.#bytes += (await lstat(file).catch(fail(path))).size;
    if (this.#bytes > archiveLimits.archiveBytes)
      throw packError('too-large', { path, limitMb: archiveLimits.archiveBytes / 1024 / 1024 });
    if (this.files.size >= archiveLimits.entries) throw packError('too-many', { limit: archiveLimits.entries });
    this.files.set(path, await readFile(file).catch(fail(path)));
  }
}

function fail(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    const why = error.code === 'EACCES' ? 'this user may not read it' : error.message;
    throw packError('unreadable', { path, why }, error);
  };
}
