/** A plugin's package in memory: manifest, modules and assets, whatever source it came from. */

import type { JsonObject } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import type { ModuleLinks } from '@omnitrade/sandbox';

export interface PluginPackage {
  readonly manifest: Manifest;
  /** plugin.json as it was written. */
  readonly manifestJson: JsonObject;
  /** JavaScript by path inside the package; `main` is among them. */
  readonly modules: ReadonlyMap<string, string>;
  /** Which libraries of other plugins it may import; their modules are among the modules. */
  readonly links?: ModuleLinks;
  /** The path of `main` among the modules (a developer directory may hold `index.ts` for `index.js`). */
  readonly main: string;
  /** Where a build left source maps: places in its code, in any text, as places in its sources. */
  readonly toSources?: (text: string) => string;
  /** Reads a text file below `assets/`; undefined if there is none. */
  readAsset(path: string): Promise<string | undefined>;
}
