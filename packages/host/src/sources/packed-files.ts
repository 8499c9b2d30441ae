/** A package whose files lie in memory, as they come out of an archive or out of the code store. */

import type { JsonObject } from '@omnitrade/contracts';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';
import { CodeCounter } from './package-limits.ts';

export const manifestPath = 'plugin.json';
export const assetFolder = 'assets/';

/** `name` stands for the package until its manifest is read. Throws `registry.*` and `manifest.*`. */
export function toPluginPackage(files: ReadonlyMap<string, Uint8Array>, name: string): PluginPackage {
  const manifestBytes = files.get(manifestPath);
  if (manifestBytes === undefined) throw registryError('no-manifest', { path: name });
  const manifestText = toText(manifestBytes, name, manifestPath);
  const manifest = parseManifest(manifestText);
  const counter = new CodeCounter(manifest.name);
  const modules = new Map<string, string>();
  for (const [path, data] of files) {
    if (!/\.m?[jt]s$/.test(path) || path.startsWith(assetFolder)) continue;
    counter.add(path, data.length);
    modules.set(path, toText(data, manifest.name, path));
  }
  return {
    manifest,
    manifestJson: JSON.parse(manifestText) as JsonObject,
    modules,
    main: findMain(manifest, modules),
    readAsset: async (path) => {
      const data = files.get(assetFolder + path);
      return data && Buffer.from(data.buffer, data.byteOffset, data.length).toString();
    },
  };
}

/** A developer directory may hold `index.ts` for `index.js`. Throws `registry.no-main`. */
export function findMain({ name, main }: Manifest, modules: ReadonlyMap<string, string>): string {
  const typed = main.replace(/\.(m?)js$/, '.$1ts');
  const found = modules.has(main) ? main : typed;
  if (!modules.has(found)) throw registryError('no-main', { plugin: name, main });
  return found;
}

function toText(data: Uint8Array, plugin: string, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw registryError('unreadable', { plugin, file, why: 'it is not UTF-8 text' }, cause);
  }
}
