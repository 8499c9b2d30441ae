/** A package whose files lie in memory, as they come out of an archive. */

import type { JsonObject } from '@omnitrade/contracts';
import { parseManifest } from '@omnitrade/manifest';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';

const manifestPath = 'plugin.json';
const assetFolder = 'assets/';

/** Throws `registry.no-manifest`, `registry.no-main` and `manifest.*`. `name` stands for the package until its manifest is read. */
export function toPluginPackage(files: ReadonlyMap<string, Uint8Array>, name: string): PluginPackage {
  const textOf = (path: string) => {
    const data = files.get(path);
    return data && toText(data, name, path);
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
    readAsset: async (path) => {
      const data = files.get(assetFolder + path);
      return data && Buffer.from(data).toString();
    },
  };
}

function toText(data: Uint8Array, plugin: string, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw registryError('unreadable', { plugin, file, why: 'it is not UTF-8 text' }, cause);
  }
}
