/** The body of an answer, read piece by piece as the plugin asks: unpacked, counted, watched, and paid for. */

import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { networkError } from './errors.ts';
import { toNetworkError } from './exchange.ts';
import type { EchoWatch } from './insert-secrets.ts';
import type { NetworkPolicy } from './policy.ts';

/** The most one read gives: an answer to the plugin has to fit into a turn. */
const pieceBytes = 48 * 1024;
/** A body may unpack to a hundred times its size, once it is larger than a page. */
const bombRatio = 100;
const bombFloorBytes = 1_048_576;

export interface AnswerBodyOptions {
  readonly plugin: string;
  readonly host: string;
  readonly answer: IncomingMessage;
  readonly policy: NetworkPolicy;
  readonly watch: EchoWatch;
  /** Pays for bytes before the plugin has them; throws if it may not. */
  readonly pay: (bytes: number) => Promise<void> | undefined;
}

export class AnswerBody implements Disposable {
  readonly #options: AnswerBodyOptions;
  readonly #stream: Readable;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #wholeTimer: NodeJS.Timeout;
  #packedBytes = 0;
  #bytes = 0;
  #rest: Buffer = Buffer.alloc(0);
  #fault: Error | undefined;

  constructor(options: AnswerBodyOptions) {
    this.#options = options;
    const { answer, plugin, host, policy } = options;
    const { wholeMs } = policy.limits;
    answer.on('data', ({ length }: Buffer) => {
      this.#packedBytes += length;
    });
    answer.pause();
    this.#stream = unpack(answer);
    this.#stream.on('error', () => {});
    this.#pieces = this.#stream[Symbol.asyncIterator]();
    this.#wholeTimer = setTimeout(
      () => this.fail(networkError('too-slow', { plugin, host, limitMs: wholeMs })),
      wholeMs,
    );
    this.#wholeTimer.unref();
  }

  /** The next bytes; undefined at the end. Throws `network.*` and `permission.denied`. */
  async read(): Promise<Buffer | undefined> {
    try {
      if (this.#fault) throw this.#fault;
      if (this.#rest.length === 0) {
        const { done, value } = await this.#pieces.next();
        if (this.#fault) throw this.#fault;
        if (done) {
          this[Symbol.dispose]();
          return undefined;
        }
        this.#check(value);
        await this.#options.pay(value.length);
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, pieceBytes);
      this.#rest = this.#rest.subarray(piece.length);
      return piece;
    } catch (error) {
      const { plugin, host } = this.#options;
      const told = this.#fault ?? toNetworkError(plugin, host, error);
      this.fail(told);
      throw told;
    }
  }

  /** Ends it; whoever reads is told why. */
  fail(error: Error): void {
    this.#fault ??= error;
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#wholeTimer);
    this.#stream.destroy();
    this.#options.answer.destroy();
  }

  #check(piece: Buffer): void {
    const { plugin, host, policy, watch } = this.#options;
    this.#bytes += piece.length;
    const limit = policy.limits.responseBytes;
    if (this.#bytes > limit) throw networkError('too-large', { plugin, host, limit });
    if (this.#bytes > Math.max(bombFloorBytes, this.#packedBytes * bombRatio))
      throw networkError('bomb', { plugin, host, ratio: bombRatio });
    if (watch.finds(piece)) throw networkError('secret-returned', { plugin, host });
  }
}

function unpack(answer: IncomingMessage): Readable {
  const how = answer.headers['content-encoding']?.trim().toLowerCase();
  const unpacker =
    how === 'gzip' || how === 'x-gzip'
      ? createGunzip()
      : how === 'br'
        ? createBrotliDecompress()
        : how === 'deflate'
          ? createInflate()
          : undefined;
  if (!unpacker) return answer;
  // What fails on the way ends the reader's stream with the same error.
  return pipeline(answer, unpacker, () => {});
}
