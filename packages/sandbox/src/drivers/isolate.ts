/** The engine of choice: one V8 isolate per plugin, hardened before any other code runs in it. */

import { readFileSync } from 'node:fs';
import type { GuestError } from '@omnitrade/contracts';
import { control } from '@omnitrade/contracts/guest';
import ivm from 'isolated-vm';
import { allowedGlobals } from '../bootstrap/allowed-globals.ts';
import type { MeasuredCall } from '../profile/merge.ts';
import { type CallLimit, type Cell, CellFailure, type CellSpec, type CellStats, type Driver } from './driver.ts';
import { toFailure, toReport } from './isolate-errors.ts';
import { type GuestHandles, GuestModules, linkPlugin } from './isolate-modules.ts';

const profileTitle = 'turns';
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
    const started = performance.now();
    try {
      const entry = await linkPlugin(this.#isolate, this.#context, this.#guest, this.#spec, sources, main);
      // Evaluation answers with a promise once `main` awaits; whether it ever settles is the guest's to report.
      void (await entry.evaluate({ timeout: Math.ceil(limit.wallMs) }));
    } catch (error) {
      throw this.#failure(error, limit, started) ?? new CellFailure('load-failed', toText(toReport(error)));
    }
  }

  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void {
    this.#call((limit) => this.#guest.columns.applySync(undefined, [set, columns, capacity, shared(buffer)], limit));
  }

  dropColumns(set: number): void {
    this.#call((limit) => this.#guest.dropColumns.applySync(undefined, [set], limit));
  }

  turn(items: string, limit: CallLimit): GuestError | undefined {
    const started = performance.now();
    try {
      // Most turns bring bars and no items; not to hand a text over saves a tenth of the call.
      this.#guest.turn.applySync(undefined, items === '' ? [] : [items], { timeout: Math.ceil(limit.wallMs) });
      return undefined;
    } catch (error) {
      return this.#uncaught(error, limit, started);
    }
  }

  async turnAside(items: string, limit: CallLimit): Promise<GuestError | undefined> {
    const started = performance.now();
    try {
      await this.#guest.turn.apply(undefined, [items], { timeout: Math.ceil(limit.wallMs) });
      return undefined;
    } catch (error) {
      return this.#uncaught(error, limit, started);
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
      heapBytes: heap.used_heap_size,
      externalBytes: heap.externally_allocated_size,
      heldBytes: heap.total_physical_size + heap.malloced_memory + heap.externally_allocated_size,
    };
  }

  startProfile(): void {
    this.#isolate.startCpuProfiler(profileTitle);
  }

  async stopProfile(): Promise<readonly MeasuredCall[]> {
    return (await this.#isolate.stopCpuProfiler(profileTitle)).map(({ profile }) => toMeasuredCall(profile));
  }

  [Symbol.dispose](): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  /** A short call whose code is ours, but whose intrinsics the plugin may have replaced. */
  #call<T>(work: (limit: { timeout: number }) => T): T {
    const { turnMs } = this.#spec.limits;
    const limit = { limitMs: turnMs, wallMs: turnMs * 4 };
    const started = performance.now();
    try {
      return work({ timeout: limit.wallMs });
    } catch (error) {
      throw this.#failure(error, limit, started) ?? new CellFailure('crashed', toText(toReport(error)));
    }
  }

  #uncaught(error: unknown, limit: CallLimit, started: number): GuestError {
    const failure = this.#failure(error, limit, started);
    if (failure) throw failure;
    return toReport(error);
  }

  #failure(error: unknown, limit: CallLimit, started: number): CellFailure | undefined {
    const wallMs = performance.now() - started;
    const { memoryMb } = this.#spec.limits;
    return toFailure(error, { limit, wallMs, disposed: this.#isolate.isDisposed, memoryMb });
  }
}

/** The engine counts lines and columns from 1, and calls the times of samples, from the start on, deltas. */
function toMeasuredCall({ startTime, endTime, nodes, samples, timeDeltas }: ivm.CpuProfile): MeasuredCall {
  return {
    startTime,
    endTime,
    samples,
    sampledAt: timeDeltas.map((after) => startTime + after),
    nodes: nodes.map(({ id, children, callFrame }) => {
      const { functionName, url, scriptId, columnNumber } = callFrame;
      // Its types misspell it.
      const { lineNumber } = callFrame as unknown as { lineNumber: number };
      const place = { lineNumber: lineNumber - 1, columnNumber: columnNumber - 1 };
      return { id, children, callFrame: { functionName, url, scriptId: `${scriptId}`, ...place } };
    }),
  };
}

function shared(buffer: SharedArrayBuffer): ivm.Copy<SharedArrayBuffer> {
  return new ivm.ExternalCopy(buffer).copyInto();
}

function toText({ name, message, stack }: GuestError): string {
  return [`${name}: ${message}`, ...(stack ? [stack] : [])].join('\n');
}
