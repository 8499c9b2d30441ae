/**
 * The words between the terminal server and the guest runtime inside an isolate.
 * Everything a plugin learns is a {@link TurnItem}; everything it wants is a {@link TurnOutput}; bars and plots are columns.
 */

import type { ErrorJson } from './errors.ts';
import type { DependencyStatus, OfferedExport } from './exports.ts';
import type { Json, JsonObject } from './json.ts';
import type { Instrument } from './market.ts';

/** Limits on the message channel: "the rare rest". */
export const turnOutputMaxChars = 64 * 1024;
export const logTextMaxChars = 8 * 1024;
/** What a plugin may have open at a time; the guest refuses one more with a sentence, the server stops who gets past that. */
export const maxTimers = 100;
export const maxOpenRequests = 64;

/** A call carries the rare rest; whoever computes over many bars imports a library instead. */
export const exportLimits = {
  /** Functions one plugin may offer. */
  functions: 64,
  /** Columns a function takes or returns. */
  columns: 16,
  /** Numbers in all columns of a call, and again of its answer: base64, they fit one turn's messages. */
  values: 4_096,
  /** Characters of the JSON of a call, and again of its answer. */
  chars: 8_192,
  /** Calls one plugin may have open with another. */
  open: 32,
  defaultMs: 5_000,
  longestMs: 15_000,
} as const;

/** Items of these calls go to the functions a plugin offers; no contribution can have this id. */
export const exportTarget = 'exports:';

/** What a plugin may have beside `activate` and `deactivate`; when each is called stands in packages/lifecycle. */
export const hookNames = ['migrate', 'onInstall', 'onUpdate', 'onGrantChanged', 'onSuspend', 'onResume'] as const;
export type HookName = (typeof hookNames)[number];
/** The `target` of calls that are meant for the plugin itself: one of its hooks. No contribution has this id. */
export const hookTarget = '';

/** What a plugin's code says of itself once it is loaded. */
export interface PluginCode {
  /** The hooks it has. */
  readonly hooks: readonly HookName[];
  /** Version of the form of what it keeps, from 1; absent where it does not say. */
  readonly state?: number;
  /** What it offers to other plugins; filled in by the terminal, from its trial. */
  readonly exports?: readonly OfferedExport[];
}
/** A form of state is counted, not dated. */
export const stateVersionMax = 1_000_000;

/** What the server tells a plugin, in order, at the beginning of a turn. */
export type TurnItem =
  | { readonly t: 'activate'; readonly context: GuestContext }
  | { readonly t: 'deactivate' }
  /** A timer the plugin asked for is due. */
  | { readonly t: 'timer'; readonly id: number }
  /** The answer to request `id` of the plugin. */
  | { readonly t: 'answer'; readonly id: number; readonly ok: true; readonly value: Json }
  | { readonly t: 'answer'; readonly id: number; readonly ok: false; readonly error: ErrorJson }
  /** The server calls a method of a contribution; the plugin answers with `return`. */
  | {
      readonly t: 'call';
      readonly id: number;
      readonly target: string;
      readonly method: string;
      readonly args: readonly Json[];
    }
  /** An instance of a contribution begins; its column sets were attached before this item. */
  | {
      readonly t: 'attach';
      readonly instance: number;
      /** Where it was contributed; an indicator unless said. */
      readonly point?: 'chart.type' | 'trading.strategy' | 'trading.orderType';
      readonly contribution: string;
      readonly series: number;
      readonly p: JsonObject;
      readonly instrument: Instrument;
    }
  | { readonly t: 'detach'; readonly instance: number }
  /** Something the plugin may listen to happened. */
  | { readonly t: 'event'; readonly name: string; readonly data: Json };

export interface GuestContext {
  readonly plugin: string;
  readonly version: string;
  readonly permissions: readonly string[];
  /** What it holds, with the limits the user set; changes come as the event `grant.changed`. */
  readonly grants?: readonly { readonly permission: string; readonly limits: JsonObject }[];
  readonly settings: JsonObject;
  /** The plugins it depends on; changes come as the event `dependency.changed`. */
  readonly dependencies?: readonly DependencyStatus[];
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** An error as the guest reports it; the stack holds only `plugin://` frames. */
export interface GuestError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
}

