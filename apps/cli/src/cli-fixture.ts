/** The command as a user has it: run as a process of its own, on a home of its own. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bin = join(root, 'apps/cli/bin/omnitrade.js');
export const fixturePlugin = (name: string): string => join(root, 'e2e/fixtures/plugins', name);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON document it must be. */
  readonly json: unknown;
}

export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Sends the signal; resolves to the exit code once all is over. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface TestHome extends Disposable {
  readonly dir: string;
  /** Runs the command to its end. */
  run(...args: string[]): Promise<Ran>;
  /** Starts a terminal and waits until it says where it is. */
  start(...args: string[]): Promise<Started>;
}

/** Another Node of this machine than the one OmniTrade brings, if there is one. */
export function findOtherNode(): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return places.filter(existsSync).find((node) => {
    const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version']).stdout.toString())?.[1]);
    return major >= 20 && major !== 26;
  });
}

/** `node` is the one that runs the command. */
export function createTestHome(node = process.execPath): TestHome {
  const dir = mkdtempSync(join(tmpdir(), 'omnitrade-cli-'));
  const children = new Set<ChildProcess>();

  function launch(args: readonly string[]): ChildProcess {
    const child = spawn(node, [bin, ...args], {
      env: { ...process.env, OMNITRADE_HOME: dir },
      // The channel ends a terminal whose test was killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  return {
    dir,
    async run(...args) {
      const child = launch(args);
      const [stdout, stderr, code] = await Promise.all([
        readAll(child.stdout),
        readAll(child.stderr),
        new Promise<number | null>((resolve) => child.once('close', resolve)),
      ]);
      return {
        code,
        stdout,
        stderr,
        get json() {
          return JSON.parse(stdout);
        },
      };
    },
    async start(...args) {
      const child = launch(['start', '--json', '--port', '0', ...args]);
      const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
      const first = await Promise.race([
        new Promise<string>((resolve) => lines.once('line', resolve)),
        exited.then((code) => Promise.reject(new Error(`the terminal ended with ${code}`))),
      ]);
      const { url, port, pid } = JSON.parse(first) as { url: string; port: number; pid: number };
      return {
        child,
        url: url.split('/#')[0] as string,
        port,
        pid,
        stop: (signal = 'SIGINT') => {
          child.kill(signal);
          return exited;
        },
      };
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readAll(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

/** A port of 127.0.0.1 that is taken until disposed. */
export async function takePort(): Promise<{ readonly port: number } & Disposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, [Symbol.dispose]: () => void server.close() };
}
