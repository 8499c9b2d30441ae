/** Lets pages connect: only with a session, only so many, and ends all of them with the terminal. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { terminalError } from '../errors.ts';
import { refuseConnection } from '../http/raw-reply.ts';
import type { Access } from '../security/access.ts';
import { Broadcast, type BroadcastOptions } from './broadcast.ts';
import { closeCode, PageSocket } from './page-socket.ts';

const path = '/api/socket';
const maxPages = 16;
const maxMessageBytes = 512 * 1024;
/** Time for a page to say goodbye. */
const closeMs = 500;

export interface PageSocketsOptions extends BroadcastOptions {
  readonly access: Access;
  readonly logger: Logger;
}

export class PageSockets implements AsyncDisposable {
  readonly #options: PageSocketsOptions;
  readonly #broadcast: Broadcast;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  #closing = false;

  constructor(options: PageSocketsOptions) {
    this.#options = options;
    this.#broadcast = new Broadcast(options);
  }

  get size(): number {
    return this.#broadcast.size;
  }

  /** Handles the `upgrade` event of the HTTP server. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => connection.destroy());
    try {
      this.#check(request);
    } catch (error) {
      refuseConnection(connection, error);
      return;
    }
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      if (this.#server.clients.size > maxPages)
        return socket.close(closeCode.tryLater, `at most ${maxPages} pages can be open`);
      const { host, layout, logger } = this.#options;
      const onError = (error: unknown) => logger.error({ err: error }, 'a page message failed');
      const page = new PageSocket({ socket, host, layout, onError });
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        this.#broadcast.remove(page);
        page[Symbol.dispose]();
      });
      this.#broadcast.add(page).catch((error) => {
        onError(error);
        socket.terminate();
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#broadcast[Symbol.dispose]();
    for (const socket of this.#server.clients) socket.close(closeCode.goingAway, 'the terminal is closing');
    const ended = Promise.all(
      [...this.#server.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    const timer = setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate();
    }, closeMs);
    await ended;
    clearTimeout(timer);
    this.#server.close();
  }

  #check(request: IncomingMessage): void {
    const { access } = this.#options;
    const { url = '', method, headers } = request;
    access.checkOrigin(request);
    const { pathname, searchParams } = new URL(url, 'http://terminal');
    if (pathname !== path) throw terminalError('not-found', { method: method ?? '', path: pathname });
    // A browser always says where it comes from; only other programs, which carry the token, may leave it out.
    if (headers.authorization === undefined && headers.origin === undefined)
      throw terminalError('wrong-origin', { origin: 'nowhere' });
    access.checkSession(request, searchParams.get('csrf') ?? undefined, true);
    if (this.#closing) throw terminalError('closing', {});
  }
}
