/** A package as it is kept in the code store: whatever source it came from, it looks the same there. */

import type { PackageFile } from '@omnitrade/contracts';
import type { PluginPackage } from './package-files.ts';
import { assetFolder, manifestPath } from './packed-files.ts';

/** Code is kept as it was written; types are taken out where it runs. */
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
