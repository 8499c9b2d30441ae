#!/usr/bin/env node
/**
 * The command `omnitrade`: plain JavaScript that any Node >= 20 can run. OmniTrade itself needs the Node it pins,
 * so an older one starts that and stands aside.
 */

import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const needed = 26;
const main = new URL('../src/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= needed) {
  // Type stripping is announced as experimental on each start; everything else still warns.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
  // Compiled code lies beside the program, which only its owner can write, and not where the system would put it.
  module.enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)));
  await import(main.href);
} else standAside();

function standAside() {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(`OmniTrade needs Node ${needed} or its own; run "npm ci" in its folder, which brings it.\n`);
    process.exit(1);
  }
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  // The channel tells the other one if we are killed.
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`OmniTrade could not start ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** The binary of the npm package `node`. */
function findNode() {
  try {
    const require = createRequire(import.meta.url);
    const path = require.resolve('node/package.json');
    return path.replace(/package\.json$/, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  } catch {
    return undefined;
  }
}
