/** How a runner process is started: no network, no children, no workers, no files but its own code, an empty environment. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guard } from './guardian.ts';

export const runnerMain = fileURLToPath(new URL('../runner/main.ts', import.meta.url));

export interface Launched {
  readonly child: ChildProcess;
  readonly socket: Socket;
  /** Descriptor of the flight record; the caller closes it. */
  readonly flight: number;
}

/**
 * Nothing of ours. The zone, or that of the machine would show. The threshold, or glibc raises it with the first large
 * buffer that is freed, and what an ended plugin held in buffers stays with the process.
 */
const environment = { TZ: 'UTC', MALLOC_MMAP_THRESHOLD_: '131072' };

/** How a sandbox gets its runners. */
export type Launch = () => Launched;

/** Starts a runner. Descriptors: 0 and 1 closed, 2 piped, 3 the socket, 4 the flight record. */
export function launchRunner(): Launched {
  return launchProgram([...flags(), runnerMain]);
}

/** Starts a Node program with the descriptors of a runner. */
export function launchProgram(command: readonly string[]): Launched {
  const flight = openFlightRecord();
  try {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', flight],
      env: environment,
      windowsHide: true,
    });
    guard(child);
    return { child, socket: child.stdio[3] as Socket, flight };
  } catch (error) {
    closeSync(flight);
    throw error;
  }
}

/** An unnamed file in memory where the system has one: readable by us after the runner died. */
function openFlightRecord(): number {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const dir = mkdtempSync(join(base, 'omnitrade-'));
  const fd = openSync(join(dir, 'flight'), 'w+', 0o600);
  rmSync(dir, { recursive: true });
  return fd;
}

let cachedFlags: readonly string[] | undefined;

/** Node's permission model is a seat belt, not the boundary: see docs/security.md. */
function flags(): readonly string[] {
  cachedFlags ??= [
    '--no-node-snapshot',
    '--no-harmony-temporal',
    // Or the pages of an isolate that ended wait for a task of some other isolate that never runs.
    '--no-memory-pool-share-memory-on-teardown',
    '--permission',
    '--allow-addons',
    '--disable-warning=PERM0001',
    '--disable-warning=ExperimentalWarning',
    ...readable().map((path) => `--allow-fs-read=${path}`),
  ];
  return cachedFlags;
}

/** The runner's own sources and its addon, by link and by real path, since resolution walks the links. */
export function readable(): string[] {
  const require = createRequire(import.meta.url);
  const own = dirname(dirname(dirname(runnerMain)));
  const contracts = dirname(dirname(fileURLToPath(import.meta.resolve('@omnitrade/contracts'))));
  const addon = dirname(require.resolve('isolated-vm/package.json'));
  const build = dirname(createRequire(join(addon, 'package.json')).resolve('node-gyp-build/package.json'));
  const links = join(dirname(addon), '@omnitrade');
  const paths = [own, contracts, addon, build, links, '/etc/alpine-release'];
  return [...new Set(paths.flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : [path])))];
}
