/** The real command as a child process on a fresh home, and what can be asked of it from outside. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChartState, ChartStatus, HostEvent, PluginSummary } from '@omnitrade/contracts';
import { readSession } from '@omnitrade/store';
import { createTestHome, type Ran, type TestHome } from '../../apps/cli/src/cli-fixture.ts';

export interface TerminalUnderTest extends AsyncDisposable {
  readonly home: TestHome;
  readonly url: string;
  readonly token: string;
  /** What a user opens: the token stands in the fragment. */
  readonly pageUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Runs another command on the same home. */
  run(...args: string[]): Promise<Ran>;
  /** `omnitrade list --json`. */
  list(): Promise<PluginSummary[]>;
  find(id: string): Promise<PluginSummary>;
  get<T>(path: string): Promise<T>;
  send(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<Response>;
  /** Throws unless the chart is ready. */
  chart(): Promise<ChartState>;
  events(type: string): Promise<HostEvent[]>;
  /** Process ids of its children. */
  children(): number[];
  /** Ends it as a crash would, and waits until its runners have noticed. */
  kill(): Promise<void>;
  /** Ends it in order; throws unless it exits with 0 and leaves no process behind. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** A home to go on with, which stays its owner's; otherwise a fresh one, which goes with the terminal. */
  readonly home?: TestHome;
  readonly port?: number;
}

/** Starts the terminal and waits until its chart is there, or cannot be. */
export async function startTerminal({ home, port = 0 }: StartOptions = {}): Promise<TerminalUnderTest> {
  const own = new DisposableStack();
  const at = home ?? own.use(createTestHome());
  const started = await at.start('--port', `${port}`);
  const { url, pid } = started;
  const { token = '' } = (await readSession(at.dir)) ?? {};
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const get = async <T>(path: string) => (await fetch(`${url}${path}`, { headers })).json() as Promise<T>;
  const list = async () => ((await at.run('list', '--json')).json as { plugins: PluginSummary[] }).plugins;
  let over = false;
  const end = async (signal: NodeJS.Signals) => {
    over = true;
    const children = listChildren(pid);
    const code = await started.stop(signal);
    await until(() => children.every((one) => !isRunning(one)), 'its runners ended with it');
    return code;
  };
  const terminal: TerminalUnderTest = {
    home: at,
    url,
    token,
    pageUrl: `${url}/#token=${token}`,
    port: started.port,
    pid,
    run: (...args) => at.run(...args),
    list,
    get,
    find: async (id) => {
      const found = (await list()).find((plugin) => plugin.id === id);
      if (!found) throw new Error(`${id} is not installed.`);
      return found;
    },
    send: (method, path, body) => fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) }),
    chart: async () => {
      const status = await get<ChartStatus>('/api/chart');
      if (status.state !== 'ready') throw new Error(`The chart is ${JSON.stringify(status)}.`);
      return status.chart;
    },
    events: async (type) =>
      (await get<{ events: HostEvent[] }>('/api/events?limit=10000')).events.filter((event) => event.type === type),
    children: () => listChildren(pid),
    kill: async () => void (await end('SIGKILL')),
    stop: async () => {
      const code = await end('SIGTERM');
      if (code !== 0) throw new Error(`The terminal ended with ${code}.`);
    },
    async [Symbol.asyncDispose]() {
      try {
        if (!over) await terminal.stop();
      } finally {
        own.dispose();
      }
    },
  };
  await until(async () => (await get<ChartStatus>('/api/chart')).state !== 'loading', 'the chart is there');
  return terminal;
}

/** Waits for a claim; what it throws meanwhile counts as not yet true. */
export async function until(claim: () => boolean | Promise<boolean>, what: string, ms = 15_000): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + ms; Date.now() < end; await sleep(30)) {
    try {
      if (await claim()) return;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`It did not come true within ${ms} ms that ${what}.`, { cause: last });
}

const isProc = (name: string) => /^\d+$/.test(name);

/** Of every process: its parent and whether it still runs. Linux only, where these tests run. */
function readStat(pid: number | string): { readonly parent: number; readonly state: string } | undefined {
  try {
    // The name stands in brackets and may itself hold blanks and brackets.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), state: state as string };
  } catch {
    return undefined;
  }
}

function listChildren(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => isProc(name) && readStat(name)?.parent === pid)
    .map(Number);
}

function isRunning(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.state !== 'Z';
}
