/**
 * Ends the runners of a server that was killed. A runner notices the end of its server by itself, unless a plugin keeps
 * it in a builtin that nothing interrupts: then nobody would be left to end it.
 */

import { type ChildProcess, spawn } from 'node:child_process';

/** Lines "+ pid" and "- pid" come in; when no more can come, the server is gone, and who is still listed with it. */
const script = `
trap '' INT TERM HUP QUIT
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
kill -9 $pids
`;

const shortestLifeMs = 1_000;
const guarded = new Set<number>();
let guardian: ChildProcess | undefined;

/** From now until its exit the process does not outlive this one. Where there is no shell, nothing is promised. */
export function guard(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  guarded.add(pid);
  if (guardian) write(`+ ${pid}\n`);
  else start();
  child.once('exit', () => {
    guarded.delete(pid);
    if (guarded.size > 0) return write(`- ${pid}\n`);
    guardian?.stdin?.end(`- ${pid}\n`);
    guardian = undefined;
  });
}

/** In a session of its own: what ends the server's whole group leaves it alone. */
function start(): void {
  const started = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], env: {}, detached: true });
  guardian = started;
  started.unref();
  (started.stdin as unknown as { unref(): void }).unref();
  started.stdin?.on('error', () => {});
  started.once('error', () => {});
  const since = performance.now();
  // Whoever ended it did not end the runners: another takes its place, unless it cannot live at all.
  started.once('exit', () => {
    if (guardian !== started) return;
    guardian = undefined;
    if (performance.now() - since > shortestLifeMs) start();
  });
  write([...guarded].map((pid) => `+ ${pid}\n`).join(''));
}

function write(lines: string): void {
  guardian?.stdin?.write(lines);
}
