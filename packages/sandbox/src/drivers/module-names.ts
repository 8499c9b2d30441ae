/** Which module an import means, the same in every engine: the plugin's own files, the one bare import, libraries it depends on. */

import { CellFailure, type CellSpec } from './driver.ts';

/** Only this module sees the guest runtime; it hands the plugin's exports over and reports what became of them. */
export const bootSource = `import * as main from 'plugin:main'; import { loaded } from 'guest:entry'; loaded(main);`;

/** A module of the guest runtime by its specifier, or a module of a plugin by its path. */
export type NamedModule = { readonly guest: string } | { readonly path: string };

const libraryScheme = 'plugin:';

/** Throws `load-failed` with the sentence for the author. */
export function resolveImport(specifier: string, from: string, spec: CellSpec): NamedModule {
  const { sdk } = spec.guest;
  if (specifier === sdk.specifier) return { guest: sdk.module };
  const { parts = {} } = sdk;
  if (Object.hasOwn(parts, specifier)) return { guest: parts[specifier] as string };
  const library = libraryOf(specifier, from, spec);
  if (library !== undefined) return { path: library };
  if (!specifier.startsWith('./') && !specifier.startsWith('../'))
    throw new CellFailure(
      'load-failed',
      `${from} imports '${specifier}'. A plugin may import its own files and '${sdk.specifier}'; bundle other libraries.`,
    );
  const path = resolvePath(specifier, from);
  // A library is a package of its own: it does not reach into the plugin that uses it.
  if (ownerOf(path) !== ownerOf(from)) throw missing(path, from, spec);
  return { path };
}

/** Whose module a path is: '' for the plugin's own. */
function ownerOf(path: string): string {
  return path.startsWith(libraryScheme) ? (path.slice(libraryScheme.length).split('/', 1)[0] as string) : '';
}

/** The module behind `plugin:<name>`; undefined for any other specifier. */
function libraryOf(specifier: string, from: string, { links = {}, plugin }: CellSpec): string | undefined {
  if (!specifier.startsWith(libraryScheme)) return undefined;
  const owner = ownerOf(from);
  const allowed = Object.hasOwn(links, owner) ? links[owner] : undefined;
  if (allowed && Object.hasOwn(allowed, specifier)) return allowed[specifier];
  const name = specifier.slice(libraryScheme.length);
  throw new CellFailure(
    'load-failed',
    `${from} imports '${specifier}', but there is no such library for ${owner || plugin}: ${name} must stand among its dependencies, be installed, and have a library.`,
  );
}

/** As stack traces name it. */
export function toFileName(plugin: string, path: string): string {
  return path.startsWith(libraryScheme) ? `plugin://${path.slice(libraryScheme.length)}` : `plugin://${plugin}/${path}`;
}

export function missing(path: string, from: string, spec: CellSpec): CellFailure {
  return new CellFailure(
    'load-failed',
    from === ''
      ? `${spec.plugin} has no file ${path}, which its manifest names as main.`
      : `${from} imports ${path}, which is not in the package.`,
  );
}

/** Joins a relative specifier to the path of the module that uses it; climbing out of the package yields a path nobody has. */
export function resolvePath(specifier: string, from: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..') {
      if (parts.length === 0) return specifier;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join('/');
}
