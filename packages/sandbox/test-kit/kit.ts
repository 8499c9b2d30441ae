/**
 * Starts plugins from inline source in real runners, for tests and benches. It lies outside `src` because it is no part
 * of the sandbox, and takes the guest runtime as an argument because that belongs to the SDK.
 */

import type { PluginId } from '@omnitrade/contracts';
import {
  type CapsuleRecorder,
  createSandbox,
  defaultPolicy,
  type GuestBundle,
  type ModuleLinks,
  type RunnerClass,
  type Sandbox,
  type SandboxOptions,
  type SandboxPolicy,
  type StartRequest,
} from '../src/index.ts';
import { TestPlugin } from './test-plugin.ts';

export interface KitOptions {
  readonly guest: GuestBundle;
  /** Deviations from the default policy. */
  readonly policy?: Partial<SandboxPolicy>;
  readonly now?: () => number;
  readonly launch?: SandboxOptions['launch'];
  /** The engine all plugins of the kit run in. */
  readonly driver?: StartRequest['driver'];
}

export interface PluginOptions {
  readonly name?: string;
  readonly runnerClass?: RunnerClass;
  readonly alone?: boolean;
  readonly memoryMb?: number;
  readonly columnsMb?: number;
  readonly turnMs?: number;
  readonly cpuPercent?: number;
  readonly seed?: number;
  readonly timers?: 'real' | 'manual';
  readonly recorder?: CapsuleRecorder;
  readonly links?: ModuleLinks;
  readonly inspect?: number;
}

export interface RunnerDeath {
  readonly kind: RunnerClass;
  readonly pid: number;
  readonly reason: string;
  readonly culprit: string | undefined;
}

/** Owns the sandbox and all plugins started here; disposing it waits until their processes are gone. */
export interface Kit extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly policy: SandboxPolicy;
  readonly deaths: readonly RunnerDeath[];
  /** A text is `index.js`; a record holds several files, `index.js` being main. */
  start(source: string | Readonly<Record<string, string>>, options?: PluginOptions): TestPlugin;
}

export function createKit(options: KitOptions): Kit {
  const policy = { ...defaultPolicy, ...options.policy };
  const deaths: RunnerDeath[] = [];
  const pids = new Set<number>();
  const sandbox = createSandbox({
    guest: options.guest,
    policy,
    ...(options.now && { now: options.now }),
    ...(options.launch && { launch: options.launch }),
    onRunnerDied: (death) => deaths.push(death),
  });
  let started = 0;
  return {
    sandbox,
    policy,
    deaths,
    start(source, given = {}) {
      const name = (given.name ?? `plugin-${++started}`) as PluginId;
      const files = typeof source === 'string' ? { 'index.js': source } : source;
      const plugin = new TestPlugin((listener) =>
        sandbox.start({
          plugin: name,
          modules: new Map(Object.entries(files)),
          main: 'index.js',
          limits: {
            memoryMb: given.memoryMb ?? 32,
            columnsMb: given.columnsMb ?? 96,
            turnMs: given.turnMs ?? 50,
          },
          runnerClass: given.runnerClass ?? 'reading',
          ...(given.alone && { alone: true }),
          ...(given.cpuPercent && { cpuPercent: given.cpuPercent }),
          seed: given.seed ?? 1,
          ...(given.timers && { timers: given.timers }),
          ...(given.recorder && { recorder: given.recorder }),
          ...(options.driver && { driver: options.driver }),
          ...(given.inspect !== undefined && { inspect: given.inspect }),
          ...(given.links && { links: given.links }),
          listener,
        }),
      );
      pids.add(plugin.run.runnerPid);
      return plugin;
    },
    async [Symbol.asyncDispose]() {
      sandbox[Symbol.dispose]();
      for (const pid of pids) await gone(pid);
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves once a process has ended and was reaped. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(2);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
