/** Other ways to keep plugins apart, each with the same trivial plugin: a worker each, a Node process each, QuickJS. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { getQuickJS, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten';

/** Plugins that are up and can be told a tick. */
export interface Crowd {
  readonly startMs: number;
  /** Megabytes a plugin. */
  readonly megabytes: number;
  /** One tick to all of them and back. */
  tick(close: number): Promise<void>;
  end(): Promise<void>;
}

/** The body of a plugin that remembers the last close and doubles it. */
const body = `let last = 0; const onTick = (close) => { last = close; return close * 2; };`;

const ownRss = () => Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096;

export async function startWorkers(count: number): Promise<Crowd> {
  const before = ownRss();
  const start = performance.now();
  const code = `const { parentPort } = require('node:worker_threads'); ${body}
    parentPort.on('message', (close) => parentPort.postMessage(onTick(close))); parentPort.postMessage(0);`;
  const workers = Array.from({ length: count }, () => new Worker(code, { eval: true }));
  const replies = (worker: Worker) => new Promise<void>((resolve) => worker.once('message', () => resolve()));
  await Promise.all(workers.map(replies));
  return {
    startMs: performance.now() - start,
    megabytes: (ownRss() - before) / count / 1e6,
    tick: async (close) => {
      const all = Promise.all(workers.map(replies));
      for (const worker of workers) worker.postMessage(close);
      await all;
    },
    end: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
}

/** Proportional memory: what is shared among the processes is divided among them. */
function pss(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/Pss:\s+(\d+)/.exec(text)?.[1]) * 1024;
}

export async function startProcesses(count: number): Promise<Crowd> {
  const start = performance.now();
  const code = `${body} process.on('message', (close) => process.send(onTick(close))); process.send(0);`;
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--permission', '-e', code], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    }),
  );
  const replies = (child: ChildProcess) => new Promise<void>((resolve) => child.once('message', () => resolve()));
  await Promise.all(children.map(replies));
  const startMs = performance.now() - start;
  return {
    startMs,
    megabytes: children.reduce((sum, child) => sum + pss(child.pid as number), 0) / count / 1e6,
    tick: async (close) => {
      const all = Promise.all(children.map(replies));
      for (const child of children) child.send(close);
      await all;
    },
    end: async () => {
      const gone = Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
      for (const child of children) child.kill('SIGKILL');
      await gone;
    },
  };
}

export async function startQuickJs(count: number): Promise<Crowd> {
  const quickjs = await getQuickJS();
  const before = ownRss();
  const start = performance.now();
  const plugins = Array.from({ length: count }, () => {
    const vm = quickjs.newContext();
    vm.unwrapResult(vm.evalCode(`${body} globalThis.onTick = onTick;`)).dispose();
    return { vm, onTick: vm.getProp(vm.global, 'onTick') };
  });
  return {
    startMs: performance.now() - start,
    megabytes: (ownRss() - before) / count / 1e6,
    tick: async (close) => {
      for (const { vm, onTick } of plugins) callQuickJs(vm, onTick, close);
    },
    end: async () => {
      for (const { vm, onTick } of plugins) {
        onTick.dispose();
        vm.dispose();
      }
    },
  };
}

function callQuickJs(vm: QuickJSContext, onTick: QuickJSHandle, close: number): number {
  const given = vm.newNumber(close);
  const result = vm.unwrapResult(vm.callFunction(onTick, vm.undefined, given));
  const value = vm.getNumber(result);
  given.dispose();
  result.dispose();
  return value;
}
