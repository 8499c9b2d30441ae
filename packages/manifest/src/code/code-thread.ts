/** The thread in which code is read: whatever a source does to its reader, it does it to this thread. */

import { parentPort } from 'node:worker_threads';
import { readModule } from './read-module.ts';

parentPort?.on('message', ({ path, source }: { readonly path: string; readonly source: string }) =>
  parentPort?.postMessage(readModule(path, source)),
);
