/** A copy of a home to start terminals on, so that whatever happens to it does not happen to the user's. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openHome, readSession } from '@omnitrade/store';
import { RemoteTerminal } from '../remote-terminal.ts';
import type { HealthCheck } from './health-checks.ts';

const bin = fileURLToPath(new URL('../../bin/omnitrade.js', import.meta.url));
/** Logs and what is written anew at each start stay where they are. */
const leftOut = new Set(['logs', 'session.json', 'session.json.new']);
const startMs = 60_000;
/** How long a terminal is watched once its plugins have settled. */
const watchMs = 2_000;
const endMs = 10_000;

export class TrialHome implements AsyncDisposable {
  readonly #dir: string;
  /** Plugins the user has enabled: those that are in question. */
  readonly plugins: readonly string[];

  private constructor(dir: string, plugins: readonly string[]) {
    this.#dir = dir;
    this.plugins = plugins;
  }

  /** Throws `store.home-in-use` where a terminal runs on it: a copy of what is being written is none. */
  static async copy(dir: string): Promise<TrialHome> {
    // Held while it is copied: nobody writes to it meanwhile.
    await using home = await openHome({ dir });
    const records = await home.plugins.list();
    const copied = await mkdtemp(join(tmpdir(), 'omnitrade-bisect-'));
    await cp(dir, copied, { recursive: true, filter: (from) => !leftOut.has(from.slice(dir.length + 1)) });
    const enabled = records.filter(({ wanted }) => wanted === 'enabled').map(({ id }) => id as string);
    return new TrialHome(copied, enabled.sort());
  }

  /** Starts a terminal with exactly these plugins enabled, of those in question, and asks whether it is well. */
  async isWell(on: readonly string[], check: HealthCheck): Promise<boolean> {
    await this.#enable(on);
    const child = spawn(process.execPath, [bin, 'start', '--json', '--port', '0'], {
      env: { ...process.env, OMNITRADE_HOME: this.#dir },
      // The channel ends the terminal if this process is killed.
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    const ended = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error('the terminal ended'))));
    ended.catch(() => {});
    try {
      return await Promise.race([this.#ask(child, check, ended), ended]);
    } catch {
      return false;
    } finally {
      await stop(child);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }

  async #enable(on: readonly string[]): Promise<void> {
    await using home = await openHome({ dir: this.#dir, waitMs: endMs });
    for (const record of await home.plugins.list())
      if (this.plugins.includes(record.id))
        await home.plugins.put({ ...record, wanted: on.includes(record.id) ? 'enabled' : 'disabled' });
    // Each start is judged by itself: earlier ones that failed must not lead to safe mode.
    await home.starts.succeeded();
  }

  async #ask(child: ChildProcess, check: HealthCheck, ended: Promise<never>): Promise<boolean> {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const until = AbortSignal.timeout(startMs);
    const late = new Promise<never>((_, reject) => until.addEventListener('abort', () => reject(until.reason)));
    late.catch(() => {});
    await Promise.race([new Promise((resolve) => lines.once('line', resolve)), late]);
    const session = await readSession(this.#dir);
    if (!session?.url || !session.token) return false;
    const terminal = new RemoteTerminal(session.url, session.token);
    await Promise.race([settle(terminal), late]);
    await sleep(watchMs);
    return check.isWell({ home: this.#dir, url: session.url, terminal, ended });
  }
}

/** Resolves when no plugin is on its way any more, twice in a row. */
async function settle(terminal: RemoteTerminal): Promise<void> {
  for (let quiet = 0; quiet < 2; await sleep(200)) {
    const moving = (await terminal.plugins()).some(({ state }) => /ing$/.test(state));
    quiet = moving ? 0 : quiet + 1;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
  await gone;
  clearTimeout(timer);
}
