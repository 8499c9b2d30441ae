/**
 * The standard `fetch`, for hosts that were granted: a subset with the standard's names and meanings. The terminal makes
 * the request; the body comes in pieces, each when it is asked for.
 */

import type { Json } from '@omnitrade/contracts';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from './bytes.ts';
import type { GuestAbortSignal } from './events.ts';
import { request } from './requests.ts';

interface Answer {
  readonly id: number;
  readonly status: number;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: readonly (readonly [string, string])[];
}

const { defineProperty, freeze } = Object;

class AnswerHeaders {
  readonly #values: ReadonlyMap<string, string>;

  constructor(pairs: Answer['headers']) {
    this.#values = new Map(pairs);
  }

  get(name: string): string | null {
    return this.#values.get(`${name}`.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(`${name}`.toLowerCase());
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<string> {
    return this.#values.values();
  }

  forEach(each: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) each(value, name);
  }
}

/** What `response.body` is: read piece by piece, each fetched when it is asked for. */
class Body {
  readonly #pieces: () => AsyncGenerator<Uint8Array>;
  #reading: AsyncGenerator<Uint8Array> | undefined;
  #held = false;

  constructor(pieces: () => AsyncGenerator<Uint8Array>) {
    this.#pieces = pieces;
  }

  get locked(): boolean {
    return this.#held;
  }

  getReader() {
    if (this.#held) throw new TypeError('The body has a reader already.');
    this.#held = true;
    return freeze({
      read: async () => {
        const { done = false, value } = await this.#begin().next();
        return { done, value: done ? undefined : (value as Uint8Array) };
      },
      cancel: () => this.cancel(),
      releaseLock: () => {
        this.#held = false;
      },
    });
  }

  /** Ends the request. */
  async cancel(): Promise<void> {
    await this.#begin().return(undefined);
  }

  /** Leaving the loop early ends the request. */
  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    if (this.#held) throw new TypeError('The body has a reader already.');
    this.#held = true;
    return this.#begin();
  }

  #begin(): AsyncGenerator<Uint8Array> {
    this.#reading ??= this.#pieces();
    return this.#reading;
  }
}

class Response {
  readonly status: number;
  readonly ok: boolean;
  readonly statusText = '';
  readonly type = 'basic';
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: AnswerHeaders;
  /** The body in pieces; leaving the loop early ends the request. */
  readonly body: Body;
  readonly #id: number;
  readonly #signal: GuestAbortSignal | undefined;
  #used = false;

  constructor({ id, status, url, redirected, headers }: Answer, signal: GuestAbortSignal | undefined) {
    this.#id = id;
    this.#signal = signal;
    this.body = new Body(() => this.#pieces());
    signal?.addEventListener('abort', () => void request('network', 'close', [id]).catch(() => {}), { once: true });
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.url = url;
    this.redirected = redirected;
    this.headers = new AnswerHeaders(headers);
    freeze(this);
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  async bytes(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.body) {
      pieces.push(piece);
      length += piece.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    return (await this.bytes()).buffer;
  }

  async text(): Promise<string> {
    return fromUtf8(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  /** Rejects with the reason of the signal where that ended it. */
  async #read(): Promise<Json> {
    try {
      return await request('network', 'read', [this.#id]);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error;
    }
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    if (this.#used) throw new TypeError('The body was read already.');
    this.#used = true;
    let ended = false;
    try {
      for (;;) {
        this.#signal?.throwIfAborted();
        const piece = (await this.#read()) as string | null;
        if (piece === null) {
          ended = true;
          return;
        }
        yield fromBase64(piece);
      }
    } finally {
      if (!ended) request('network', 'close', [this.#id]).catch(() => {});
    }
  }
}

/** Bodies longer than this go ahead in parts: a turn holds 56 K characters in all. */
const partBytes = 24_000;
const partChars = 30_000;

type Bytes = ArrayBuffer | Uint8Array;

interface FetchInit {
  readonly method?: string;
  readonly headers?: Iterable<readonly [string, string]> | Readonly<Record<string, string>>;
  /** Text, bytes, or bytes that come one piece after the other. */
  readonly body?: string | Bytes | AsyncIterable<Uint8Array> | null;
  readonly signal?: GuestAbortSignal | null;
  readonly redirect?: 'follow' | 'error' | 'manual';
  readonly secrets?: Readonly<Record<string, string>>;
}

async function fetch(url: unknown, init: FetchInit = {}): Promise<Response> {
  const given: Record<string, Json> = { url: `${url}` };
  if (init.method !== undefined) given.method = `${init.method}`;
  if (init.headers !== undefined) given.headers = toRecord(init.headers);
  if (init.redirect !== undefined) given.redirect = init.redirect;
  if (init.secrets !== undefined) given.secrets = toRecord(init.secrets);
  const token = next++;
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  const stop = () => void request('network', 'abort', [token]).catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await addBody(given, init.body, token, signal);
    given.token = token;
    return new Response((await request('network', 'fetch', [given])) as unknown as Answer, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

let next = 1;

/** A short body goes with the request; a long one ahead of it, each part when the one before was taken. */
async function addBody(
  given: Record<string, Json>,
  body: FetchInit['body'],
  token: number,
  signal: GuestAbortSignal | undefined,
): Promise<void> {
  if (body === undefined || body === null) return;
  if (typeof body === 'string' && body.length <= partChars) {
    given.body = body;
    return;
  }
  const isStream = typeof body === 'object' && Symbol.asyncIterator in body;
  if (!isStream && typeof body !== 'string' && body.byteLength <= partBytes) {
    given.body = toBase64(body instanceof Uint8Array ? body : new Uint8Array(body));
    given.base64 = true;
    return;
  }
  for await (const bytes of isStream ? body : [toBytes(body as string | Bytes)])
    for (let at = 0; at < bytes.length; at += partBytes) {
      signal?.throwIfAborted();
      await request('network', 'upload', [token, toBase64(bytes.subarray(at, at + partBytes))]);
    }
  given.uploaded = token;
}

function toBytes(body: string | Bytes): Uint8Array {
  if (typeof body === 'string') return toUtf8(body);
  return body instanceof Uint8Array ? body : new Uint8Array(body);
}

function toRecord(given: NonNullable<FetchInit['headers']>): Record<string, string> {
  const pairs = Symbol.iterator in given ? [...(given as Iterable<readonly [string, string]>)] : Object.entries(given);
  return Object.fromEntries(pairs.map(([name, value]) => [`${name}`, `${value}`]));
}

/** Puts `fetch` on the global object. */
export function installFetch(): void {
  defineProperty(globalThis, 'fetch', { value: fetch, writable: true, configurable: true, enumerable: false });
}
