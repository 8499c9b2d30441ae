/** The engine of choice: one V8 isolate per plugin, hardened before any other code runs in it. */

import { readFileSync } from 'node:fs';
import type { GuestError } from '@omnitrade/contracts';
import { control } from '@omnitrade/contracts/guest';
import ivm from 'isolated-vm';
import { allowedGlobals } from '../bootstrap/allowed-globals.ts';
import { type Cell, CellFailure, type CellSpec, type CellStats, type Driver } from './driver.ts';
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

  async load(sources: ReadonlyMap<string, string>, main: string, timeoutMs: number): Promise<void> {
    const clock = this.#startClock();
    try {
      const entry = await linkPlugin(this.#isolate, this.#context, this.#guest, this.#spec, sources, main);
      // Evaluation answers with a promise once `main` awaits; whether it ever settles is the guest's to report.
      void (await entry.evaluate({ timeout: timeoutMs }));
    } catch (error) {
      throw this.#failure(error, timeoutMs, clock) ?? new CellFailure('load-failed', toText(toReport(error)));
    }
  }

  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void {
    this.#call(() => this.#guest.columns.applySync(undefined, [set, columns, capacity, shared(buffer)], this.#limit));
  }

  dropColumns(set: number): void {
    this.#call(() => this.#guest.dropColumns.applySync(undefined, [set], this.#limit));
  }

  turn(items: string, timeoutMs: number): GuestError | undefined {
    const clock = this.#startClock();
    try {
      this.#guest.turn.applySync(undefined, [items], { timeout: timeoutMs });
      return undefined;
    } catch (error) {
      return this.#uncaught(error, timeoutMs, clock);
    }
  }

  async turnAside(items: string, timeoutMs: number): Promise<GuestError | undefined> {
    const clock = this.#startClock();
    try {
      await this.#guest.turn.apply(undefined, [items], { timeout: timeoutMs });
      return undefined;
    } catch (error) {
      return this.#uncaught(error, timeoutMs, clock);
    }
  }

  collect(): string {
    const text = this.#call(() => this.#guest.collect.applySync(undefined, [], this.#limit));
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

  get #limit(): { timeout: number } {
    return { timeout: this.#spec.limits.turnMs };
  }

  #startClock(): CallClock {
    return { startedMs: performance.now(), cpuNs: this.#isolate.cpuTime };
  }

  /** A short call whose code is ours, but whose intrinsics the plugin may have replaced. */
  #call<T>(work: () => T): T {
    const clock = this.#startClock();
    try {
      return work();
    } catch (error) {
      const failure = this.#failure(error, this.#spec.limits.turnMs, clock);
      throw failure ?? new CellFailure('crashed', toText(toReport(error)));
    }
  }

  #uncaught(error: unknown, timeoutMs: number, clock: CallClock): GuestError {
    const failure = this.#failure(error, timeoutMs, clock);
    if (failure) throw failure;
    return toReport(error);
  }

  #failure(error: unknown, limitMs: number, { startedMs, cpuNs }: CallClock): CellFailure | undefined {
    return toFailure(error, {
      limitMs,
      wallMs: performance.now() - startedMs,
      cpuMs: this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime - cpuNs) / 1e6,
      disposed: this.#isolate.isDisposed,
      memoryMb: this.#spec.limits.memoryMb,
    });
  }
}

interface CallClock {
  readonly startedMs: number;
  readonly cpuNs: bigint;
}

function shared(buffer: SharedArrayBuffer): ivm.Copy<SharedArrayBuffer> {
  return new ivm.ExternalCopy(buffer).copyInto();
}

function toText({ name, message, stack }: GuestError): string {
  return [`${name}: ${message}`, ...(stack ? [stack] : [])].join('\n');
}
