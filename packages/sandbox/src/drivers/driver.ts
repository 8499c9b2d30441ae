/** What a runner needs of an engine: five verbs, so that the engine can be replaced. */

import type { GuestBundle, LoadLimits, StopCode } from '../protocol.ts';

export interface CellSpec {
  /** File name prefix in stack traces: `plugin://<plugin>/`. */
  readonly plugin: string;
  readonly limits: LoadLimits;
  readonly guest: GuestBundle;
  readonly control: SharedArrayBuffer;
  readonly outbox: SharedArrayBuffer;
}

/** One plugin's closed world. Every method but `stats` and `dispose` may throw a {@link CellFailure}; the cell is then dead. */
export interface Cell extends Disposable {
  /** Evaluates `main` and its imports beside the runner's loop; resolves when its synchronous part is over. */
  load(modules: ReadonlyMap<string, string>, main: string, timeoutMs: number): Promise<void>;
  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void;
  dropColumns(set: number): void;
  /** One turn on the calling thread. */
  turn(items: string, timeoutMs: number): void;
  /** One turn on another thread, for `activate` and `deactivate`. */
  turnAside(items: string, timeoutMs: number): Promise<void>;
  collect(): string;
  stats(): { cpuMs: number; heapBytes: number; externalBytes: number };
}

export interface Driver {
  createCell(spec: CellSpec): Cell;
}

/** Why a cell died, in the words of the protocol. `limit` is the number that was exceeded, in the unit of the code. */
export class CellFailure extends Error {
  readonly code: StopCode;
  readonly limit: number | undefined;

  constructor(code: StopCode, text: string, limit?: number) {
    super(text);
    this.name = 'CellFailure';
    this.code = code;
    this.limit = limit;
  }
}
