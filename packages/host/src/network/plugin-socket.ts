/**
 * One WebSocket of a plugin: opened over a connection that was made to a checked address, read message by message as the
 * plugin asks, paid for both ways, and ended with the grant that carries it.
 */

import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { networkError } from './errors.ts';
import type { EchoWatch } from './insert-secrets.ts';
import type { NetworkPolicy } from './policy.ts';

export interface SocketOptions {
  readonly plugin: string;
  readonly host: string;
  readonly url: URL;
  readonly protocols: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  /** Connected, and its certificate checked; from here on the socket owns it. */
  readonly connection: TLSSocket;
  readonly policy: NetworkPolicy;
  readonly watch: EchoWatch;
  /** Pays for bytes before they are sent or handed on; throws if it may not. */
  readonly pay: (bytes: number) => Promise<void> | undefined;
  /** Told once, with what passed. */
  readonly onClosed: (passed: { readonly sent: number; readonly received: number }) => void;
}

/** A piece of a message: a long one comes in several. */
export interface MessagePiece {
  readonly data: string;
  readonly binary: boolean;
  /** More of the same message follows. */
  readonly more: boolean;
}

export interface CloseNotice {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** An answer has to fit into a turn of the plugin. */
const readChars = 40_000;
/** What waits to be read before the server is held up. */
const highWaterBytes = 262_144;
const unsentBytes = 1_048_576;
const aliveMs = 30_000;

export class PluginSocket implements Disposable {
  readonly #options: SocketOptions;
  readonly #socket: WebSocket;
  readonly #waiting: { data: string; binary: boolean; at: number; bytes: number }[] = [];
  readonly #opened = Promise.withResolvers<string>();
  #arrived = Promise.withResolvers<void>();
  #alive: NodeJS.Timeout | undefined;
  #answered = true;
  #waitingBytes = 0;
  #closed: CloseNotice | undefined;
  #fault: Error | undefined;
  #sent = 0;
  #received = 0;

  constructor(options: SocketOptions) {
    this.#options = options;
    const { url, protocols, headers, connection, policy } = options;
    this.#socket = new WebSocket(url, [...protocols], {
      createConnection: () => connection,
      headers: Object.fromEntries(headers),
      followRedirects: false,
      maxPayload: policy.limits.messageBytes,
      // What is packed could unpack to anything.
      perMessageDeflate: false,
      autoPong: true,
    });
    const { plugin, host } = options;
    const limitMs = policy.limits.headersMs;
    const timer = setTimeout(() => this.fail(networkError('too-slow', { plugin, host, limitMs })), limitMs);
    const done = () => clearTimeout(timer);
    this.#opened.promise.then(done, done);
    this.#listen();
  }

  /** Resolves to the protocol the server chose. Throws `network.not-accepted` and `network.failed`. */
  get opened(): Promise<string> {
    return this.#opened.promise;
  }

  /** Messages in order, as many as fit one answer; waits for the first. Throws why it was ended from here. */
  async read(): Promise<{ readonly messages: MessagePiece[]; readonly closed: CloseNotice | null }> {
    if (this.#waiting.length === 0 && !this.#closed && !this.#fault) await this.#arrived.promise;
    if (this.#fault) throw this.#fault;
    const messages: MessagePiece[] = [];
    let room = readChars;
    for (let next = this.#waiting[0]; next && room > 0; next = this.#waiting[0]) {
      if (next.at === 0) await this.#take(() => this.#options.pay(next.bytes));
      const data = next.data.slice(next.at, next.at + room);
      next.at += data.length;
      room -= Math.max(data.length, 200);
      const more = next.at < next.data.length;
      messages.push({ data, binary: next.binary, more });
      if (more) break;
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes;
    }
    if (this.#waitingBytes < highWaterBytes && this.#socket.isPaused) this.#socket.resume();
    return { messages, closed: this.#waiting.length === 0 ? (this.#closed ?? null) : null };
  }

  /** Resolves when the line has taken it. Throws `network.not-open` and `network.message-too-long`. */
  async send(data: string | Buffer): Promise<void> {
    const { plugin, host, policy } = this.#options;
    const limit = policy.limits.messageBytes;
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (bytes > limit) throw networkError('message-too-long', { plugin, limit });
    if (this.#fault) throw this.#fault;
    if (this.#socket.readyState !== WebSocket.OPEN) throw networkError('not-open', { plugin, host });
    if (this.#socket.bufferedAmount > unsentBytes) throw networkError('unsent', { plugin, host, limit: unsentBytes });
    await this.#take(() => this.#options.pay(bytes));
    this.#sent += bytes;
    const { promise, resolve } = Promise.withResolvers<void>();
    // An end of the connection is told by the close.
    this.#socket.send(data, () => resolve());
    await promise;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Ends it at once; whoever reads is told why. */
  fail(error: Error): void {
    this.#fault ??= error;
    this.#waiting.length = 0;
    this.#arrived.resolve();
    this.#opened.reject(this.#fault);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#alive);
    this.#socket.terminate();
    this.#options.connection.destroy();
  }

  /** What cannot be paid for ends the socket: the other side would go on sending. */
  async #take(pay: () => Promise<void> | undefined): Promise<void> {
    try {
      await pay();
    } catch (error) {
      this.fail(error as Error);
      throw error;
    }
  }

  #listen(): void {
    const socket = this.#socket;
    const { plugin, host } = this.#options;
    socket.once('open', () => {
      this.#alive = setInterval(() => this.#checkAlive(), aliveMs).unref();
      this.#opened.resolve(socket.protocol);
    });
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
      this.fail(networkError('not-accepted', { plugin, host, status: statusCode }));
    });
    socket.on('message', (data: Buffer, binary: boolean) => this.#receive(data, binary));
    socket.on('error', (error: Error & { code?: string }) => {
      const isTooLong = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      const limit = this.#options.policy.limits.messageBytes;
      const why = error.code?.startsWith('WS_ERR')
        ? 'it does not speak WebSocket as it should'
        : 'the connection failed';
      this.fail(
        isTooLong
          ? networkError('too-large', { plugin, host, limit })
          : networkError('failed', { plugin, host, why }, error),
      );
    });
    socket.once('close', (code, reason) => {
      clearInterval(this.#alive);
      this.#closed = { code, reason: reason.toString('utf8'), wasClean: code !== 1006 };
      this.#opened.reject(this.#fault ?? networkError('failed', { plugin, host, why: 'the connection ended' }));
      this.#arrived.resolve();
      this.#options.onClosed({ sent: this.#sent, received: this.#received });
    });
  }

  #receive(data: Buffer, binary: boolean): void {
    const { plugin, host, watch } = this.#options;
    if (this.#fault) return;
    if (watch.finds(data)) return this.fail(networkError('secret-returned', { plugin, host }));
    this.#received += data.length;
    this.#waiting.push({ data: data.toString(binary ? 'base64' : 'utf8'), binary, at: 0, bytes: data.length });
    this.#waitingBytes += data.length + 100;
    if (this.#waitingBytes > highWaterBytes) this.#socket.pause();
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  #checkAlive(): void {
    const { plugin, host } = this.#options;
    // Whoever is held up cannot answer.
    if (!this.#answered && !this.#socket.isPaused)
      return this.fail(networkError('too-slow', { plugin, host, limitMs: aliveMs }));
    this.#answered = false;
    this.#socket.ping();
  }
}
