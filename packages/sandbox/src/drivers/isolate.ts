/** The engine of choice: one V8 isolate per plugin, hardened before any other code runs in it. */

import { readFileSync } from 'node:fs';
import type { GuestError } from '@omnitrade/contracts';
import { control } from '@omnitrade/contracts/guest';
import ivm from 'isolated-vm';
import { allowedGlobals } from '../bootstrap/allowed-globals.ts';
import {
  type CallLimit,
  type Cell,
  CellFailure,
  type CellSpec,
  type CellStats,
  type Driver,
  type TurnDone,
} from './driver.ts';
import { toFailure, toReport } from './isolate-errors.ts';
import { type GuestHandles, GuestModules, linkPlugin } from './isolate-modules.ts';

const hardenSource = readFileSync(new URL('../bootstrap/harden.js', import.meta.url), 'utf8');

export function createIsolateDriver(): Driver {
  const modules = new GuestModules();
  return { createCell: (spec) => new IsolateCell(spec, modules) };
}

export class IsolateCell implements Cell {
  readonly #spec: CellSpec;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #guest: GuestHandles;
  /** Names of the globals that hardening deleted; read by the test of the allow list. */
  readonly refused: readonly string[];

  constructor(spec: CellSpec, modules: GuestModules) {
    this.#spec = spec;
    this.#isolate = new ivm.Isolate({
      memoryLimit: spec.limits.memoryMb + spec.limits.columnsMb,
      onCatastrophicError: spec.onCatastrophe,
    });
    this.#context = this.#isolate.createContextSync();
    const harden = modules.compileScript(this.#isolate, hardenSource, 'omnitrade://harden');
    const run = harden.runSync(this.#context, { reference: true }) as ivm.Reference<(...given: unknown[]) => string>;
    const given = [shared(spec.control), control.time, control.seed, allowedGlobals.join(' ')];
    this.refused = String(run.applySync(undefined, given)).split(' ');
    this.#guest = modules.instantiate(this.#isolate, this.#context, spec.guest);
    this.#guest.start.applySync(undefined, [shared(spec.control), shared(spec.outbox)]);
  }

  async load(sources: ReadonlyMap<string, string>, main: string, limit: CallLimit): Promise<void> {
    const clock = this.#startClock(limit);
    try {
      const entry = await linkPlugin(this.#isolate, this.#context, this.#guest, this.#spec, sources, main);
      // Evaluation answers with a promise once `main` awaits; whether it ever settles is the guest's to report.
      void (await entry.evaluate({ timeout: Math.ceil(limit.wallMs) }));
      this.#checkCpu(clock);
    } catch (error) {
      throw this.#failure(error, clock) ?? new CellFailure('load-failed', toText(toReport(error)));
    }
  }

  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void {
    this.#call((limit) => this.#guest.columns.applySync(undefined, [set, columns, capacity, shared(buffer)], limit));
  }

  dropColumns(set: number): void {
    this.#call((limit) => this.#guest.dropColumns.applySync(undefined, [set], limit));
  }

  turn(items: string, limit: CallLimit): TurnDone {
    const clock = this.#startClock(limit);
    try {
      this.#guest.turn.applySync(undefined, [items], { timeout: Math.ceil(limit.wallMs) });
      return { cpuMs: this.#checkCpu(clock), uncaught: undefined };
    } catch (error) {
      return this.#uncaught(error, clock);
    }
  }

  async turnAside(items: string, limit: CallLimit): Promise<TurnDone> {
    const clock = this.#startClock(limit);
    try {
      await this.#guest.turn.apply(undefined, [items], { timeout: Math.ceil(limit.wallMs) });
      return { cpuMs: this.#checkCpu(clock), uncaught: undefined };
    } catch (error) {
      return this.#uncaught(error, clock);
    }
  }

  collect(): string {
    const text = this.#call((limit) => this.#guest.collect.applySync(undefined, [], limit));
    if (typeof text !== 'string') throw new CellFailure('crashed', 'its runtime was taken apart');
    return text;
  }

  stats(): CellStats {
    const heap = this.#isolate.getHeapStatisticsSync();
    return {
      cpuMs: Number(this.#isolate.cpuTime) / 1e6,
      heapBytes: heap.used_heap_size,
      externalBytes: heap.externally_allocated_size,
      heldBytes: heap.total_physical_size + heap.malloced_memory + heap.externally_allocated_size,
    };
  }

  [Symbol.dispose](): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #startClock(limit: CallLimit): CallClock {
    return { limit, startedMs: performance.now(), cpuNs: this.#isolate.cpuTime };
  }

  #checkCpu({ limit, cpuNs }: CallClock): number {
    const cpuMs = Number(this.#isolate.cpuTime - cpuNs) / 1e6;
    if (cpuMs > limit.cpuMs) throw new CellFailure('timeout', '', limit.cpuMs);
    return cpuMs;
  }

  /** A short call whose code is ours, but whose intrinsics the plugin may have replaced. */
  #call<T>(work: (limit: { timeout: number }) => T): T {
    const { turnMs } = this.#spec.limits;
    const clock = this.#startClock({ cpuMs: turnMs, wallMs: turnMs * 4 });
    try {
      return work({ timeout: turnMs * 4 });
    } catch (error) {
      throw this.#failure(error, clock) ?? new CellFailure('crashed', toText(toReport(error)));
    }
  }

  #uncaught(error: unknown, clock: CallClock): TurnDone {
    const failure = this.#failure(error, clock);
    if (failure) throw failure;
    return { cpuMs: this.#checkCpu(clock), uncaught: toReport(error) };
  }

  #failure(error: unknown, { limit, startedMs, cpuNs }: CallClock): CellFailure | undefined {
    return toFailure(error, {
      limit,
      wallMs: performance.now() - startedMs,
      cpuMs: this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime - cpuNs) / 1e6,
      disposed: this.#isolate.isDisposed,
      memoryMb: this.#spec.limits.memoryMb,
    });
  }
}

interface CallClock {
  readonly limit: CallLimit;
  readonly startedMs: number;
  readonly cpuNs: bigint;
}

function shared(buffer: SharedArrayBuffer): ivm.Copy<SharedArrayBuffer> {
  return new ivm.ExternalCopy(buffer).copyInto();
}

function toText({ name, message, stack }: GuestError): string {
  return [`${name}: ${message}`, ...(stack ? [stack] : [])].join('\n');
}
