/** Which program runs the tests of a plugin's folder: Vitest where the folder uses it, else the one that Node brings. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cliError } from '../errors.ts';

export type TestRunner =
  | { readonly kind: 'vitest'; readonly program: string }
  | { readonly kind: 'node'; readonly files: readonly string[] };

const testFile = /\.(?:test|spec)\.m?[jt]sx?$/;
const leftOut = new Set(['node_modules', 'dist', 'coverage', 'assets']);
const usesVitest =
  /\bfrom\s+['"](?:vitest|@omnitrade\/testing\/vitest)['"]|import\s+['"]@omnitrade\/testing\/vitest['"]/;
const maxDepth = 8;

/** Throws `cli.no-tests` and `cli.no-vitest`. */
export function findRunner(dir: string): TestRunner {
  const files = listTests(dir);
  if (files.length === 0) throw cliError('no-tests', { dir });
  const isVitest = isDeclared(dir) || files.some((file) => usesVitest.test(readFileSync(join(dir, file), 'utf8')));
  return isVitest ? { kind: 'vitest', program: findVitest(dir) } : { kind: 'node', files };
}

function listTests(dir: string, folder = '', depth = 0): string[] {
  if (!existsSync(join(dir, folder)) || depth > maxDepth) return [];
  return readdirSync(join(dir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !leftOut.has(entry.name) && !entry.name.startsWith('.'))
      return listTests(dir, path, depth + 1);
    return entry.isFile() && testFile.test(entry.name) ? [path] : [];
  });
}

/** The folder says so itself: by a configuration, or among its packages. */
function isDeclared(dir: string): boolean {
  if (readdirSync(dir).some((name) => /^vitest\.config\.[cm]?[jt]s$/.test(name))) return true;
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return 'vitest' in dependencies || 'vitest' in devDependencies;
  } catch {
    return false;
  }
}

/** That of the folder, else the one beside this program. */
function findVitest(dir: string): string {
  for (const from of [join(dir, 'package.json'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('vitest/package.json')), 'vitest.mjs');
    } catch {
      // The next place may have it.
    }
  }
  throw cliError('no-vitest', { dir });
}
