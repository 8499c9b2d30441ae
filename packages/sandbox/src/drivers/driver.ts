/** What a runner needs of an engine: few verbs, so that the engine can be replaced. */

import type { GuestError } from '@omnitrade/contracts';
import type { MeasuredCall } from '../profile/merge.ts';
import type { GuestBundle, LoadLimits, ModuleLinks, StopCode } from '../protocol.ts';

export interface CellSpec {
  /** File name prefix in stack traces: `plugin://<plugin>/`. */
  readonly plugin: string;
  readonly limits: LoadLimits;
  readonly guest: GuestBundle;
  readonly links?: ModuleLinks;
  readonly control: SharedArrayBuffer;
  readonly outbox: SharedArrayBuffer;
  /** The engine has lost this cell for good, and with it the process. */
  readonly onCatastrophe: () => void;
}

export interface CellStats {
  readonly heapBytes: number;
  /** Buffers that count against the limit, resident columns included. */
  readonly externalBytes: number;
  /** What the process holds for the cell, garbage included. */
  readonly heldBytes: number;
}

/** A call is ended after `wallMs`; the limit its author is told of is `limitMs`. */
export interface CallLimit {
  readonly limitMs: number;
  readonly wallMs: number;
}

/** One plugin's closed world. Every method but `stats` and `dispose` may throw a {@link CellFailure}; the cell is then dead. */
export interface Cell extends Disposable {
  /** Evaluates `main` and its imports beside the runner's loop; resolves when its synchronous part is over. */
  load(modules: ReadonlyMap<string, string>, main: string, limit: CallLimit): Promise<void>;
  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void;
  dropColumns(set: number): void;
  /** One turn on the calling thread. Returns an error that nobody in the plugin caught; the cell is as good as before. */
  turn(items: string, limit: CallLimit): GuestError | undefined;
  /** One turn on another thread, for `activate` and `deactivate`. */
  turnAside(items: string, limit: CallLimit): Promise<GuestError | undefined>;
  collect(): string;
  stats(): CellStats;
  /** Where the engine can: every call from here on is measured, until it is stopped. */
  startProfile?(): void;
  stopProfile?(): Promise<readonly MeasuredCall[]>;
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
