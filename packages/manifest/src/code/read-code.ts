/** Reads a plugin's modules into facts, in a thread that may be ended: a source that hangs or floods its reader is told as such. */

import { Worker } from 'node:worker_threads';
import { emptyFacts, type ModuleFacts } from './facts.ts';

export interface ReadCodeOptions {
  /** For one module; a sound one of a megabyte takes about half a second. */
  readonly limitMs?: number;
}

const maxModuleChars = 4 * 1024 * 1024;
const resourceLimits = { maxOldGenerationSizeMb: 512, stackSizeMb: 8 };

/** Never throws for what a module is. */
export async function readCode(
  modules: ReadonlyMap<string, string>,
  { limitMs = 8_000 }: ReadCodeOptions = {},
): Promise<ModuleFacts[]> {
  const facts: ModuleFacts[] = [];
  let thread: Worker | undefined;
  try {
    for (const [path, source] of modules) {
      thread ??= openThread();
      const read = source.length > maxModuleChars ? 'it is too long' : await ask(thread, path, source, limitMs);
      if (typeof read !== 'string') {
        facts.push(read);
        continue;
      }
      facts.push({ ...emptyFacts(path), fault: { line: 1, why: read } });
      await thread.terminate();
      thread = undefined;
    }
  } finally {
    await thread?.terminate();
  }
  return facts;
}

function openThread(): Worker {
  const thread = new Worker(new URL('./code-thread.ts', import.meta.url), {
    execArgv: ['--no-warnings'],
    env: {},
    resourceLimits,
    stdout: true,
    stderr: true,
  });
  thread.unref();
  return thread;
}

/** The facts, or why there are none. */
function ask(thread: Worker, path: string, source: string, limitMs: number): Promise<ModuleFacts | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done('reading it took too long'), limitMs);
    const onError = (error: Error) => done(`its reader failed: ${error.message}`.slice(0, 200));
    const onExit = () => done('its reader failed');
    function done(answer: ModuleFacts | string): void {
      clearTimeout(timer);
      thread.off('message', done);
      thread.off('error', onError);
      thread.off('exit', onExit);
      resolve(answer);
    }
    thread.on('message', done);
    thread.once('error', onError);
    thread.once('exit', onExit);
    thread.postMessage({ path, source });
  });
}
