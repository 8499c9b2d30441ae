/** A plugin's folder as the files of a package, ready to be run: JavaScript, assets and documents, with what each was made of. */

import { stripTypeScriptTypes } from 'node:module';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { packError } from '../packing/errors.ts';
import { openModuleParser } from '../packing/module-requests.ts';
import { type LeftOut, readPluginFolder } from '../packing/read-folder.ts';
import { isTypeScript, toJavaScript, toJavaScriptPath } from '../packing/to-javascript.ts';
import { bundle } from './bundle.ts';

export interface CompiledFolder {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Source maps by the path of their module; none where lines and columns are those of the sources. */
  readonly maps: ReadonlyMap<string, string>;
  /** What a module was made of, where that is not itself. */
  readonly madeOf: ReadonlyMap<string, readonly string[]>;
  readonly leftOut: readonly LeftOut[];
}

export interface CompileOptions {
  /** `where-needed` keeps file by file what only has to lose its types, so that it can be read as it was written. */
  readonly bundled: 'always' | 'where-needed';
}

/** Runs nothing of the plugin. Throws `pack.*` and `manifest.*`. */
export async function compileFolder(path: string, { bundled }: CompileOptions): Promise<CompiledFolder> {
  const { root, files: found, leftOut } = await readPluginFolder(path);
  const manifest = parseManifest(new TextDecoder().decode(found.get('plugin.json')));
  const code = new Map<string, string>();
  for (const [file, data] of found) if (isCode(file)) code.set(file, toText(file, data));
  const files = new Map(found.entries().filter(([file]) => !isCode(file)));
  const about = { manifest, leftOut, files };
  if (bundled === 'where-needed' && !(await needsBundler(code, leftOut))) {
    for (const [file, text] of await toJavaScript(code)) files.set(file, encoder.encode(text));
    const typed = [...code.keys()].filter(isTypeScript).map((file) => [toJavaScriptPath(file), [file]] as const);
    return { ...about, maps: new Map(), madeOf: new Map(typed) };
  }
  const { modules } = await bundle(root, findEntries(manifest, [...code.keys(), ...leftOut.map((one) => one.path)]));
  for (const module of modules) files.set(module.path, encoder.encode(module.code));
  return {
    ...about,
    maps: new Map(modules.map((module) => [module.path, module.map])),
    madeOf: new Map(modules.map((module) => [module.path, module.madeOf])),
  };
}

const encoder = new TextEncoder();
const isCode = (path: string) => /\.m?[jt]s$/.test(path) && !path.startsWith('assets/');
/** Written with elements, so that taking the types out is not enough. */
const isJsx = ({ path }: LeftOut) => /\.[jt]sx$/.test(path) && !/(?:^|\/)tests?\/|\.(?:test|spec)\./.test(path);

/** What the manifest names, as it was written: `index.ts` for `index.js`. Throws `pack.no-entry`. */
function findEntries({ main, library }: Manifest, paths: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  for (const entry of [main, ...(library === undefined ? [] : [library])]) {
    const stem = entry.replace(/\.m?js$/, '');
    const source = ['.ts', '.tsx', '.mts', '.js', '.mjs', '.jsx']
      .map((end) => stem + end)
      .find((one) => paths.includes(one));
    if (source === undefined) throw packError('no-entry', { path: entry });
    entries.set(entry, source);
  }
  return entries;
}

/** Libraries have to come along, elements be turned into calls, and some of TypeScript is more than types. */
async function needsBundler(code: ReadonlyMap<string, string>, leftOut: readonly LeftOut[]): Promise<boolean> {
  if (leftOut.some(isJsx)) return true;
  const stripped: string[] = [];
  for (const [path, text] of code) {
    try {
      stripped.push(isTypeScript(path) ? stripTypeScriptTypes(text) : text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return true;
    }
  }
  await using parser = openModuleParser();
  const parsed = await parser.parse(stripped);
  // What cannot be parsed is said by whoever reads it next.
  return parsed.some((one) => one.ok && one.requests.some(isLibrary));
}

const isLibrary = (specifier: string) => !/^\.{0,2}\/|^plugin:|^@omnitrade\/sdk(?:\/|$)/.test(specifier);

function toText(path: string, data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw packError('unreadable', { path, why: 'it is not UTF-8 text' }, cause);
  }
}
