/** The real command as a child process on a fresh home, and what can be asked of it from outside. */

import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChartState, ChartStatus, HostEvent, PluginSummary } from '@omnitrade/contracts';
import { type CommandResult, createTempDir, runCommand, spawnCommand } from '../../apps/cli/src/command-fixture.ts';

export interface TerminalUnderTest extends AsyncDisposable {
  readonly home: string;
  readonly url: string;
  /** With the token in its fragment. */
  readonly pageUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Runs another command on the same home. */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** `omnitrade list --json`. */
  list(): Promise<PluginSummary[]>;
  find(id: string): Promise<PluginSummary>;
  get<T>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<Response>;
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
  /** A home to go on with; otherwise a fresh one, which goes with the terminal. */
  readonly home?: string;
  readonly port?: number;
}

/** Starts `omnitrade start` and waits for its URL, and, on a fresh home, for the chart. */
export async function startTerminal({ home, port = 0 }: StartOptions = {}): Promise<TerminalUnderTest> {
  const own = new DisposableStack();
  const dir = home ?? own.use(createTempDir()).dir;
  const child = spawnCommand(dir, ['start', '--port', `${port}`, '--json']);
  const started = await readStarted(child);
  const [url, token] = started.url.split('/#token=') as [string, string];
  const headers = { authorization: `Bearer ${token}` };
  const pid = child.pid as number;
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const run = (...args: readonly string[]) => runCommand(dir, ...args);
  const get = async <T>(path: string) => (await fetch(`${url}${path}`, { headers })).json() as Promise<T>;
  const list = async () => ((await run('list', '--json')).json as { plugins: PluginSummary[] }).plugins;
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    const children = listChildren(pid);
    child.kill(signal);
    const code = await exited;
    await until(() => children.every((one) => !isRunning(one)), 'its runners ended with it');
    return code;
  };
  const terminal: TerminalUnderTest = {
    home: dir,
    url,
    pageUrl: started.url,
    port: started.port,
    pid,
    run,
    list,
    get,
    find: async (id) => {
      const found = (await list()).find((plugin) => plugin.id === id);
      if (!found) throw new Error(`${id} is not installed.`);
      return found;
    },
    post: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
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
        if (!isOver()) await terminal.stop();
      } finally {
        child.kill('SIGKILL');
        own.dispose();
      }
    },
  };
  await until(async () => (await get<ChartStatus>('/api/chart')).state !== 'loading', 'the chart is there');
  return terminal;
}

/** The first line is the one JSON document; what it says later, if anything, goes nowhere. */
async function readStarted(child: ChildProcess): Promise<{ url: string; port: number }> {
  if (!child.stdout || !child.stderr) throw new Error('The command has no output.');
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const document = JSON.parse(line);
    if (document.url) return document;
    stderr += line;
  }
  throw new Error(`The terminal did not start: ${stderr}`);
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
