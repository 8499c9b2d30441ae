/** What lies in a home, for whoever examines it: nothing is changed. */

import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { secretKeyName } from './secret-key.ts';
import type { FileHealth } from './tables/health.ts';
import type { StoreThread } from './thread.ts';

export interface HomeInspection extends FileHealth {
  /** Digests under which code is kept. */
  readonly stored: readonly string[];
  /** What was being written or thrown away when a process ended. */
  readonly drafts: readonly string[];
  readonly freeBytes: number;
  /** Whether others than its owner can read the key of the secrets; absent where there is none. */
  readonly keyOpen?: boolean;
}

export async function inspectHome(thread: StoreThread, dir: string): Promise<HomeInspection> {
  const list = (name: string) => readdir(join(dir, 'store', name)).catch(() => [] as string[]);
  const [health, stored, drafts, disk, key] = await Promise.all([
    thread.call('health.read'),
    list('sha256'),
    list('drafts'),
    statfs(dir),
    stat(join(dir, secretKeyName)).catch(() => undefined),
  ]);
  return {
    ...health,
    stored: stored.sort(),
    drafts,
    freeBytes: disk.bavail * disk.bsize,
    ...(key && process.platform !== 'win32' && { keyOpen: (key.mode & 0o077) !== 0 }),
  };
}
