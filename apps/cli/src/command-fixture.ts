/** The command as its users have it: a process of its own on a home of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/omnitrade.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds; throws unless that is exactly one JSON document. */
  readonly json: unknown;
}

/** A new folder under the system's own for temporary files; disposing removes it. */
export function createTempDir(name = 'home'): Disposable & { readonly dir: string } {
  const dir = mkdtempSync(join(tmpdir(), `omnitrade-${name}-`));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Starts the command; whoever does ends it. */
export function spawnCommand(home: string, args: readonly string[]): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: home, OMNITRADE_HOME: home, TZ: 'Pacific/Auckland' };
  return spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs the command to its end. */
export async function runCommand(home: string, ...args: readonly string[]): Promise<CommandResult> {
  const child = spawnCommand(home, args);
  const [stdout, stderr, code] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout);
    },
  };
}

async function readAll(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = [];
  if (stream) for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
