/** Runs the programs of node_modules under this very Node, without a shell. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './repository.ts';

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

const require = createRequire(import.meta.url);

/** The script behind `npx <program>` of a package. */
function findScript(packageName: string, program: string): string {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin[program] as string);
}

/** Runs to the end; `show` lets its output through instead of collecting it. Nothing is read from the keyboard. */
export function runProgram(
  packageName: string,
  program: string,
  args: readonly string[],
  { show = false, env = {} }: { readonly show?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const started = performance.now();
  const child = spawn(process.execPath, [findScript(packageName, program), ...args], {
    cwd: root,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}
