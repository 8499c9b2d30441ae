/** The engine of choice: one V8 isolate per plugin, hardened before any other code runs in it. */

import { readFileSync } from 'node:fs';
import { control } from '@omnitrade/contracts/guest';
import ivm from 'isolated-vm';
import { type Cell, CellFailure, type CellSpec, type Driver } from './driver.ts';
import { compileGuest, type GuestHandles, linkPlugin } from './isolate-modules.ts';

const hardenSource = readFileSync(new URL('../bootstrap/harden.js', import.meta.url), 'utf8');

/** `onCatastrophe` must end the process: V8 has given up on an isolate and its thread is lost. */
export function createIsolateDriver(onCatastrophe: (text: string) => void): Driver {
  return { createCell: (spec) => new IsolateCell(spec, onCatastrophe) };
}

class IsolateCell implements Cell {
  readonly #spec: CellSpec;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #guest: GuestHandles;
  /** Names of the globals left after hardening, as JSON; read by the test of the allow list. */
  readonly globals: string;

  constructor(spec: CellSpec, onCatastrophe: (text: string) => void) {
    this.#spec = spec;
    this.#isolate = new ivm.Isolate({
      memoryLimit: spec.limits.memoryMb + spec.limits.columnsMb,
      onCatastrophicError: onCatastrophe,
    });
    this.#context = this.#isolate.createContextSync();
    const harden = this.#context.evalSync(hardenSource, { reference: true, filename: 'omnitrade://harden' });
    this.globals = String(harden.applySync(undefined, [shared(spec.control), control.time, control.seed]));
    this.#guest = compileGuest(this.#isolate, this.#context, spec.guest);
    this.#guest.start.applySync(undefined, [shared(spec.control), shared(spec.outbox)]);
  }

  async load(modules: ReadonlyMap<string, string>, main: string, timeoutMs: number): Promise<void> {
    try {
      const entry = await linkPlugin(this.#isolate, this.#context, this.#guest, this.#spec, modules, main);
      // Evaluation answers with a promise once `main` awaits; whether it ever settles is the guest's to report.
      void (await entry.evaluate({ timeout: timeoutMs, reference: true } as { timeout: number }));
    } catch (error) {
      throw this.#failure(error, timeoutMs, 'load-failed');
    }
  }

  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void {
    this.#call(() => this.#guest.columns.applySync(undefined, [set, columns, capacity, shared(buffer)], this.#limit));
  }

  dropColumns(set: number): void {
    this.#call(() => this.#guest.dropColumns.applySync(undefined, [set], this.#limit));
  }

  turn(items: string, timeoutMs: number): void {
    try {
      this.#guest.turn.applySync(undefined, [items], { timeout: timeoutMs });
    } catch (error) {
      throw this.#failure(error, timeoutMs, 'crashed');
    }
  }

  async turnAside(items: string, timeoutMs: number): Promise<void> {
    try {
      await this.#guest.turn.apply(undefined, [items], { timeout: timeoutMs });
    } catch (error) {
      throw this.#failure(error, timeoutMs, 'crashed');
    }
  }

  collect(): string {
    const text = this.#call(() => this.#guest.collect.applySync(undefined, [], this.#limit));
    return typeof text === 'string' ? text : '[]';
  }

  stats(): { cpuMs: number; heapBytes: number; externalBytes: number } {
    const heap = this.#isolate.getHeapStatisticsSync();
    return {
      cpuMs: Number(this.#isolate.cpuTime) / 1e6,
      heapBytes: heap.used_heap_size,
      externalBytes: heap.externally_allocated_size,
    };
  }

  [Symbol.dispose](): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  get #limit(): { timeout: number } {
    return { timeout: this.#spec.limits.turnMs };
  }

  /** A short call whose code is ours, but whose intrinsics the plugin may have replaced. */
  #call<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#failure(error, this.#spec.limits.turnMs, 'crashed');
    }
  }

  #failure(error: unknown, timeoutMs: number, otherwise: 'load-failed' | 'crashed'): CellFailure {
    if (error instanceof CellFailure) return error;
    const text = error instanceof Error ? error.message : String(error);
    if (/script execution timed out/i.test(text)) return new CellFailure('timeout', text, timeoutMs);
    if (this.#isolate.isDisposed || /memory limit|allocation failed/i.test(text))
      return new CellFailure('memory', text, this.#spec.limits.memoryMb);
    return new CellFailure(otherwise, describe(error));
  }
}

function shared(buffer: SharedArrayBuffer): ivm.Copy<SharedArrayBuffer> {
  return new ivm.ExternalCopy(buffer).copyInto();
}

/** The guest's own words, cut before the first frame that is not the plugin's. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = (error.stack ?? '').split('\n').filter((line) => line.includes('plugin://'));
  return [`${error.name}: ${error.message}`, ...own.slice(0, 10)].join('\n').slice(0, 4096);
}
