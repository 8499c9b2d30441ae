/**
 * Bundles the modules of a plugin: its own files and the npm libraries they use become one ES module for each entry,
 * with a source map. What the terminal provides stays an import. The same files give the same bytes in any folder.
 */

import { readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { OutputChunk, Plugin, RolldownBuild } from 'rolldown';
import { packError } from '../packing/errors.ts';

export interface BundledModule {
  /** Inside the package: `index.js`. */
  readonly path: string;
  readonly code: string;
  /** A source map whose sources are named by their paths in the plugin's folder. */
  readonly map: string;
  /** Files of the plugin it is made of, then the libraries. */
  readonly madeOf: readonly string[];
}

export interface Bundle {
  readonly modules: readonly BundledModule[];
  /** Absolute paths of everything that was read, to be watched. */
  readonly inputs: readonly string[];
}

/** Where the plugin lies as far as the bundler knows: names it makes up must not tell where it really does. */
const virtualRoot = '/plugin/';

/** `entries` are the files to begin with, by the path of what becomes of them. Throws `pack.*`. */
export async function bundle(folder: string, entries: ReadonlyMap<string, string>): Promise<Bundle> {
  // It takes a while to load, and is a native library: only who builds loads it.
  const { rolldown } = await import('rolldown');
  const root = await realpath(folder);
  const files = new VirtualFiles(root);
  const names = new Map(Array.from(entries, ([path, source]) => [path.replace(/\.m?js$/, ''), virtualRoot + source]));
  let build: RolldownBuild | undefined;
  try {
    build = await rolldown({
      input: Object.fromEntries(names),
      cwd: root,
      plugins: [files.plugin],
      platform: 'neutral',
      resolve: { mainFields: ['module', 'main'], conditionNames: ['module', 'import', 'default'] },
      transform: { jsx: { runtime: 'automatic', importSource: '@omnitrade/sdk' }, target: 'es2024' },
      tsconfig: false,
      logLevel: 'silent',
      experimental: { attachDebugInfo: 'none' },
    });
    const { output } = await build.generate({
      format: 'es',
      sourcemap: 'hidden',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
      sourcemapPathTransform: (source) => toPluginPath(source),
    });
    if (files.failure) throw files.failure();
    const chunks = output.filter((one): one is OutputChunk => one.type === 'chunk');
    const extensions = new Map([...entries.keys()].map((path) => [path.replace(/\.mjs$/, '.js'), path]));
    const modules = chunks.map((chunk) => toModule(chunk, extensions.get(chunk.fileName) ?? chunk.fileName));
    return { modules, inputs: files.read };
  } catch (error) {
    throw files.failure?.() ?? toPackError(error);
  } finally {
    await build?.close();
  }
}

function toModule(chunk: OutputChunk, path: string): BundledModule {
  const { code, map, moduleIds } = chunk;
  const own = moduleIds.filter((id) => id.startsWith(virtualRoot) && !id.includes('/node_modules/')).map(toPluginPath);
  const libraries = moduleIds.map(libraryOf).filter((name) => name !== undefined);
  const text = JSON.stringify({ ...JSON.parse(map?.toString() ?? '{}'), file: path });
  return { path, code, map: text, madeOf: [...own, ...new Set(libraries)] };
}

/** Only our own files and libraries have a path; what the bundler adds of its own has none. */
function libraryOf(id: string): string | undefined {
  const parts = id.split('/node_modules/').at(-1)?.split('/');
  if (!id.includes('/node_modules/') || parts === undefined) return undefined;
  return parts[0]?.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0];
}

function toPluginPath(source: string): string {
  const at = source.indexOf(virtualRoot.slice(1));
  return at >= 0 ? source.slice(at + virtualRoot.length - 1) : source;
}

/** What the terminal provides, and libraries of other plugins, which it links. */
const isProvided = (specifier: string) => /^@omnitrade\/sdk(?:\/|$)|^plugin:/.test(specifier);

class VirtualFiles {
  readonly plugin: Plugin;
  readonly read: string[] = [];
  /** What went wrong first; made when it is thrown, for the bundler writes upon errors that pass through it. */
  failure: (() => Error) | undefined;
  readonly #root: string;
  readonly #real = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
    const files = this;
    this.plugin = {
      name: 'plugin-files',
      async resolveId(specifier, importer) {
        if (isProvided(specifier)) return { id: specifier, external: true };
        if (importer === undefined) {
          const path = join(root, specifier.slice(virtualRoot.length));
          return files.#toVirtual(path);
        }
        const real = files.#real.get(importer);
        if (real === undefined) return null;
        const found = await this.resolve(specifier, real, { skipSelf: true });
        if (found && !found.external) return files.#toVirtual(found.id);
        files.failure ??= () => packError('missing-import', { path: toPluginPath(importer), specifier });
        return { id: specifier, external: true };
      },
      async load(id) {
        const real = files.#real.get(id);
        if (real === undefined) return null;
        files.read.push(real);
        return await readFile(real, 'utf8').catch((error: NodeJS.ErrnoException) => {
          files.failure ??= () => packError('unreadable', { path: toPluginPath(id), why: error.message }, error);
          return '';
        });
      },
    };
  }

  #toVirtual(real: string): string {
    const [, ...inLibraries] = real.split(`${sep}node_modules${sep}`);
    const path =
      inLibraries.length > 0
        ? join('node_modules', inLibraries.join(`${sep}node_modules${sep}`))
        : relative(this.#root, real);
    const id = virtualRoot + path.replaceAll(sep, '/').replaceAll('../', 'outside/');
    this.#real.set(id, real);
    return id;
  }
}

/** The first thing the bundler says, in one line: what, and where in the plugin. */
function toPackError(error: unknown): Error {
  const [first] = (error as { errors?: readonly unknown[] }).errors ?? [error];
  const {
    message = String(error),
    id,
    loc,
  } = (first ?? {}) as {
    message?: string;
    id?: string;
    loc?: { line: number; file?: string };
  };
  const where = /(?:╭─|-)\[ ?([^\]]+?):(\d+):\d+ ?\]/.exec(message);
  const path = toPluginPath(loc?.file ?? id ?? where?.[1] ?? 'the plugin');
  const line = loc?.line ?? (where ? Number(where[2]) : undefined);
  const lines = stripVTControlCharacters(message).split('\n');
  const text = lines.find((one) => one.trim() !== '') ?? 'it cannot be read';
  const why = text
    .replace(/^\[[A-Z_]+\] ?(?:Error: ?)?/, '')
    .replace(/(?:\.\.\/)*\/?plugin\//g, '')
    .replace(/\.+$/, '');
  return packError('not-built', { path, why, ...(line !== undefined && { line }) }, error);
}
