/** A workspace as the folder npm makes a package of. */

import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, type Workspace } from '../repository.ts';
import { findPackages, redirect, toPublished } from './to-published.ts';

export interface StageOptions {
  readonly workspace: Workspace;
  /** Where the compiler has put the declarations of all packages, by the paths of their sources. */
  readonly declarations: string;
  readonly into: string;
  readonly version: string;
  /** Dependencies that no import names. */
  readonly also?: readonly string[];
  /** Dependencies that only the repository needs. */
  readonly without?: readonly string[];
  /** Files and folders that are taken as they are, from the root of the repository to their place in the package. */
  readonly brings?: readonly (readonly [from: string, to: string])[];
}

interface PackageJson {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Not for those who use the package: tests, and what tests stand on. */
const leftOut =
  /\.(?:test|e2e)\.tsx?$|-fixture\.ts$|(?:^|\/)(?:fixtures|test-kit|test|node_modules|\.cache|web|templates)\//;
const isSource = (path: string) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path);

/** Leaves in `into` what `npm pack` takes. */
export function stagePackage(options: StageOptions): void {
  const { workspace, declarations, into, version, brings = [], also = [], without = [] } = options;
  const { folder } = workspace;
  rmSync(into, { recursive: true, force: true });
  const needed = new Set<string>(also);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), text);
  };
  const copy = (file: string, path: string) =>
    cpSync(join(root, file), join(into, path), {
      recursive: true,
      filter: (from) => !/[\\/](?:node_modules|\.cache)$/.test(from),
    });
  const publish = (file: string, path: string) => {
    const code = toPublished(file, folder, readFileSync(join(root, file), 'utf8'));
    for (const name of findPackages(code)) needed.add(name);
    write(path.replace(/\.ts$/, '.js'), code);
  };
  for (const path of listFiles(folder)) {
    if (isSource(path) || path.endsWith('.js')) publish(`${folder}/${path}`, path);
    else if (path !== 'package.json') copy(`${folder}/${path}`, path);
    if (!isSource(path)) continue;
    const declared = `${folder}/${path.replace(/\.ts$/, '.d.ts')}`;
    const text = readIfThere(join(declarations, declared));
    if (text !== undefined) write(path.replace(/\.ts$/, '.d.ts'), redirect(declared, folder, text));
  }
  for (const [from, to] of brings) {
    if (isSource(from)) publish(from, to);
    else copy(from, to);
  }
  for (const name of without) needed.delete(name);
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as PackageJson;
  write('package.json', `${JSON.stringify(toPublishedManifest(manifest, needed, version), null, 2)}\n`);
  for (const name of ['LICENSE', 'NOTICE']) write(name, readFileSync(join(root, name), 'utf8'));
}

const listFiles = (folder: string): string[] =>
  globSync('**/*', { cwd: join(root, folder), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, folder).length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !leftOut.test(`/${path}`) && path !== 'tsconfig.json')
    .sort();

function toPublishedManifest(manifest: PackageJson, needed: ReadonlySet<string>, version: string): object {
  const { private: _private, devDependencies: _dev, dependencies = {}, exports, ...rest } = manifest;
  const used = Object.entries(dependencies).filter(([name]) => needed.has(name));
  const doors = Object.entries(exports ?? {}).map(([door, path]) => [
    door,
    { types: path.replace(/\.ts$/, '.d.ts'), default: path.replace(/\.ts$/, '.js') },
  ]);
  return {
    ...rest,
    version,
    engines: { node: '>=20' },
    ...(exports && { exports: Object.fromEntries(doors) }),
    dependencies: Object.fromEntries(used.map(([name, range]) => [name, range === '*' ? version : range])),
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
