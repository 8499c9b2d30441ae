/** A package whose files lie in memory, as they come out of an archive. */

import type { JsonObject } from '@omnitrade/contracts';
import { parseManifest } from '@omnitrade/manifest';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';

const manifestPath = 'plugin.json';
const assetFolder = 'assets/';

/** Throws `registry.no-manifest`, `registry.no-main` and `manifest.*`. `name` stands for the package until its manifest is read. */
export function toPluginPackage(files: ReadonlyMap<string, Uint8Array>, name: string): PluginPackage {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const textOf = (path: string) => {
    const data = files.get(path);
    return data && decoder.decode(data);
  };
  const manifestText = textOf(manifestPath);
  if (manifestText === undefined) throw registryError('no-manifest', { path: name });
  const manifest = parseManifest(manifestText);
  const code = [...files.keys()].filter((path) => /\.m?js$/.test(path) && !path.startsWith(assetFolder));
  const modules = new Map(code.map((path) => [path, textOf(path) as string]));
  const { main } = manifest;
  if (!modules.has(main)) throw registryError('no-main', { plugin: manifest.name, main });
  return {
    manifest,
    manifestJson: JSON.parse(manifestText) as JsonObject,
    modules,
    main,
    readAsset: async (path) => textOf(assetFolder + path),
  };
}