/** What a plugin asks for or reports. Nothing here is trusted: shape, ids and permission are checked by the server. */
export type TurnOutput =
  /** `main` was evaluated (top-level await included) or threw. */
  | { readonly t: 'loaded'; readonly code?: PluginCode }
  | { readonly t: 'load-failed'; readonly error: GuestError }
  | { readonly t: 'activated' }
  | { readonly t: 'activate-failed'; readonly error: GuestError }
  | { readonly t: 'deactivated' }
  | { readonly t: 'contribute'; readonly point: string; readonly id: string; readonly info: Json }
  | { readonly t: 'log'; readonly level: LogLevel; readonly text: string }
  | { readonly t: 'timer-set'; readonly id: number; readonly afterMs: number; readonly every: boolean }
  | { readonly t: 'timer-clear'; readonly id: number }
  | {
      readonly t: 'request';
      readonly id: number;
      readonly capability: string;
      readonly method: string;
      readonly args: readonly Json[];
    }
  /** `rows`: that many bars of this return lie in the outbox columns, over one or more turns. */
  | { readonly t: 'return'; readonly id: number; readonly ok: true; readonly value: Json; readonly rows?: number }
  | { readonly t: 'return'; readonly id: number; readonly ok: false; readonly error: GuestError }
  | { readonly t: 'emit'; readonly contribution: string; readonly data: Json }
  /** Per attached instance, once: warm-up for its inputs and bars until its seed is forgotten, or why it cannot start. */
  | { readonly t: 'attached'; readonly instance: number; readonly warmup: number; readonly converge?: number }
  | { readonly t: 'instance-failed'; readonly instance: number; readonly error: GuestError }
  /** An uncaught error in a callback (timer, promise, event). */
  | { readonly t: 'uncaught'; readonly error: GuestError };

/**
 * The control buffer: one resident Float64Array per plugin, written and read by both sides between calls.
 * Jobs tell the guest which windows to compute; flags tell the runner that something waits to be collected.
 */
export const control = {
  /** Guest: outputs waiting for `collect()`. */
  outputs: 0,
  /** Runner: number of jobs that follow. */
  jobs: 1,
  /** Guest: return id whose rows lie in the outbox; 0 for none. */
  boxId: 2,
  /** Guest: rows in the outbox now. */
  boxRows: 3,
  /** Runner sets 1 when it has taken the rows; the guest may then refill. */
  boxTaken: 4,
  /** Guest: it has more to do at once (an outbox to refill). */
  again: 5,
  /** Runner: the time of this turn, epoch milliseconds; what `Date.now()` answers. */
  time: 6,
  /** Runner, once: the seed of `Math.random()`. */
  seed: 7,
  firstJob: 8,
  jobStride: 6,
  maxJobs: 256,
} as const;
/** Fields of one job, relative to its start. `status` is written by the guest: 0 not run, 1 done, 2 failed. */
export const job = { instance: 0, from: 1, to: 2, closed: 3, series: 4, status: 5 } as const;
export const controlLength = control.firstJob + control.jobStride * control.maxJobs;
/** Rows of the outbox: six columns of this capacity. */
export const outboxRows = 8192;

/** What the guest runtime's entry module exports to the runner. Only primitives and shared buffers cross. */
export interface GuestRuntime {
  /** Called once, before plugin code. */
  start(controlBuffer: SharedArrayBuffer, outboxBuffer: SharedArrayBuffer): void;
  /** A column set appears or has moved to a larger buffer: `columns` columns of `capacity` doubles each. */
  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void;
  dropColumns(set: number): void;
  /** One turn: first the items (a JSON array), if there are any, then the jobs of the control buffer. */
  turn(items?: string): void;
  /** The waiting outputs as a JSON array. */
  collect(): string;
}

/** Column sets are numbered per plugin: even for series, odd for instances. */
export const seriesSet = (series: number): number => series * 2;
export const instanceSet = (instance: number): number => instance * 2 + 1;
