/** What a plugin costs, counted on the server from what runners report. */

import type { PluginUsage, UsageError } from '@omnitrade/contracts';

/** Turn times kept for the percentiles: the newest ones. */
const window = 256;
const maxCalls = 64;
const otherCalls = 'other';
/** Kinds of errors kept: those that came last. */
const maxKinds = 8;
const messageMaxChars = 300;

export class Meter {
  turns = 0;
  kills = 0;
  dropped = 0;
  conflated = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Messages that wait for it. */
  queued = 0;
  restarts = 0;
  strikes = 0;
  #cpuBefore = 0;
  #cpuMs = 0;
  #heapBytes = 0;
  #externalBytes = 0;
  #maxMs = 0;
  #wallMs = 0;
  readonly #calls = new Map<string, { allowed: number; denied: number }>();
  readonly #errors = new ErrorKinds();
  readonly #recent = new Float64Array(window);
  #uncaught: number[] = [];
  #starved: number[] = [];

  turn(us: number): void {
    const ms = us / 1000;
    this.#recent[this.turns % window] = ms;
    this.turns++;
    this.#wallMs += ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** A call of the plugin to the terminal, by `capability.method`; names are few, whatever a plugin makes up. */
  called(call: string, isDenied: boolean): void {
    const name = this.#calls.has(call) || this.#calls.size < maxCalls ? call : otherCalls;
    const count = this.#calls.get(name) ?? { allowed: 0, denied: 0 };
    count[isDenied ? 'denied' : 'allowed']++;
    this.#calls.set(name, count);
  }

  /** Something went wrong that its author should know of. */
  failed(error: Omit<UsageError, 'count'>): void {
    this.#errors.add(error);
  }

  /** An error nobody caught, at `now`; returns how many there were in the last `windowMs`. */
  uncaught(now: number, windowMs: number): number {
    this.#uncaught = this.#uncaught.filter((time) => time > now - windowMs);
    return this.#uncaught.push(now);
  }

  /** A turn was ended because the machine was busy; returns how many were in the last `windowMs`. */
  starved(now: number, windowMs: number): number {
    this.#starved = this.#starved.filter((time) => time > now - windowMs);
    return this.#starved.push(now);
  }

  sample(cpuMs: number, heapBytes: number, externalBytes: number): void {
    this.#cpuMs = cpuMs;
    this.#heapBytes = heapBytes;
    this.#externalBytes = externalBytes;
  }

  /** The isolate is gone: its memory is free, its CPU time stays counted. */
  ended(): void {
    this.#cpuBefore += this.#cpuMs;
    this.#cpuMs = 0;
    this.#heapBytes = 0;
    this.#externalBytes = 0;
    this.queued = 0;
  }

  get usage(): PluginUsage {
    const recent = this.#recent.slice(0, Math.min(this.turns, window)).sort();
    const at = (share: number) => round(recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] ?? 0);
    return {
      cpuMs: round(this.#cpuBefore + this.#cpuMs),
      wallMs: round(this.#wallMs),
      heapBytes: this.#heapBytes,
      externalBytes: this.#externalBytes,
      turns: this.turns,
      turnMs: { p50: at(0.5), p95: at(0.95), max: round(this.#maxMs) },
      queued: this.queued,
      conflated: this.conflated,
      dropped: this.dropped,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      calls: Object.fromEntries(Array.from(this.#calls, ([name, count]) => [name, { ...count }])),
      errors: this.#errors.all,
      kills: this.kills,
      restarts: this.restarts,
      strikes: this.strikes,
    };
  }
}

/** What went wrong, the same things together, the newest first. */
class ErrorKinds {
  #count = 0;
  #kinds: UsageError[] = [];

  add({ message, ...error }: Omit<UsageError, 'count'>): void {
    this.#count++;
    const known = this.#kinds.find(({ fingerprint }) => fingerprint === error.fingerprint);
    const kind = { ...error, message: message.slice(0, messageMaxChars), count: (known?.count ?? 0) + 1 };
    this.#kinds = [kind, ...this.#kinds.filter((one) => one !== known)].slice(0, maxKinds);
  }

  get all(): PluginUsage['errors'] {
    return { count: this.#count, kinds: this.#kinds };
  }
}

/** Microseconds are as fine as the clock is honest. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;
