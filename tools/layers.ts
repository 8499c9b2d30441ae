/** Who may import whom: the rows of the house as data, and the rule that reads them. */

import { posix } from 'node:path';
import type { Workspace } from './repository.ts';

/** A package imports only from rows before its own; see docs/architecture.md. */
export const rows: readonly (readonly string[])[] = [
  ['contracts'],
  ['manifest', 'market', 'permissions', 'lifecycle', 'extensions', 'sandbox', 'sdk'],
  ['archive', 'trading', 'ui'],
  ['registry', 'store'],
  ['host'],
  ['testing'],
  ['terminal', 'marketplace'],
  ['cli'],
  ['create'],
];
/** The one arrow inside a row: a manifest names permissions. */
const allowedAside = [['manifest', 'permissions']];
/** Rows that may not be read although they come before: stores are handed to the host by whoever starts it. */
const forbidden = [['host', 'store']];
/** A page runs in a browser: words and components, nothing of the server. */
const webImports = ['contracts', 'ui'];

export interface Import {
  /** The importing file, from the root. */
  readonly file: string;
  readonly specifier: string;
}

const statement =
  /^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Every module a source names, types included: an arrow is an arrow. */
export function findImports(file: string, source: string): Import[] {
  return Array.from(source.matchAll(statement), ([, from, bare, dynamic]) => ({
    file,
    specifier: (from ?? bare ?? dynamic) as string,
  }));
}

const rowOf = (part: string) => rows.findIndex((row) => row.includes(part));

/** True if the part `from` may import the part `to`. */
export function mayImport(from: string, to: string): boolean {
  const has = (pairs: readonly (readonly string[])[]) => pairs.some(([a, b]) => a === from && b === to);
  return from === to || has(allowedAside) || (rowOf(to) < rowOf(from) && !has(forbidden));
}

/** One sentence for each import or declared dependency that points the wrong way. */
export function findLayerFaults(workspaces: readonly Workspace[], imports: readonly Import[]): string[] {
  return [
    ...workspaces.flatMap((workspace) => checkDeclared(workspace, workspaces)),
    ...imports.flatMap((one) => checkImport(one, workspaces)),
  ];
}

const partOf = (folder: string) => posix.basename(folder);
const isPlugin = (folder: string) => folder.startsWith('plugins/');
const isTest = (file: string) => /\.(?:test|e2e)\.tsx?$|-fixture\.ts$|\/test\/|\/fixtures\//.test(file);

function checkDeclared({ folder, dependencies }: Workspace, all: readonly Workspace[]): string[] {
  if (!isPlugin(folder) && rowOf(partOf(folder)) < 0) return [`${folder} stands in no row of tools/layers.ts.`];
  return dependencies.flatMap((name) => {
    const target = all.find((other) => other.name === name);
    if (!target || isAllowed(folder, target.folder)) return [];
    return [`${folder}/package.json depends on ${name}, which is not in a row before it.`];
  });
}

function isAllowed(from: string, to: string): boolean {
  return isPlugin(from) ? to === 'packages/sdk' : !isPlugin(to) && mayImport(partOf(from), partOf(to));
}

function checkImport({ file, specifier }: Import, all: readonly Workspace[]): string[] {
  const own = all.find(({ folder }) => file.startsWith(`${folder}/`));
  if (!own) return [];
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    if (target.startsWith(`${own.folder}/`) || isTest(file)) return [];
    // The command prepares the first-party plugins, where it runs from the repository.
    if (own.folder === 'apps/cli' && target.startsWith('tools/')) return [];
    return [`${file} reaches into ${target}; import the package by its name.`];
  }
  const target = all.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (!target || isTest(file)) return [];
  if (file.includes('/web/') && !webImports.includes(partOf(target.folder)))
    return [`${file} runs in the page and imports ${specifier}; a page imports ${webImports.join(' and ')} only.`];
  if (!isAllowed(own.folder, target.folder)) return [`${file} imports ${specifier}, which is not in a row before it.`];
  if (target !== own && !own.dependencies.includes(target.name))
    return [`${file} imports ${specifier}, which ${own.folder}/package.json does not declare.`];
  return [];
}
