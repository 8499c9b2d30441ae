/** A plugin directory as a source (developer mode): TypeScript is taken as it is; its types are taken out where it runs. */

import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { JsonObject } from '@omnitrade/contracts';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';
import { CodeCounter, maxModuleBytes } from './package-limits.ts';
import { findMain } from './packed-files.ts';
import { createToSources } from './source-positions.ts';

const maxFiles = 2_000;
/** A source map holds the sources as well. */
const maxMapBytes = 16 * 1024 * 1024;
const maxAssetBytes = 1_500_000;
const maxManifestBytes = 256 * 1024;
/** Folders that do not belong to the running plugin, unless its main lies there. */
const leftOut = new Set(['node_modules', 'dist', 'test', 'tests', 'assets', 'coverage']);

/** Reads a directory as a package. Throws `registry.*` and `manifest.*`; runs nothing and follows no link out of the folder. */
export async function readDirectory(path: string): Promise<PluginPackage> {
  const root = await realpath(resolve(path)).catch(() => undefined);
  if (root === undefined || !(await lstat(root)).isDirectory()) throw registryError('no-directory', { path });
  const { manifest, manifestJson } = await readManifest(root, path);
  const { modules, maps } = await readModules(root, manifest);
  const main = findMain(manifest, modules);
  const toSources = createToSources(manifest.name, maps);
  const readAsset = (asset: string) => readAssetText(root, manifest.name, asset);
  return { manifest, manifestJson, modules, main, ...(toSources && { toSources }), readAsset };
}

/** Every plain file below `assets/`, by its path there. Throws `registry.*`. */
export async function readAssets(path: string, plugin: string): Promise<Map<string, Uint8Array>> {
  const base = join(await realpath(resolve(path)), 'assets');
  const assets = new Map<string, Uint8Array>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readFolder(join(base, folder), plugin, `assets/${folder}`)) {
      const file = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) await walk(file);
      else if (entry.isFile())
        assets.set(file, await readBytes(join(base, file), plugin, `assets/${file}`, maxAssetBytes));
      if (assets.size > maxFiles)
        throw registryError('too-large', { plugin, what: `more than ${maxFiles} files`, limit: `${maxFiles}` });
    }
  };
  if ((await lstat(base).catch(() => undefined))?.isDirectory()) await walk('');
  return assets;
}

async function readManifest(root: string, path: string) {
  const file = join(root, 'plugin.json');
  const stat = await lstat(file).catch(() => undefined);
  if (!stat?.isFile()) throw registryError('no-manifest', { path });
  const text = await readText(file, path, 'plugin.json', maxManifestBytes);
  const manifest = parseManifest(text, { file });
  return { manifest, manifestJson: JSON.parse(text) as JsonObject };
}

/** Every .js, .mjs, .ts and .mts file but tests; links are passed over. */
async function readModules(
  root: string,
  { name: plugin, main }: Manifest,
): Promise<{ readonly modules: Map<string, string>; readonly maps: Map<string, string> }> {
  const modules = new Map<string, string>();
  const maps = new Map<string, string>();
  const mainFolder = main.split('/')[0] as string;
  const counter = new CodeCounter(plugin);
  let files = 0;
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readFolder(join(root, folder), plugin, folder)) {
      if (++files > maxFiles)
        throw registryError('too-large', { plugin, what: `more than ${maxFiles} files`, limit: `${maxFiles}` });
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name) || path === mainFolder) await walk(path);
      } else if (entry.isFile() && /\.m?[jt]s$/.test(entry.name) && !/\.(test|spec|d)\.m?[jt]s$/.test(entry.name)) {
        const text = await readText(join(root, path), plugin, path, maxModuleBytes);
        counter.add(path, text.length);
        modules.set(path, text);
      } else if (entry.isFile() && /\.m?js\.map$/.test(entry.name))
        maps.set(path.slice(0, -'.map'.length), await readText(join(root, path), plugin, path, maxMapBytes));
    }
  };
  await walk('');
  return { modules, maps };
}

const readText = async (...of: Parameters<typeof readBytes>) => (await readBytes(...of)).toString();

/** What was there a moment ago may be gone, or not ours to read. */
async function readBytes(file: string, plugin: string, path: string, maxBytes: number): Promise<Buffer> {
  try {
    if ((await lstat(file)).size <= maxBytes) return await readFile(file);
  } catch (error) {
    throw unreadable(error, plugin, path);
  }
  throw registryError('too-large', { plugin, what: path, limit: `${(maxBytes / 1048576).toFixed(1)} MB` });
}

async function readFolder(path: string, plugin: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw unreadable(error, plugin, folder || path);
  }
}

function unreadable(error: unknown, plugin: string, file: string) {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'EACCES' ? 'this user may not read it' : code === 'ENOENT' ? 'it is gone' : message;
  return registryError('unreadable', { plugin, file, why }, error);
}

async function readAssetText(root: string, plugin: string, asset: string): Promise<string | undefined> {
  const base = join(root, 'assets') + sep;
  const file = resolve(base, asset);
  if (!file.startsWith(base) || asset.includes('\0')) return undefined;
  const real = await realpath(file).catch(() => undefined);
  // A link inside assets/ must not lead out of it.
  if (real === undefined || !real.startsWith(base)) return undefined;
  if (!(await lstat(real)).isFile()) return undefined;
  return readText(real, plugin, `assets/${asset}`, maxAssetBytes);
}
