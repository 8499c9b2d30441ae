/** The home on disk as one object: opened by one process at a time, everything acknowledged is kept. */

import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ChangeStore,
  CodeStore,
  LayoutStore,
  LockFile,
  PluginData,
  PluginHistory,
  PluginStore,
  ProfileStore,
  SettingsStore,
  StartStore,
  TradingStore,
  WorkspaceStore,
} from '@omnitrade/contracts';
import { createChangeStore } from './change-store.ts';
import { createCodeStore } from './code-store.ts';
import { storeError } from './errors.ts';
import { createHistory, createStartStore } from './history-store.ts';
import { type HomeInspection, inspectHome } from './inspect-home.ts';
import { createLockFile } from './lock-file.ts';
import { createPluginData } from './plugin-data.ts';
import { createPluginStore } from './plugin-store.ts';
import { createProfileFiles } from './profile-files.ts';
import { readSession, removeSession, type Session, writeSession } from './session-file.ts';
import { StoreThread } from './thread.ts';
import { createTradingStore } from './trading-store.ts';
import { createLayoutStore, createSettingsStore, createWorkspaceStore } from './workspace-store.ts';

export interface Home extends AsyncDisposable {
  readonly dir: string;
  /** Where log files go; exists. */
  readonly logDir: string;
  /** Profiles of slow plugins, beside the logs. */
  readonly profiles: ProfileStore;
  readonly plugins: PluginStore;
  readonly code: CodeStore;
  readonly changes: ChangeStore;
  readonly history: PluginHistory;
  readonly starts: StartStore;
  /** Storage, secrets, budgets and audit of plugins. */
  readonly data: PluginData;
  /** Paper accounts, orders and fills. */
  readonly trading: TradingStore;
  readonly workspace: WorkspaceStore;
  /** Settings of plugins that hold in the workspace. */
  readonly settings: SettingsStore;
  readonly layout: LayoutStore;
  /** `installed.lock`: what is installed, to have it again elsewhere. */
  readonly lockFile: LockFile;
  /** What lies in it, for whoever examines it; nothing is changed. */
  inspect(): Promise<HomeInspection>;
  /** Tells other commands of this user how to reach the terminal that holds the home. */
  announce(session: Required<Omit<Session, 'pid'>>): Promise<void>;
  /** Finishes what was asked before and lets go of the home. */
  close(): Promise<void>;
}

const leftBehindMs = 30 * 24 * 3_600_000;

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
  // What an uninstalled plugin left behind is kept for a while, in case it comes back.
  await thread.call('left.expire', { before: Date.now() - leftBehindMs }).catch(() => {});
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= removeSession(dir).finally(() => thread[Symbol.asyncDispose]());
    return closing;
  };
  return {
    dir,
    logDir,
    profiles: createProfileFiles(join(logDir, 'profiles')),
    plugins: createPluginStore(thread),
    code: createCodeStore(join(dir, 'store')),
    changes: createChangeStore(thread),
    history: createHistory(thread),
    starts: createStartStore(thread),
    data: createPluginData(thread, dir, passphrase),
    trading: createTradingStore(thread),
    workspace: createWorkspaceStore(thread),
    settings: createSettingsStore(thread),
    layout: createLayoutStore(thread),
    lockFile: createLockFile(dir),
    inspect: () => inspectHome(thread, dir),
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
  // SQLite would call a disk that is mounted read-only a broken one.
  await access(dir, constants.W_OK).catch((error) => {
    throw notWritable(dir, error);
  });
}

function notWritable(dir: string, error: unknown): Error {
  return storeError(
    'not-writable',
    { path: dir, reason: error instanceof Error ? error.message : String(error) },
    error,
  );
}
