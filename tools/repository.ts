/** The repository as the tools see it: its root, its tracked files, its workspaces. */

import { spawnSync } from 'node:child_process';
import { type Dirent, existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders that hold nothing written by hand; what .gitignore says, for a copy of the repository without git. */
const made = ['node_modules', 'dist', '.cache', '.git', 'coverage', 'output'];

/** Paths from the root, with forward slashes. Untracked files count too unless git ignores them: they are about to be committed. */
export function listFiles(): string[] {
  const paths = askGit() ?? walk();
  return [...new Set(paths)].filter((path) => path !== '' && existsSync(join(root, path))).sort();
}

function askGit(): string[] | undefined {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout.split('\0') : undefined;
}

function walk(): string[] {
  const exclude = (entry: Dirent) => made.includes(entry.name);
  return globSync(['**/*', '.*', '.*/**/*'], { cwd: root, exclude, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export interface Workspace {
  /** `packages/contracts`, `apps/cli`, `plugins/sp500-history`. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

export function listWorkspaces(): Workspace[] {
  return globSync('{packages,apps,plugins}/*/package.json', { cwd: root })
    .sort()
    .map((path) => {
      const { name, dependencies = {}, devDependencies = {} } = JSON.parse(readText(path));
      return {
        folder: path.replaceAll('\\', '/').replace('/package.json', ''),
        name,
        dependencies: Object.keys(dependencies),
        devDependencies: Object.keys(devDependencies),
      };
    });
}
