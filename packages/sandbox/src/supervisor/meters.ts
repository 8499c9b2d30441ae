/** What a plugin costs, counted on the server from what runners report. */

import type { PluginUsage } from '@omnitrade/contracts';

/** Turn times kept for the percentiles: the newest ones. */
const window = 256;

export class Meter {
  turns = 0;
  kills = 0;
  dropped = 0;
  #cpuBefore = 0;
  #cpuMs = 0;
  #heapBytes = 0;
  #externalBytes = 0;
  #maxMs = 0;
  readonly #recent = new Float64Array(window);
  #uncaught: number[] = [];
  #starved: number[] = [];

  turn(us: number): void {
    const ms = us / 1000;
    this.#recent[this.turns % window] = ms;
    this.turns++;
    if (ms > this.#maxMs) this.#maxMs = ms;
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
  }

  get usage(): PluginUsage {
    const recent = this.#recent.slice(0, Math.min(this.turns, window)).sort();
    const at = (share: number) => round(recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] ?? 0);
    return {
      cpuMs: round(this.#cpuBefore + this.#cpuMs),
      heapBytes: this.#heapBytes,
      externalBytes: this.#externalBytes,
      turns: this.turns,
      turnMs: { p50: at(0.5), p95: at(0.95), max: round(this.#maxMs) },
      dropped: this.dropped,
      kills: this.kills,
    };
  }
}

/** Microseconds are as fine as the clock is honest. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;
