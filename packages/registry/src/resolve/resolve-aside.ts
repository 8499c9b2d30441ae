/** The same answer as `resolve`, for a server: what takes more than a moment is carried out in a thread of its own. */

import { Worker } from 'node:worker_threads';
import { CodedError, type ErrorJson, isCoded } from '@omnitrade/contracts';
import { type Resolution, type ResolveInput, resolve } from './resolve.ts';

export type AsideAnswer =
  | { readonly ok: true; readonly resolution: Resolution }
  | { readonly ok: false; readonly error: ErrorJson };

/** So much is done at once: some ten milliseconds. */
const stepsAtOnce = 100_000;
/** Ample for a catalogue of many thousand plugins. */
const heapMb = 1_024;

/** Throws `resolve.too-hard` where the thread gives up too. */
export async function resolveAside(input: ResolveInput): Promise<Resolution> {
  try {
    return resolve({ ...input, maxSteps: Math.min(stepsAtOnce, input.maxSteps ?? stepsAtOnce) });
  } catch (error) {
    if (!isCoded(error) || error.code !== 'resolve.too-hard') throw error;
  }
  const answer = await askThread(input);
  if (answer.ok) return answer.resolution;
  throw new CodedError(answer.error.code, answer.error.message, answer.error.data);
}

async function askThread(workerData: ResolveInput): Promise<AsideAnswer> {
  const worker = new Worker(new URL('./resolve-thread.ts', import.meta.url), {
    ...{ workerData, execArgv: [], env: {}, name: 'resolve' },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  try {
    return await new Promise<AsideAnswer>((done, failed) => {
      worker.once('message', done);
      worker.once('error', failed);
      worker.once('exit', () => failed(new Error('the resolution ended without an answer')));
    });
  } finally {
    await worker.terminate();
  }
}
