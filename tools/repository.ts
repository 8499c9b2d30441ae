/** The repository as the tools see it: its root, its tracked files, its workspaces. */

import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Paths from the root, with forward slashes. Untracked files count too unless git ignores them: they are about to be committed. */
export function listFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(list.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path))).sort();
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
