/** The one connection to the terminal: session, socket, requests with answers, and coming back after a loss. */

import {
  decodeFrame,
  type JsonObject,
  type PageMessage,
  PROTOCOL,
  type ServerColumns,
  type ServerMessage,
} from '@omnitrade/contracts';
import { toRetryDelay } from './backoff.ts';
import type { SessionAnswer } from './session.ts';

export type LinkStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** The connection is gone; `retryAt` (epoch ms) is when the next attempt starts. */
  | { readonly state: 'lost'; readonly attempt: number; readonly retryAt: number }
  /** There is no session: only the URL that the terminal prints opens one. */
  | { readonly state: 'refused' }
  /** The terminal speaks another protocol than this page. */
  | { readonly state: 'mismatch' };

export interface LinkPorts {
  openSession(): Promise<SessionAnswer>;
  openSocket(csrf: string): WebSocket;
  onStatus(status: LinkStatus): void;
  onMessage(message: ServerMessage): void;
  onColumns(header: ServerColumns, values: Float64Array): void;
  /** Input from the server that cannot be read: the connection is dropped and made again. */
  onBadInput(error: unknown): void;
}

type WithoutId<M> = M extends { readonly id: number } ? Omit<M, 'id'> : never;
/** A message to the server; the link gives it its number. */
export type PageRequest = WithoutId<PageMessage>;

/** What a request rejects with: the sentence is for the user. */
export class RequestFailure extends Error {
  readonly code: string;
  readonly data: JsonObject;

  constructor(code: string, message: string, data: JsonObject = {}) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
    this.data = data;
  }
}

interface Waiting {
  resolve(): void;
  reject(failure: RequestFailure): void;
}

export class Link implements Disposable {
  readonly #ports: LinkPorts;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #nextId = 1;
  #disposed = false;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  open(): void {
    this.#ports.onStatus({ state: 'connecting' });
    void this.#connect();
  }

  /** Resolves when the server has done it; rejects with a {@link RequestFailure}. */
  send(request: PageRequest): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN)
      return Promise.reject(new RequestFailure('link.closed', 'There is no connection to the terminal right now.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ ...request, id }));
    });
  }

  /** Starts the next attempt now instead of when its time has come. */
  retryNow(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    let session: SessionAnswer;
    try {
      session = await this.#ports.openSession();
    } catch {
      this.#retryLater();
      return;
    }
    if (this.#disposed) return;
    if (session === 'refused') {
      this.#ports.onStatus({ state: 'refused' });
      return;
    }
    this.#listen(this.#ports.openSocket(session.csrf));
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      try {
        if (typeof data === 'string') this.#takeMessage(JSON.parse(data));
        else this.#takeFrame(data);
      } catch (error) {
        this.#ports.onBadInput(error);
        socket.close();
      }
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#failWaiting();
      this.#retryLater();
    };
  }

  #takeFrame(data: ArrayBuffer): void {
    const { header, values } = decodeFrame<ServerColumns>(new Uint8Array(data));
    this.#ports.onColumns(header, values);
  }

  #takeMessage(message: ServerMessage): void {
    if (message.type === 'answer') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.ok) waiting?.resolve();
      else waiting?.reject(new RequestFailure(message.error.code, message.error.message));
      return;
    }
    if (message.type === 'hello') {
      if (message.protocol !== PROTOCOL) {
        this[Symbol.dispose]();
        this.#ports.onStatus({ state: 'mismatch' });
        return;
      }
      this.#attempt = 0;
      this.#ports.onMessage(message);
      this.#ports.onStatus({ state: 'live' });
      return;
    }
    this.#ports.onMessage(message);
  }

  #retryLater(): void {
    if (this.#disposed) return;
    const delay = toRetryDelay(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#ports.onStatus({ state: 'lost', attempt: this.#attempt, retryAt: Date.now() + delay });
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#connect();
    }, delay);
  }

  #failWaiting(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting)
      reject(
        new RequestFailure(
          'link.lost',
          'The connection was lost before the terminal answered; look before you repeat it.',
        ),
      );
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#failWaiting();
  }
}
