/** What commands work on: a running terminal of the home if there is one, else the home itself. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BarColumns,
  type Dec,
  isCoded,
  type JsonObject,
  type KeptProfile,
  type PluginFault,
  type PluginInfo,
  type PluginMove,
  type PluginQuery,
  type PluginSummary,
  type SeriesReader,
  type ServerVitals,
  type SettingsChange,
  type SettingsView,
} from '@omnitrade/contracts';
import type {
  BacktestDocument,
  ChangeResult,
  CpuProfile,
  EnableOptions,
  InstallByName,
  InstallRequest,
  LockOptions,
  RemovalOptions,
} from '@omnitrade/host';
import { readSession, resolveHomeDir, type Session } from '@omnitrade/store';
import type { PolicyName } from '@omnitrade/trading';
import type { AccessLink } from './access-link.ts';
import type { CommonOptions } from './common-options.ts';
import type { RemoteTerminal } from './remote-terminal.ts';

export type SwitchAction = 'enable' | 'disable' | 'retry';
/** Each action takes those that are its own. */
export type SwitchOptions = EnableOptions & Omit<RemovalOptions, 'purge'>;

export interface TerminalLink extends AsyncDisposable {
  readonly access: AccessLink;
  plugins(query?: PluginQuery): Promise<readonly PluginSummary[]>;
  plugin(id: string): Promise<PluginInfo>;
  install(request: InstallRequest | InstallByName): Promise<ChangeResult>;
  /** The text of `installed.lock`. */
  lock(): Promise<string>;
  installLock(lock: string, options: LockOptions): Promise<ChangeResult>;
  uninstall(id: string, options: RemovalOptions): Promise<ChangeResult>;
  update(id: string, request: Omit<InstallRequest, 'source'>): Promise<ChangeResult>;
  rollback(id: string, to: string | undefined): Promise<ChangeResult>;
  pin(id: string, pinned: boolean): Promise<void>;
  /** What it went through, newest first. */
  past(id: string): Promise<PluginPast>;
  settings(id: string): Promise<SettingsView>;
  setSettings(id: string, change: SettingsChange): Promise<SettingsView>;
  turn(id: string, action: SwitchAction, options: SwitchOptions): Promise<void>;
  /** Starts it anew and records its run; resolves to the capsule. */
  record(id: string, seconds: number): Promise<Uint8Array>;
  /** Where the time of its turns goes. */
  profile(id: string, seconds: number): Promise<CpuProfile>;
  /** Profiles that were kept because it was slow. */
  profilesOf(id: string): Promise<readonly KeptProfile[]>;
  vitals(): Promise<ServerVitals>;
  runIndicator(plugin: string, indicator: string, inputs: JsonObject, series: SeriesReader): Promise<IndicatorAnswer>;
  backtest(plugin: string, strategy: string, wish: BacktestWish, bars: BarColumns): Promise<BacktestDocument>;
}

export interface PluginPast {
  readonly moves: readonly PluginMove[];
  readonly faults: readonly PluginFault[];
}

export interface BacktestWish {
  readonly inputs: JsonObject;
  readonly policy?: PolicyName;
  readonly cash?: Dec;
  readonly seed?: number;
}

export interface IndicatorAnswer {
  readonly inputs: JsonObject;
  readonly outputs: Readonly<Record<string, Float64Array>>;
}

/** A terminal that builds its page before it answers needs some seconds; another command is done sooner. */
const patienceMs = 10_000;
const lookMs = 200;
const healthMs = 5_000;

/** Each side is loaded only where it is needed: most commands find a terminal and need no host of their own. */
export async function openTerminal({ home }: CommonOptions): Promise<TerminalLink> {
  const dir = resolveHomeDir(home);
  const until = Date.now() + patienceMs;
  for (;;) {
    const running = await findRunningTerminal(dir);
    if (running) return running;
    try {
      const { openLocalTerminal } = await import('./local-terminal.ts');
      return await openLocalTerminal(dir);
    } catch (error) {
      const inUse = isCoded(error) && error.code === 'store.home-in-use';
      if (!inUse || Date.now() > until || !(await isStarting(dir))) throw error;
      await sleep(lookMs);
    }
  }
}

/** The terminal that runs on a home, if there is one. */
export async function findRunningTerminal(dir: string): Promise<RemoteTerminal | undefined> {
  const session = await readSession(dir);
  if (!session?.url || !session.token || !(await isAlive(session.url, session.pid))) return undefined;
  const { RemoteTerminal } = await import('./remote-terminal.ts');
  return new RemoteTerminal(session.url, session.token);
}

/** Someone holds the home but says no address: a terminal on its way up, or a command that will be done soon. */
async function isStarting(dir: string): Promise<boolean> {
  const session: Session | undefined = await readSession(dir);
  return session === undefined || session.url === undefined || (await isAlive(session.url, session.pid));
}

/** The token is sent only to what answers as a terminal does: the port may belong to someone else by now. */
async function isAlive(url: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(healthMs) });
    return answer.ok && ((await answer.json()) as { status?: unknown })?.status === 'ok';
  } catch {
    return false;
  }
}
