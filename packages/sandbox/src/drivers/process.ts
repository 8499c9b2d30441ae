/** The engine for an author's own plugin: a context on the runner's own thread, which an inspector can see. It contains nothing. */

import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import vm from 'node:vm';
import { MessageChannel, type MessagePort, moveMessagePortToContext, receiveMessageOnPort } from 'node:worker_threads';
import type { GuestError } from '@omnitrade/contracts';
import { control } from '@omnitrade/contracts/guest';
import { allowedGlobals } from '../bootstrap/allowed-globals.ts';
import { type CallLimit, type Cell, CellFailure, type CellSpec, type CellStats, type Driver } from './driver.ts';
import { toReport } from './isolate-errors.ts';
import { type GuestExports, linkInContext, runGuest } from './process-modules.ts';

const hardenSource = readFileSync(new URL('../bootstrap/harden.js', import.meta.url), 'utf8');

/** One cell a process: heap, unhandled rejections and the inspector belong to all that runs in it. */
export function createProcessDriver(): Driver {
  return { createCell: (spec) => new ProcessCell(spec) };
}

type Harden = (buffer: unknown, timeIndex: number, seedIndex: number, allowed: string) => string;

/** Calls what lies in a global that is gone before the plugin could see it: only scripts have a limit of time. */
const trampoline = new vm.Script('{ const call = globalThis.$call; delete globalThis.$call; call(); }', {
  filename: 'omnitrade://call',
});

/** Lets what was promised go on. */
const nothing = new vm.Script('', { filename: 'omnitrade://nothing' });

class ProcessCell implements Cell {
  readonly #spec: CellSpec;
  readonly #global: vm.Context;
  readonly #guest: GuestExports;
  readonly #door: ContextDoor;
  readonly #before = readMemory();
  readonly #rejected = (reason: unknown) => void this.#uncaught.push(reason);
  /** An `import()` was refused outside: the plugin has yet to hear of it. */
  #refused = false;
  #uncaught: unknown[] = [];

  constructor(spec: CellSpec) {
    this.#spec = spec;
    this.#global = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      name: spec.plugin,
      // What a call has promised is done within the call, and within its limit.
      microtaskMode: 'afterEvaluate',
    });
    this.#door = new ContextDoor(this.#global);
    const controlBuffer = this.#door.hand(spec.control);
    const outbox = this.#door.hand(spec.outbox);
    const harden = vm.runInContext(hardenSource, this.#global, { filename: 'omnitrade://harden' }) as Harden;
    harden(controlBuffer, control.time, control.seed, allowedGlobals.join(' '));
    this.#guest = runGuest(this.#global, spec.guest);
    this.#guest.start(controlBuffer, outbox);
    process.on('unhandledRejection', this.#rejected);
  }

  async load(sources: ReadonlyMap<string, string>, main: string, limit: CallLimit): Promise<void> {
    try {
      const refuse = () => {
        this.#refused = true;
        throw new Error('Not supported');
      };
      const entry = linkInContext({
        context: this.#global,
        guest: this.#guest,
        spec: this.#spec,
        sources,
        main,
        refuse,
      });
      // What it throws after an await is told like what nobody caught.
      entry.evaluate(withTimeout(limit)).catch(this.#rejected);
      settle();
      const [first] = this.#uncaught.splice(0);
      if (first !== undefined) throw first;
    } catch (error) {
      throw toFailure(error, limit) ?? new CellFailure('load-failed', toText(toReport(asError(error))));
    }
  }

  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void {
    const handed = this.#door.hand(buffer);
    this.#run(() => this.#guest.columns(set, columns, capacity, handed));
  }

  dropColumns(set: number): void {
    this.#run(() => this.#guest.dropColumns(set));
  }

  turn(items: string, limit: CallLimit): GuestError | undefined {
    try {
      this.#call(() => this.#guest.turn(items), limit);
    } catch (error) {
      const failure = toFailure(error, limit);
      if (failure) throw failure;
      this.#uncaught.unshift(error);
    }
    // One a turn, like the other engine.
    const [first] = this.#uncaught.splice(0);
    return first === undefined ? undefined : toReport(asError(first));
  }

  async turnAside(items: string, limit: CallLimit): Promise<GuestError | undefined> {
    return this.turn(items, limit);
  }

  collect(): string {
    let text: unknown;
    this.#run(() => {
      text = this.#guest.collect();
    });
    if (typeof text !== 'string') throw new CellFailure('crashed', 'its runtime was taken apart');
    return text;
  }

  /** Of the whole process, less what it held before the plugin came. */
  stats(): CellStats {
    const { heapBytes, externalBytes } = readMemory();
    const heap = Math.max(0, heapBytes - this.#before.heapBytes);
    const external = Math.max(0, externalBytes - this.#before.externalBytes);
    return { heapBytes: heap, externalBytes: external, heldBytes: heap + external };
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#rejected);
    this.#door[Symbol.dispose]();
  }

  #run(work: () => void): void {
    const { turnMs } = this.#spec.limits;
    const limit = { limitMs: turnMs, wallMs: turnMs * 4 };
    try {
      this.#call(work, limit);
    } catch (error) {
      throw toFailure(error, limit) ?? new CellFailure('crashed', toText(toReport(asError(error))));
    }
  }

  #call(work: () => void, limit: CallLimit): void {
    this.#global.$call = work;
    trampoline.runInContext(this.#global, withTimeout(limit));
    settle();
    while (this.#refused) {
      this.#refused = false;
      nothing.runInContext(this.#global, withTimeout(limit));
      settle();
    }
  }
}

/** Hands buffers in as objects of the context's own, so that `instanceof` and hardening hold for them. */
class ContextDoor implements Disposable {
  readonly #outside: MessagePort;
  readonly #inside: MessagePort;

  constructor(context: vm.Context) {
    const { port1, port2 } = new MessageChannel();
    this.#outside = port1;
    this.#inside = moveMessagePortToContext(port2, context);
    this.#outside.unref();
  }

  hand(buffer: SharedArrayBuffer): SharedArrayBuffer {
    this.#outside.postMessage(buffer);
    return receiveMessageOnPort(this.#inside)?.message;
  }

  [Symbol.dispose](): void {
    this.#outside.close();
  }
}

/** Has Node tell of rejections that nobody took up by now, rather than at the end of its round. */
function settle(): void {
  (process as unknown as { _tickCallback(): void })._tickCallback();
}

/** A number of milliseconds as Node's scripts take it. */
const withTimeout = ({ wallMs }: CallLimit) => ({ timeout: Math.min(Math.ceil(wallMs), 0xffff_ffff) });

function toFailure(error: unknown, { limitMs }: CallLimit): CellFailure | undefined {
  if (error instanceof CellFailure) return error;
  // Errors of a plugin are of its own context: this one is Node's.
  const timedOut = error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
  return timedOut ? new CellFailure('timeout', '', limitMs) : undefined;
}

/** An error of the context as one of ours. */
function asError(thrown: unknown): unknown {
  if (thrown instanceof Error || typeof thrown !== 'object' || thrown === null) return thrown;
  const { name, message, stack } = thrown as { name?: unknown; message?: unknown; stack?: unknown };
  if (typeof message !== 'string') return String(thrown);
  return Object.assign(new Error(message), { name, stack });
}

function readMemory(): { readonly heapBytes: number; readonly externalBytes: number } {
  return { heapBytes: getHeapStatistics().used_heap_size, externalBytes: process.memoryUsage().arrayBuffers };
}

function toText({ name, message, stack }: GuestError): string {
  return [`${name}: ${message}`, ...(stack ? [stack] : [])].join('\n');
}
