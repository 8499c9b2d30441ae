/** The words for what a plugin is doing; the legal moves between them stand in packages/lifecycle. */

import type { DependencyStatus, OfferedExport } from './exports.ts';
import type { Json } from './json.ts';
import type { Contribution } from './points/index.ts';

export const pluginStates = [
  'installed',
  'loading',
  'activating',
  'active',
  'deactivating',
  'updating',
  'failed',
  'quarantined',
] as const;
export type PluginState = (typeof pluginStates)[number];
export type PluginWanted = 'enabled' | 'disabled';
export type PluginTrust = 'reviewed' | 'private' | 'developer';

/** What a plugin costs, as `list --json` and the page show it. */
export interface PluginUsage {
  readonly cpuMs: number;
  /** Time in turns on the clock, waiting for a processor included. */
  readonly wallMs: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly turns: number;
  readonly turnMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Messages that waited for it when it was last looked at. */
  readonly queued: number;
  /** Changes of bars that were put together with a later one before the plugin saw them. */
  readonly conflated: number;
  readonly dropped: number;
  /** To the plugin, and from it: messages and columns. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** By `capability.method`. */
  readonly calls: Readonly<Record<string, { readonly allowed: number; readonly denied: number }>>;
  readonly errors: { readonly count: number; readonly kinds: readonly UsageError[] };
  readonly kills: number;
  /** How often it was started anew after it had failed or been interrupted. */
  readonly restarts: number;
  /** Kills that count towards quarantine now. */
  readonly strikes: number;
}

/** Errors that are the same but for numbers, texts and times in them. */
export interface UsageError {
  readonly fingerprint: string;
  readonly code: string;
  /** The newest. */
  readonly message: string;
  /** `file:line:column` as its author wrote it. */
  readonly place?: string;
  readonly count: number;
  readonly lastAt: number;
}

/** Of a plugin that has done nothing yet. */
export const noUsage: PluginUsage = {
  cpuMs: 0,
  wallMs: 0,
  heapBytes: 0,
  externalBytes: 0,
  turns: 0,
  turnMs: { p50: 0, p95: 0, max: 0 },
  queued: 0,
  conflated: 0,
  dropped: 0,
  bytesIn: 0,
  bytesOut: 0,
  calls: {},
  errors: { count: 0, kinds: [] },
  kills: 0,
  restarts: 0,
  strikes: 0,
};

/** One plugin as `list --json`, the API and the page show it. */
export interface PluginSummary {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly wanted: PluginWanted;
  readonly state: PluginState;
  /** Where it came from: a directory path or `built-in`. */
  readonly source: string;
  readonly publisher: string;
  /** Of the key whose word it was taken on; absent where nobody had to sign. */
  readonly fingerprint?: string;
  readonly trust: PluginTrust;
  readonly error?: { readonly code: string; readonly message: string; readonly time: number };
  /** It stays at its version until the pin is taken off. */
  readonly pinned?: boolean;
  /** It has settings. */
  readonly configurable?: boolean;
  /** Versions it can return to, newest first. */
  readonly older?: readonly string[];
  readonly usage: PluginUsage;
}

/** Which plugins are asked for; what is absent is not asked. */
export interface PluginQuery {
  readonly id?: string;
  /** An extension point it adds to. */
  readonly point?: string;
  /** A permission it holds, or a family such as `net`. */
  readonly permission?: string;
  /** A permission it asks for, held or not. */
  readonly asks?: string;
  readonly state?: PluginState;
  readonly wanted?: PluginWanted;
  readonly publisher?: string;
  /** Words that all occur in its names, its description, or the titles of what it adds. */
  readonly text?: string;
}

/** One plugin whole, as `info --json` shows it. */
export interface PluginInfo extends PluginSummary {
  readonly manifest: Json;
  readonly contributions: readonly Contribution[];
  readonly grants: readonly {
    readonly permission: string;
    readonly limits: Json;
    readonly lifetime: string;
    readonly grantedAt: number;
    readonly expiresAt?: number;
    readonly lastUsedAt?: number;
    readonly uses?: number;
    readonly seenAt?: number;
  }[];
  readonly versions: readonly string[];
  readonly dependencies: Json;
  /** Where each of them stands. */
  readonly needs: readonly DependencyStatus[];
  /** What it offers other plugins to call. */
  readonly exports: readonly OfferedExport[];
  readonly dependents: readonly string[];
  readonly settings: Json;
  /** What its code is called in the home; absent where it is run from its folder. */
  readonly digest?: string;
}

/** Something that happened, on one stream that resumes by `seq`. Types are in the past tense: `plugin.activated`. */
export interface HostEvent {
  readonly seq: number;
  readonly time: number;
  readonly type: string;
  readonly plugin?: string;
  readonly data: Json;
}
