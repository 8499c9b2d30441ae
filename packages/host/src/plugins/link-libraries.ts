/** Puts the libraries of a plugin's dependencies beside its own modules: each plugin gets a copy, linked under `plugin:<name>`. */

import type { Manifest } from '@omnitrade/manifest';
import type { ModuleLinks } from '@omnitrade/sandbox';
import semver from 'semver';
import { registryError } from '../errors.ts';
import type { PluginPackage } from '../sources/package-files.ts';

/** The package of a plugin as it will be installed beside this one; undefined where there is none. */
export type FindPackage = (name: string) => Promise<PluginPackage | undefined>;

/**
 * A library is linked where a module names it, its plugin stands among the dependencies, and the version at hand is in range.
 * Whatever is not linked fails at its import, with a sentence. A library runs with the limits and the grants of whoever uses it.
 */
export async function linkLibraries(files: PluginPackage, find: FindPackage): Promise<PluginPackage> {
  const modules = new Map(files.modules);
  const links: Record<string, Record<string, string>> = {};
  const open: { readonly owner: string; readonly files: PluginPackage }[] = [{ owner: '', files }];
  const linked = new Set<string>();
  for (const { owner, files: importer } of open) {
    for (const [name, range] of Object.entries(dependenciesOf(importer.manifest))) {
      if (!mentions(importer, name)) continue;
      const library = await find(name);
      const path = library && findLibrary(library);
      if (!library || path === undefined || !semver.satisfies(library.manifest.version, range)) continue;
      const ofOwner = links[owner] ?? {};
      links[owner] = { ...ofOwner, [`plugin:${name}`]: `plugin:${name}/${path}` };
      if (linked.has(name)) continue;
      linked.add(name);
      for (const [file, text] of library.modules) modules.set(`plugin:${name}/${file}`, text);
      open.push({ owner: name, files: library });
    }
  }
  return linked.size === 0 ? files : { ...files, modules, links: links satisfies ModuleLinks };
}

/** Every plugin whose library is linked, and those it would import if they were there. */
export function listImported(own: PluginPackage, { links = {} }: PluginPackage): string[] {
  const linked = Object.values(links).flatMap((all) =>
    Object.keys(all).map((specifier) => specifier.slice('plugin:'.length)),
  );
  const wanted = Object.keys(dependenciesOf(own.manifest)).filter((name) => mentions(own, name));
  return [...new Set([...linked, ...wanted])];
}

/** The path of the library among the modules; undefined if the plugin has none. Throws `registry.no-library`. */
export function findLibrary({ manifest: { name, library }, modules }: PluginPackage): string | undefined {
  if (library === undefined) return undefined;
  const typed = library.replace(/\.(m?)js$/, '.$1ts');
  const found = [library, typed].find((path) => modules.has(path));
  if (found === undefined) throw registryError('no-library', { plugin: name, library });
  return found;
}

const dependenciesOf = ({ dependencies, optionalDependencies = {} }: Manifest) => ({
  ...dependencies,
  ...optionalDependencies,
});

/** Spares the plugin the modules of a library it never imports; an import whose name is spelled with escapes finds nothing. */
function mentions({ modules }: PluginPackage, name: string): boolean {
  const specifier = `plugin:${name}`;
  return modules.values().some((text) => text.includes(specifier));
}
