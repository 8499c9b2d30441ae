/** `EventTarget`, `AbortController` and what belongs to them: a subset with the standard's names and meanings. */

import { reportUncaught } from './outputs.ts';

type Listener = ((event: GuestEvent) => void) | { handleEvent(event: GuestEvent): void };

interface Heard {
  readonly listener: Listener;
  readonly once: boolean;
}

const { defineProperty, freeze } = Object;

/** An event of the isolate; what it carries are plain fields. */
export class GuestEvent {
  readonly type: string;
  target: unknown = null;

  constructor(type: string, fields: Readonly<Record<string, unknown>> = {}) {
    this.type = `${type}`;
    for (const [name, value] of Object.entries(fields)) defineProperty(this, name, { value, enumerable: true });
  }
}

export class GuestEventTarget {
  readonly #heard = new Map<string, Heard[]>();

  addEventListener(
    type: string,
    listener: Listener | null,
    options?: boolean | { readonly once?: boolean; readonly signal?: GuestAbortSignal },
  ): void {
    if (listener === null || listener === undefined) return;
    const { once = false, signal } = typeof options === 'object' && options !== null ? options : {};
    if (signal?.aborted) return;
    const all = this.#heard.get(type) ?? [];
    if (all.some((one) => one.listener === listener)) return;
    this.#heard.set(type, [...all, { listener, once }]);
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener), { once: true });
  }

  removeEventListener(type: string, listener: Listener | null): void {
    const all = this.#heard.get(type);
    if (all)
      this.#heard.set(
        type,
        all.filter((one) => one.listener !== listener),
      );
  }

  /** What a listener throws is reported; the others hear all the same. */
  dispatchEvent(event: GuestEvent): boolean {
    event.target = this;
    const handler = (this as unknown as Readonly<Record<string, unknown>>)[`on${event.type}`];
    const all = this.#heard.get(event.type) ?? [];
    for (const one of all) if (one.once) this.removeEventListener(event.type, one.listener);
    for (const listener of [...(typeof handler === 'function' ? [handler] : []), ...all.map((one) => one.listener)]) {
      try {
        if (typeof listener === 'function') listener.call(this, event);
        else (listener as { handleEvent(event: GuestEvent): void }).handleEvent(event);
      } catch (error) {
        reportUncaught(error);
      }
    }
    return true;
  }
}

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Kept apart, so that a signal cannot be aborted by whoever holds it. */
const states = new WeakMap<GuestAbortSignal, { aborted: boolean; reason: unknown }>();
const stateOf = (signal: GuestAbortSignal) => states.get(signal) as { aborted: boolean; reason: unknown };

function abort(signal: GuestAbortSignal, reason: unknown): void {
  const state = stateOf(signal);
  if (state.aborted) return;
  state.aborted = true;
  state.reason = reason ?? failure('AbortError', 'This was aborted.');
  signal.dispatchEvent(new GuestEvent('abort'));
}

export class GuestAbortSignal extends GuestEventTarget {
  onabort: ((event: GuestEvent) => void) | null = null;

  constructor() {
    super();
    states.set(this, { aborted: false, reason: undefined });
  }

  get aborted(): boolean {
    return stateOf(this).aborted;
  }

  get reason(): unknown {
    return stateOf(this).reason;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  static abort(reason?: unknown): GuestAbortSignal {
    const signal = new GuestAbortSignal();
    abort(signal, reason);
    return signal;
  }

  static timeout(milliseconds: number): GuestAbortSignal {
    const signal = new GuestAbortSignal();
    setTimeout(() => abort(signal, failure('TimeoutError', 'It took too long.')), milliseconds);
    return signal;
  }

  static any(signals: Iterable<GuestAbortSignal>): GuestAbortSignal {
    const joined = new GuestAbortSignal();
    for (const signal of signals) {
      if (signal.aborted) abort(joined, signal.reason);
      signal.addEventListener('abort', () => abort(joined, signal.reason), { once: true });
    }
    return joined;
  }
}

class GuestAbortController {
  readonly signal = new GuestAbortSignal();

  constructor() {
    freeze(this);
  }

  abort(reason?: unknown): void {
    abort(this.signal, reason);
  }
}

/** Puts them on the global object. */
export function installEvents(): void {
  const define = (name: string, value: unknown) =>
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define('Event', GuestEvent);
  define('EventTarget', GuestEventTarget);
  define('AbortSignal', GuestAbortSignal);
  define('AbortController', GuestAbortController);
}
