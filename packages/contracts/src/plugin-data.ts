/**
 * The ports for what plugins keep and what is kept about them: storage, secrets, budgets, audit.
 * Implemented by packages/store; a resolved promise means: on disk.
 */

import type { Dec } from './decimal.ts';
import type { PluginId } from './ids.ts';
import type { Json } from './json.ts';

/** What one transaction of a plugin's storage read and wants to write. */
export interface StorageCommit {
  /** Revisions seen by its reads, 0 where there was no value: if one has changed since, nothing is written. */
  readonly expects: readonly { readonly key: string; readonly rev: number }[];
  readonly puts: readonly { readonly key: string; readonly value: Json }[];
  readonly removes: readonly string[];
  /** Sets the version of the data's form. */
  readonly version?: number;
  /** Keys and values as UTF-8 may together not exceed this. */
  readonly quotaBytes: number;
}

export type StorageResult =
  | { readonly ok: true; readonly bytes: number }
  | { readonly ok: false; readonly why: 'conflict'; readonly key: string }
  | { readonly ok: false; readonly why: 'full'; readonly bytes: number };

/** Key-value data, apart for each plugin. */
export interface StorageStore {
  read(plugin: PluginId, key: string): Promise<{ readonly value: Json; readonly rev: number } | undefined>;
  /** Keys in order of their code points, after `after`. */
  keys(
    plugin: PluginId,
    range: { readonly prefix: string; readonly after: string; readonly limit: number },
  ): Promise<string[]>;
  commit(plugin: PluginId, commit: StorageCommit): Promise<StorageResult>;
  /** `version` is 0 until it was set. */
  status(plugin: PluginId): Promise<{ readonly version: number; readonly bytes: number }>;
}

/** Named secrets, apart for each plugin, encrypted at rest. */
export interface SecretStore {
  /** What keeps the key: a file only its owner can read, or a passphrase. */
  readonly protection: 'key-file' | 'passphrase';
  names(plugin: PluginId): Promise<{ readonly name: string; readonly setAt: number }[]>;
  put(plugin: PluginId, name: string, value: string): Promise<void>;
  remove(plugin: PluginId, name: string): Promise<void>;
  /** For the network broker alone. */
  open(plugin: PluginId, name: string): Promise<string | undefined>;
}

/** What was spent of one budget; the window counts since 1970. */
export interface BudgetRow {
  readonly plugin: PluginId;
  /** Grant and limit. */
  readonly budget: string;
  readonly window: number;
  readonly amount: Dec;
}

export interface BudgetStore {
  list(): Promise<BudgetRow[]>;
  put(rows: readonly BudgetRow[]): Promise<void>;
}

/** One call of high or critical risk, or one change of what a plugin may do. */
export interface AuditNote {
  readonly time: number;
  readonly plugin: string;
  readonly version: string;
  readonly permission: string;
  readonly call: string;
  readonly target?: string;
  readonly outcome: string;
}

/** A note in the chain: its hash covers the note and the hash before it. */
export interface AuditEntry extends AuditNote {
  readonly seq: number;
  readonly hash: string;
}

/** Calls of low risk in one minute. */
export interface AuditCount {
  readonly plugin: string;
  readonly permission: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly allowed: number;
  readonly denied: number;
}

/** What a plugin really used of a permission, as far back as the audit reaches. */
export interface AuditUse {
  readonly permission: string;
  readonly allowed: number;
  readonly denied: number;
  /** The last allowed use; null if there was none. */
  readonly last: number | null;
  /** What its calls were about, at most 100. */
  readonly targets: readonly string[];
}

/** A place in the chain: the entry with this number has this hash; number 0 is before all of them. */
export interface AuditPlace {
  readonly seq: number;
  readonly hash: string;
}

export type AuditCheck =
  /** `after` is the entry before the first one that is here: what came before it was dropped or exported. */
  | { readonly ok: true; readonly entries: number; readonly head: string; readonly after: AuditPlace }
  /** `seq` is the first entry that does not fit. */
  | { readonly ok: false; readonly entries: number; readonly seq: number };

export interface AuditStore {
  append(note: AuditNote): Promise<void>;
  /** Adds to what was counted before. */
  count(counts: readonly AuditCount[]): Promise<void>;
  /** Entries after `after`, oldest first; without `after` the newest. */
  read(query: { readonly plugin?: string; readonly after?: number; readonly limit: number }): Promise<AuditEntry[]>;
  counts(query: { readonly plugin?: string; readonly limit: number }): Promise<AuditCount[]>;
  uses(plugin: string): Promise<AuditUse[]>;
  /** Recomputes the whole chain. */
  verify(): Promise<AuditCheck>;
  /** The entry before the first that is here, and the last one. */
  ends(): Promise<{ readonly after: AuditPlace; readonly last: AuditPlace }>;
  /** Drops what is older; the chain is checked from there on. */
  prune(before: number): Promise<void>;
  /** Drops everything up to this entry, which has been kept elsewhere. */
  drop(upTo: number): Promise<void>;
}

/** Everything of {@link StorageStore} to {@link AuditStore} that belongs to one home. */
/** Where entries go that the audit has no more room for. */
export interface AuditArchive {
  /** On disk when it resolves. */
  write(name: string, lines: readonly string[]): Promise<void>;
}

export interface PluginData {
  readonly storage: StorageStore;
  readonly secrets: SecretStore;
  readonly budgets: BudgetStore;
  readonly audit: AuditStore;
  /** Without it nothing is dropped for want of room. */
  readonly auditArchive?: AuditArchive;
}
