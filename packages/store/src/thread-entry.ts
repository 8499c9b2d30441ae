/** The store thread: owns the database, answers requests in the order in which they came. */

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { toErrorJson } from '@omnitrade/contracts';
import { type Request, runBatch } from './batch.ts';
import { type Database, isBusy, openDatabase } from './database.ts';
import { migrations } from './tables/index.ts';

/** What the thread says first. */
export type Opened = 'opened' | 'busy' | { readonly error: ReturnType<typeof toErrorJson> };
/** What it is told last. */
export const closeRequest = 'close';

const batchMax = 256;
const retryMs = 20;
const port = parentPort as MessagePort;
const { file, waitMs } = workerData as { file: string; waitMs: number };

/** Tries until the lock is free or the patience is over. */
async function open(): Promise<Database | undefined> {
  const until = Date.now() + waitMs;
  for (;;) {
    try {
      const database = openDatabase(file, migrations);
      port.postMessage('opened' satisfies Opened);
      return database;
    } catch (error) {
      if (!isBusy(error)) port.postMessage({ error: toErrorJson(error) } satisfies Opened);
      else if (Date.now() >= until) port.postMessage('busy' satisfies Opened);
      else {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      return undefined;
    }
  }
}

function serve(database: Database): void {
  port.on('message', (first: Request | typeof closeRequest) => {
    const requests: Request[] = [];
    let closing = false;
    for (let message: typeof first | undefined = first; message !== undefined; ) {
      if (message === closeRequest) closing = true;
      else requests.push(message);
      if (closing || requests.length === batchMax) break;
      message = receiveMessageOnPort(port)?.message;
    }
    if (requests.length > 0) for (const answer of runBatch(database, requests)) port.postMessage(answer);
    if (!closing) return;
    database[Symbol.dispose]();
    port.close();
  });
}

const database = await open();
if (database) serve(database);
