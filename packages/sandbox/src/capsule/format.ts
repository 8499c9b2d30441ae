/** What a capsule file holds: frames, the head first, then all that went into one isolate and all that came out, in order. */

import type { GuestBundle, JobResult, LoadLimits, ModuleLinks } from '../protocol.ts';

/** 2: with the guest runtime it was recorded with, so that it replays when that has changed. */
export const capsuleFormat = 2;
export const oldestFormat = 1;
/** A recording ends here; what follows is lost, what is there still replays. */
export const capsuleMaxBytes = 64 * 1024 * 1024;

/** Results may depend on each of these: the same plugin and turns under another engine may round differently. */
export interface CapsuleEngine {
  readonly protocol: number;
  readonly node: string;
  readonly v8: string;
  readonly icu: string;
  /** SHA-256 of the guest runtime. */
  readonly guest: string;
}

export interface CapsuleHead {
  readonly type: 'capsule';
  readonly format: number;
  readonly plugin: string;
  readonly version: string;
  readonly engine: CapsuleEngine;
  /** From format 2 on; its modules follow those of the plugin. */
  readonly guest?: Omit<GuestBundle, 'modules'>;
  /** SHA-256 by path. */
  readonly modules: Readonly<Record<string, string>>;
}

export interface CapsuleSource {
  readonly type: 'source';
  readonly path: string;
  /** Part of one module; the parts of a path come in order. */
  readonly text: string;
}

/** Part of one module of the guest runtime. */
export interface CapsuleGuest {
  readonly type: 'guest';
  readonly specifier: string;
  readonly text: string;
}

export interface CapsuleLoad {
  readonly type: 'load';
  readonly main: string;
  readonly limits: LoadLimits;
  readonly links?: ModuleLinks;
  readonly seed: number;
  readonly time: number;
}

/** What one frame brought to the plugin, by itself no turn. Bars follow as columns, as in the protocol. */
export interface CapsuleFed {
  readonly type: 'fed';
  readonly time: number;
  readonly detach: readonly number[];
  readonly attach: readonly CapsuleAttach[];
  readonly series: readonly CapsuleSeries[];
  readonly items: readonly (readonly [text: string, aside: boolean])[];
}

export interface CapsuleAttach {
  readonly instance: number;
  readonly series: number;
  readonly outputs: number;
  readonly columns: number;
}

export interface CapsuleSeries {
  readonly series: number;
  readonly from: number;
  readonly length: number;
  readonly closed: number;
  readonly total: number;
}

/** A call beside the frames took that many of the waiting items and came back with this. */
export interface CapsuleBegun {
  readonly type: 'begun';
  readonly items: number;
}
export interface CapsuleSaid {
  readonly type: 'said';
  readonly outputs: string;
}

/** A turn: it took all waiting items and computed these windows. Values follow as in the protocol. */
export interface CapsuleTurned {
  readonly type: 'turned';
  readonly time: number;
  readonly jobs: readonly JobResult[];
  readonly box?: readonly [id: number, rows: number];
  readonly outputs?: string;
}

/** The isolate is gone: an input too, since nobody inside decides it. `cut`: the recording was full. */
export interface CapsuleEnded {
  readonly type: 'ended';
  readonly cause: 'self' | 'neighbour' | 'ended' | 'cut';
  readonly code?: string;
  readonly text?: string;
}

export type CapsuleEvent = CapsuleFed | CapsuleBegun | CapsuleSaid | CapsuleTurned | CapsuleEnded;
export type CapsuleHeader = CapsuleHead | CapsuleSource | CapsuleGuest | CapsuleLoad | CapsuleEvent;
