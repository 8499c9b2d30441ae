/** The trusted side's end of the store thread: typed requests, pipelined. */

import { Worker } from 'node:worker_threads';
import { CodedError } from '@omnitrade/contracts';
import type { Answer, Request } from './batch.ts';
import { storeError } from './errors.ts';
import type { OperationInput, OperationName, OperationOutput } from './tables/index.ts';
import type { closeRequest, Opened } from './thread-entry.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Owns the thread. It keeps the process alive only while a request waits. */
export class StoreThread implements AsyncDisposable {
  readonly #dir: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #closed = false;

  private constructor(dir: string, worker: Worker) {
    this.#dir = dir;
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.on('error', (error) => this.#end(error));
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#end(undefined);
        resolve();
      });
    });
  }

  /** Starts the thread on the file; resolves to undefined if another process holds it for longer than `waitMs`. */
  static async open(dir: string, file: string, waitMs: number): Promise<StoreThread | undefined> {
    const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
      workerData: { file, waitMs },
      execArgv: [],
      env: {},
      name: 'store',
    });
    const opened = await new Promise<Opened>((resolve, reject) => {
      worker.once('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => reject(storeError('closed', { dir })));
    });
    if (opened === 'opened') {
      worker.unref();
      return new StoreThread(dir, worker);
    }
    await worker.terminate();
    if (opened === 'busy') return undefined;
    throw new CodedError(opened.error.code, opened.error.message, opened.error.data);
  }

  /** Resolves when what was asked is on disk. Requests are carried out in the order in which they were made. */
  call<N extends OperationName>(operation: N, input?: OperationInput<N>): Promise<OperationOutput<N>> {
    if (this.#closed) return Promise.reject(storeError('closed', { dir: this.#dir }));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#worker.postMessage({ id, operation, input } satisfies Request);
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Finishes what was asked before, then lets go of the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#worker.ref();
      this.#worker.postMessage('close' satisfies typeof closeRequest);
    }
    await this.#exited;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0 && !this.#closed) this.#worker.unref();
    if (answer.ok) waiting.resolve(answer.value);
    else waiting.reject(new CodedError(answer.error.code, answer.error.message, answer.error.data));
  }

  #end(cause: unknown): void {
    this.#closed = true;
    const error = storeError('closed', { dir: this.#dir }, cause);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
