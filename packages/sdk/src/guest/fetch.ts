/**
 * The standard `fetch`, for hosts that were granted: a subset with the standard's names and meanings. The terminal makes
 * the request; the body comes in pieces, each when it is asked for.
 */

import type { Json } from '@omnitrade/contracts';
import { fromBase64, fromUtf8, toBase64 } from './bytes.ts';
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

  forEach(each: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) each(value, name);
  }
}

class Response {
  readonly status: number;
  readonly ok: boolean;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: AnswerHeaders;
  readonly #id: number;
  #used = false;

  constructor({ id, status, url, redirected, headers }: Answer) {
    this.#id = id;
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

  /** The body in pieces, each fetched when it is asked for; leaving the loop early ends the request. */
  get body(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#pieces() };
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

  async *#pieces(): AsyncGenerator<Uint8Array> {
    if (this.#used) throw new TypeError('The body was read already.');
    this.#used = true;
    let ended = false;
    try {
      for (;;) {
        const piece = (await request('network', 'read', [this.#id])) as string | null;
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

interface FetchInit {
  readonly method?: string;
  readonly headers?: Iterable<readonly [string, string]> | Readonly<Record<string, string>>;
  readonly body?: string | ArrayBuffer | Uint8Array;
  readonly redirect?: 'follow' | 'error' | 'manual';
  readonly secrets?: Readonly<Record<string, string>>;
}

async function fetch(url: unknown, init: FetchInit = {}): Promise<Response> {
  const given: Record<string, Json> = { url: `${url}` };
  if (init.method !== undefined) given.method = `${init.method}`;
  if (init.headers !== undefined) given.headers = toRecord(init.headers);
  if (init.redirect !== undefined) given.redirect = init.redirect;
  if (init.secrets !== undefined) given.secrets = toRecord(init.secrets);
  if (typeof init.body === 'string') given.body = init.body;
  else if (init.body !== undefined && init.body !== null) {
    given.body = toBase64(init.body instanceof Uint8Array ? init.body : new Uint8Array(init.body));
    given.base64 = true;
  }
  return new Response((await request('network', 'fetch', [given])) as unknown as Answer);
}

function toRecord(given: NonNullable<FetchInit['headers']>): Record<string, string> {
  const pairs = Symbol.iterator in given ? [...(given as Iterable<readonly [string, string]>)] : Object.entries(given);
  return Object.fromEntries(pairs.map(([name, value]) => [`${name}`, `${value}`]));
}

/** Puts `fetch` on the global object. */
export function installFetch(): void {
  defineProperty(globalThis, 'fetch', { value: fetch, writable: true, configurable: true, enumerable: false });
}
