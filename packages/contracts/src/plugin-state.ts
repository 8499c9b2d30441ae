/** The words for what a plugin is doing; the legal moves between them stand in packages/lifecycle. */

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
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly turns: number;
  readonly turnMs: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly dropped: number;
  readonly kills: number;
}

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
  readonly usage: PluginUsage;
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
