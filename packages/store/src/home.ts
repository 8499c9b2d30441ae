/** The home on disk as one object: opened by one process at a time, everything acknowledged is kept. */

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayoutStore, PluginData, PluginStore, WorkspaceStore } from '@omnitrade/contracts';
import { storeError } from './errors.ts';
import { createPluginData } from './plugin-data.ts';
import { createPluginStore } from './plugin-store.ts';
import { readSession, removeSession, type Session, writeSession } from './session-file.ts';
import { StoreThread } from './thread.ts';
import { createLayoutStore, createWorkspaceStore } from './workspace-store.ts';

export interface Home extends AsyncDisposable {
  readonly dir: string;
  /** Where log files go; exists. */
  readonly logDir: string;
  readonly plugins: PluginStore;
  /** Storage, secrets, budgets and audit of plugins. */
  readonly data: PluginData;
  readonly workspace: WorkspaceStore;
  readonly layout: LayoutStore;
  /** Tells other commands of this user how to reach the terminal that holds the home. */
  announce(session: Required<Omit<Session, 'pid'>>): Promise<void>;
  /** Finishes what was asked before and lets go of the home. */
  close(): Promise<void>;
}

export interface OpenHomeOptions {
  readonly dir: string;
  /** How long to wait for a command that is just finishing. */
  readonly waitMs?: number;
  /** Protects the secrets; without one their key lies in a file only this user can read. */
  readonly passphrase?: string;
}

/** Opens the home, making it if there is none; throws `store.*`. */
export async function openHome({ dir, waitMs = 1000, passphrase }: OpenHomeOptions): Promise<Home> {
  const logDir = join(dir, 'logs');
  await makeFolder(dir);
  await makeFolder(logDir);
  const thread = await StoreThread.open(dir, join(dir, 'omnitrade.db'), waitMs);
  if (thread === undefined) {
    const holder = await readSession(dir);
    throw storeError('home-in-use', { dir, pid: holder?.pid ?? null, url: holder?.url ?? null });
  }
  const announce = (session: Partial<Session>) =>
    writeSession(dir, { pid: process.pid, ...session }).catch((error) => {
      throw notWritable(dir, error);
    });
  try {
    await announce({});
  } catch (error) {
    await thread[Symbol.asyncDispose]();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= removeSession(dir).finally(() => thread[Symbol.asyncDispose]());
    return closing;
  };
  return {
    dir,
    logDir,
    plugins: createPluginStore(thread),
    data: createPluginData(thread, dir, passphrase),
    workspace: createWorkspaceStore(thread),
    layout: createLayoutStore(thread),
    announce,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const isFile = await stat(dir).then(
      (found) => !found.isDirectory(),
      () => (error as NodeJS.ErrnoException).code === 'ENOTDIR',
    );
    throw isFile ? storeError('not-a-folder', { dir }, error) : notWritable(dir, error);
  }
}

function notWritable(dir: string, error: unknown): Error {
  return storeError(
    'not-writable',
    { path: dir, reason: error instanceof Error ? error.message : String(error) },
    error,
  );
}
