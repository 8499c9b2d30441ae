/** Headers of the frames between terminal server and runner. The server trusts nothing that comes from a runner. */

/** Numbers a runner goes by; fixed when it starts. */
export interface RunnerPolicy {
  /** Hard limit of evaluating `main`, and again of `activate`. */
  readonly startMs: number;
  /** A frame stops reaching further plugins after this; they go first in the next. */
  readonly frameMs: number;
  /** Values of a reply before it is cut in two. */
  readonly replyDoubles: number;
  /** Characters of messages in a reply before it is cut in two: escaped, they must fit a frame's header. */
  readonly replyChars: number;
  /** `main`, `activate` and `deactivate` run beside the frames, at most this many at a time; the others wait. */
  readonly maxAside: number;
}

/** The guest runtime: ES modules by specifier, entry first. Made by the SDK, handed through by the host. */
export interface GuestBundle {
  readonly entry: string;
  readonly modules: Readonly<Record<string, string>>;
  /** The one bare import a plugin may use, and the module it gets; `parts` are those below it, loaded only where imported. */
  readonly sdk: {
    readonly specifier: string;
    readonly module: string;
    readonly parts?: Readonly<Record<string, string>>;
  };
}

/**
 * What each owner of modules may import besides its own files: by owner ('' is the plugin itself, else the plugin a library
 * comes from), by specifier (`plugin:tools`), the path of the module it gets. A library's modules lie under `plugin:<name>/`.
 */
export type ModuleLinks = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface LoadLimits {
  readonly memoryMb: number;
  readonly columnsMb: number;
  readonly turnMs: number;
}

export type ToRunner =
  | { readonly type: 'hello'; readonly protocol: number; readonly policy: RunnerPolicy; readonly guest: GuestBundle }
  /** Part of one module's text; the parts of a path come in order. */
  | { readonly type: 'source'; readonly slot: number; readonly path: string; readonly text: string }
  | {
      readonly type: 'load';
      readonly slot: number;
      /** Only for file names in stack traces. */
      readonly plugin: string;
      readonly main: string;
      readonly limits: LoadLimits;
      readonly links?: ModuleLinks;
      readonly seed: number;
      readonly time: number;
      /** Limits of time are of processor time; on the clock a call gets this many times as much. */
      readonly patience: number;
    }
  | { readonly type: 'unload'; readonly slot: number }
  | TurnsHeader
  /** Asks for a profile of a slot's next turns, for that long. */
  | { readonly type: 'profile'; readonly slot: number; readonly ms: number }
  /** Asks for heap and CPU time of every slot. */
  | { readonly type: 'sample' };

/** One flush: what changed, and what each plugin is told. Bars follow as columns, entry after entry. */
export interface TurnsHeader {
  readonly type: 'turns';
  readonly frame: number;
  readonly time: number;
  readonly patience: number;
  /** Carried out in this order: detach, attach, series, items, turns. */
  readonly detach: readonly (readonly [slot: number, instance: number])[];
  readonly attach: readonly AttachEntry[];
  readonly series: readonly SeriesEntry[];
  readonly items: readonly ItemEntry[];
  /** These slots compute no windows in this frame; what they are told they hear all the same. */
  readonly resting?: readonly number[];
  /** A replay: no slot but these has its turn, and it computes just these windows. */
  readonly dictated?: readonly (readonly [slot: number, windows: readonly DictatedWindow[]])[];
}

export type DictatedWindow = readonly [instance: number, from: number, to: number];

/** One turn item as JSON. `aside`: it is delivered, with all that waits before it, beside the frames. */
export type ItemEntry = readonly [slot: number, item: string, aside: boolean];

export interface AttachEntry {
  readonly slot: number;
  readonly instance: number;
  readonly series: number;
  /** Columns read back after a job; they come first. */
  readonly outputs: number;
  /** Outputs and state columns together. */
  readonly columns: number;
  /** Bars before a changed one whose values may change with it. */
  readonly unsettled?: number;
}

/** Bars [from, length) of a series, six columns of `length - from` values. */
export interface SeriesEntry {
  readonly series: number;
  readonly from: number;
  readonly length: number;
  readonly closed: number;
  /** Bars there will be once all frames are through: room is made for them at once. */
  readonly total: number;
  readonly slots: readonly number[];
}

export type FromRunner =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly pid: number;
      readonly node: string;
      readonly v8: string;
      readonly icu: string;
    }
  /** `main`, `activate` or `deactivate` of a slot is on its thread now, with that many of the waiting items; exactly one `outputs` or `stopped` follows. */
  | { readonly type: 'begun'; readonly slot: number; readonly items: number }
  | { readonly type: 'outputs'; readonly slot: number; readonly outputs: string }
  | TurnedHeader
  /** The isolate is gone; for `unloaded`, no earlier frame has anything to say about it any more. */
  | {
      readonly type: 'stopped';
      readonly slot: number;
      readonly code: StopCode;
      readonly text: string;
      readonly limit?: number;
    }
  /** Part of a profile as JSON; empty where none can be had. The parts come in order. */
  | { readonly type: 'profile'; readonly slot: number; readonly text: string; readonly more: boolean }
  | { readonly type: 'samples'; readonly slots: readonly Sample[] };

export type StopCode = 'unloaded' | 'timeout' | 'starved' | 'memory' | 'load-failed' | 'crashed' | 'output-too-long';

/** `heldBytes`: what the slot takes of the process's memory, columns and garbage included. */
export type Sample = readonly [
  slot: number,
  cpuMs: number,
  heapBytes: number,
  externalBytes: number,
  heldBytes: number,
];

export interface TurnedHeader {
  readonly type: 'turned';
  readonly frame: number;
  /** More replies belong to this frame. */
  readonly more: boolean;
  /** Work is left: send another frame at once. */
  readonly behind: boolean;
  readonly results: readonly TurnResult[];
}

/** What one plugin did in a frame. Values follow: for each job its outputs, column by column, then the rows of the outbox. */
export interface TurnResult {
  readonly slot: number;
  /** Wall time inside the isolate, microseconds. */
  readonly us: number;
  readonly jobs?: readonly JobResult[];
  /** Return id and number of rows. */
  readonly box?: readonly [id: number, rows: number];
  readonly outputs?: string;
}
export type JobResult = readonly [instance: number, from: number, to: number, status: number];

export const defaultRunnerPolicy: RunnerPolicy = {
  startMs: 500,
  frameMs: 100,
  replyDoubles: 500_000,
  replyChars: 200_000,
  maxAside: 4,
};
