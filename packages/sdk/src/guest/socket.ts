/**
 * The standard `WebSocket`, for hosts that were granted: a subset with the standard's names and meanings. The terminal holds
 * the connection; messages are asked for, so a plugin that does not keep up holds up its server and nothing else.
 */

import type { Json } from '@omnitrade/contracts';
import { fromBase64, toBase64 } from './bytes.ts';
import { GuestEvent, GuestEventTarget } from './events.ts';
import { request } from './requests.ts';

interface Read {
  readonly messages: readonly { readonly data: string; readonly binary: boolean; readonly more: boolean }[];
  readonly closed: { readonly code: number; readonly reason: string; readonly wasClean: boolean } | null;
}

/** A turn holds 56 K characters in all. */
const partChars = 30_000;
const partBytes = 24_000;
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const;
const { defineProperty } = Object;

/** Beside the protocols, or in their place. */
interface SocketInit {
  readonly protocols?: string | readonly string[];
  readonly secrets?: Readonly<Record<string, string>>;
}

const isInit = (given: string | readonly string[] | SocketInit): given is SocketInit =>
  typeof given === 'object' && !Array.isArray(given);

class WebSocket extends GuestEventTarget {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  readonly url: string;
  readonly extensions = '';
  /** Bytes come as an ArrayBuffer; there is no Blob here. */
  readonly binaryType = 'arraybuffer';
  onopen: ((event: GuestEvent) => void) | null = null;
  onmessage: ((event: GuestEvent) => void) | null = null;
  onerror: ((event: GuestEvent) => void) | null = null;
  onclose: ((event: GuestEvent) => void) | null = null;
  #id = 0;
  #state: 0 | 1 | 2 | 3 = CONNECTING;
  #protocol = '';
  #unsent = 0;
  /** Sends keep their order, whatever their length. */
  #sending: Promise<unknown> = Promise.resolve();
  #closing: { readonly code: number | undefined; readonly reason: string } | undefined;

  constructor(url: unknown, protocols: string | readonly string[] | SocketInit = [], init: SocketInit = {}) {
    super();
    this.url = `${url}`;
    const given: Record<string, Json> = { url: this.url };
    const { protocols: named = [], secrets } = isInit(protocols) ? protocols : { ...init, protocols };
    const list = typeof named === 'string' ? [named] : named.map((one) => `${one}`);
    if (list.length > 0) given.protocols = list;
    if (secrets !== undefined) given.secrets = { ...secrets };
    this.#run(given).catch(() => {});
  }

  get readyState(): number {
    return this.#state;
  }

  get protocol(): string {
    return this.#protocol;
  }

  /** Bytes that were sent and have not left the terminal yet. */
  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(data: string | ArrayBuffer | Uint8Array): void {
    if (this.#state === CONNECTING) throw new TypeError('The socket is not open yet; wait for its open event.');
    if (this.#state !== OPEN) return;
    const bytes =
      typeof data === 'string' ? undefined : data instanceof Uint8Array ? data.slice() : new Uint8Array(data.slice(0));
    const text = typeof data === 'string' ? data : '';
    const length = bytes?.length ?? text.length;
    const step = bytes ? partBytes : partChars;
    this.#unsent += length;
    const work = async () => {
      for (let at = 0; at === 0 || at < length; at += step) {
        const part = bytes ? toBase64(bytes.subarray(at, at + step)) : text.slice(at, at + step);
        await request('network', 'sendSocket', [this.#id, part, bytes !== undefined, at + step < length]);
      }
    };
    this.#sending = this.#sending.then(work).then(
      () => this.#sent(length),
      (error) => {
        this.#sent(length);
        if (this.#state === OPEN) this.#fail(error);
      },
    );
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999))
      throw new TypeError('A plugin closes a socket with 1000 or a code from 3000 to 4999.');
    if (this.#state === CLOSING || this.#state === CLOSED) return;
    this.#closing = { code, reason };
    if (this.#state === OPEN) this.#sayClose();
    this.#state = CLOSING;
  }

  #sent(length: number): void {
    this.#unsent -= length;
  }

  #sayClose(): void {
    const { code = 1000, reason = '' } = this.#closing ?? {};
    // After what was sent before it.
    this.#sending = this.#sending
      .then(() => request('network', 'closeSocket', [this.#id, code, reason]))
      .catch(() => {});
  }

  async #run(given: Record<string, Json>): Promise<void> {
    try {
      const opened = (await request('network', 'openSocket', [given])) as { id: number; protocol: string };
      this.#id = opened.id;
      this.#protocol = opened.protocol;
      if (this.#closing) this.#sayClose();
      else {
        this.#state = OPEN;
        this.dispatchEvent(new GuestEvent('open'));
      }
      await this.#readAll();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #readAll(): Promise<void> {
    let parts: string[] = [];
    for (;;) {
      const { messages, closed } = (await request('network', 'readSocket', [this.#id])) as unknown as Read;
      for (const { data, binary, more } of messages) {
        parts.push(data);
        if (more) continue;
        const whole = parts.join('');
        parts = [];
        if (this.#state === OPEN || this.#state === CLOSING)
          this.dispatchEvent(
            new GuestEvent('message', { data: binary ? fromBase64(whole).buffer : whole, origin: this.url }),
          );
      }
      if (closed) return this.#end(closed);
    }
  }

  /** The error event of the standard says nothing; here it says what the terminal says. */
  #fail(error: unknown): void {
    if (this.#state === CLOSED) return;
    const { message = '', code = '' } = (error ?? {}) as { readonly message?: string; readonly code?: string };
    this.#state = CLOSING;
    this.dispatchEvent(new GuestEvent('error', { message, code, error }));
    this.#end({ code: 1006, reason: '', wasClean: false });
  }

  #end(closed: NonNullable<Read['closed']>): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.dispatchEvent(new GuestEvent('close', { ...closed }));
  }
}

/** Puts `WebSocket` on the global object. */
export function installSocket(): void {
  defineProperty(globalThis, 'WebSocket', { value: WebSocket, writable: true, configurable: true, enumerable: false });
}
