/** The thread in which one hard resolution is carried out: it must not hold a server up. */

import { parentPort, workerData } from 'node:worker_threads';
import { toErrorJson } from '@omnitrade/contracts';
import { type ResolveInput, resolve } from './resolve.ts';
import type { AsideAnswer } from './resolve-aside.ts';

function answer(): AsideAnswer {
  try {
    return { ok: true, resolution: resolve(workerData as ResolveInput) };
  } catch (error) {
    return { ok: false, error: toErrorJson(error) };
  }
}

parentPort?.postMessage(answer());
