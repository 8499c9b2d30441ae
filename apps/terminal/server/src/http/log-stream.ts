/** Lines of one plugin as server-sent events: those that are there, then each new one, no faster than they are taken. */

import { PassThrough } from 'node:stream';
import { escapeUnsafe } from '../log.ts';
import { type BookQuery, isAsGrave, type LogBook } from '../log-book.ts';

/** Bytes that wait for a slow reader; lines beyond are left out, and it is told how many. */
const highWaterBytes = 1024 * 1024;
/** A comment this often keeps what stands between from closing the connection. */
const aliveMs = 15_000;

export class LogStream {
  readonly lines = new PassThrough();
  readonly #listening: Disposable;
  readonly #timer: NodeJS.Timeout;
  #leftOut = 0;

  constructor(book: LogBook, plugin: string, query: BookQuery) {
    for (const line of book.read(plugin, query)) this.#send(line.seq, line);
    this.#listening = book.listen((of, line) => {
      if (of === plugin && isAsGrave(line.level, query.level)) this.#send(line.seq, line);
    });
    this.lines.write(': these are all so far\n\n');
    this.#timer = setInterval(() => this.lines.write(': alive\n\n'), aliveMs).unref();
  }

  /** The connection is gone. */
  end(): void {
    this.#listening[Symbol.dispose]();
    clearInterval(this.#timer);
    this.lines.end();
  }

  #send(id: number, line: object): void {
    if (this.lines.writableLength > highWaterBytes) {
      this.#leftOut++;
      return;
    }
    if (this.#leftOut > 0) this.lines.write(`event: left-out\ndata: {"lines":${this.#leftOut}}\n\n`);
    this.#leftOut = 0;
    this.lines.write(`id: ${id}\ndata: ${escapeUnsafe(JSON.stringify(line))}\n\n`);
  }
}
