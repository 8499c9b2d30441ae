/** A package as it is kept in the code store, and as it is read back: whatever source it came from, it looks the same there. */

import type { JsonObject, PackageFile } from '@omnitrade/contracts';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';

const manifestPath = 'plugin.json';
const assetFolder = 'assets/';

/** Code is kept as it is run: types are stripped already. */
export function toStoredFiles(
  { manifestJson, modules }: PluginPackage,
  assets: ReadonlyMap<string, Uint8Array>,
): PackageFile[] {
  return [
    { path: manifestPath, data: Buffer.from(JSON.stringify(manifestJson)) },
    ...Array.from(modules, ([path, text]) => ({ path, data: Buffer.from(text) })),
    ...Array.from(assets, ([path, data]) => ({ path: assetFolder + path, data })),
  ];
}

/** `name` stands for the package until its manifest is read. Throws `registry.*` and `manifest.*`. */
export function fromStoredFiles(files: readonly PackageFile[], name: string): PluginPackage {
  const byPath = new Map(files.map(({ path, data }) => [path, data]));
  const text = byPath.get(manifestPath);
  if (text === undefined) throw registryError('no-manifest', { path: name });
  const manifestText = Buffer.from(text).toString();
  const manifest = parseManifest(manifestText);
  const modules = new Map<string, string>();
  for (const [path, data] of byPath)
    if (/\.m?[jt]s$/.test(path) && !path.startsWith(assetFolder)) modules.set(path, Buffer.from(data).toString());
  return {
    manifest,
    manifestJson: JSON.parse(manifestText) as JsonObject,
    modules,
    main: findMain(manifest, modules),
    readAsset: async (path) => {
      const data = byPath.get(assetFolder + path);
      return data && Buffer.from(data).toString();
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
