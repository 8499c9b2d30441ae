/** The ports behind which plugins' code, versions, data and past are kept (implemented by packages/store). */

import type { PluginId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { PluginRecord, PluginSource } from './registry-record.ts';

/** One file of a plugin's package. */
export interface PackageFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** The port behind which code is kept, by the digest of all its files: what has a name never changes. */
export interface CodeStore {
  /** What {@link put} would resolve to; nothing is kept. */
  digest(files: readonly PackageFile[]): Promise<string>;
  /** Resolves to the digest once everything is on disk; the same files have the same one and are kept once. */
  put(files: readonly PackageFile[]): Promise<string>;
  /** Throws `store.not-stored`, and `store.code-changed` if a byte differs from what was put. */
  read(digest: string): Promise<readonly PackageFile[]>;
  /** Throws away what is not in `keep`, and what a crash left half-written; answers with what was whole. */
  collect(keep: ReadonlySet<string>): Promise<readonly string[]>;
}

/** What a source that knows many plugins says of one version. */
export interface OfferedRelease {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Range of plugin API versions it is made for. */
  readonly terminal?: string;
  /** Withdrawn: kept where it is installed, never chosen anew. */
  readonly yanked?: boolean;
}

/** The port of a source from which plugins can be had by name, such as a marketplace. It vouches for what it hands out. */
export interface PluginCatalogue {
  /** Every version of one plugin; none where it knows no such plugin. */
  releases(name: string): Promise<Readonly<Record<string, OfferedRelease>>>;
  /**
   * Where the record says it comes from, and its files; without files they are fetched from that source. Undefined if it is
   * not to be had any more.
   */
  fetch(
    name: string,
    version: string,
  ): Promise<{ readonly source: PluginSource; readonly files?: readonly PackageFile[] } | undefined>;
}

/** A version that was current once and can be returned to. */
export interface KeptVersion {
  /** As it was when it was last current. */
  readonly record: PluginRecord;
  /** Version of the form of the data kept with it. */
  readonly dataVersion: number;
  readonly keptAt: number;
}

/** A change of one plugin that has begun and is neither committed nor undone. */
export interface OpenChange {
  readonly plugin: PluginId;
  readonly kind: 'install' | 'update' | 'rollback';
  /** The version before; null if there was none. */
  readonly from: string | null;
  readonly to: string;
  readonly begunAt: number;
  readonly step: 'stage' | 'snapshot' | 'switch';
}

/**
 * The port behind which changes of plugins are carried out: each step is on disk when it resolves, whole or not at all.
 * Until {@link commit}, {@link undo} restores record, grants and data as they were; what the user
 * took away in between (a grant, the wish that it runs) stays taken away.
 */
export interface ChangeStore {
  /** What a crash left open. */
  open(): Promise<readonly OpenChange[]>;
  /** Throws `store.change-open` if there is one for this plugin. */
  stage(change: Omit<OpenChange, 'step'>): Promise<void>;
  /** Keeps what undoing would restore; call when the plugin is stopped. */
  snapshot(plugin: PluginId): Promise<void>;
  /** Makes a record current. `restore` puts back the data that were kept with that version as well. */
  switch(record: PluginRecord, restore?: string): Promise<void>;
  undo(plugin: PluginId): Promise<void>;
  /** Ends the changes of these plugins, all or none; what was current before is kept to be returned to. */
  commit(...plugins: readonly PluginId[]): Promise<void>;
  /** Every kept version, newest first. */
  kept(plugin?: PluginId): Promise<readonly KeptVersion[]>;
  /** Settings that the plugin had when it was uninstalled; its data come back by themselves with {@link switch}. */
  leftSettings(plugin: PluginId): Promise<JsonObject | undefined>;
}

/** One move of a plugin through its states. */
export interface PluginMove {
  readonly plugin: PluginId;
  readonly time: number;
  readonly version: string;
  readonly from: string;
  readonly event: string;
  readonly to: string;
  /** Why: an error code, a command, a use. */
  readonly cause: string;
}

/** One kind of failure of a plugin, however often it came. */
export interface PluginFault {
  readonly plugin: PluginId;
  /** Equal for failures that are the same but for numbers, texts and times in them. */
  readonly fingerprint: string;
  readonly code: string;
  /** The newest. */
  readonly message: string;
  readonly version: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The port behind which the past of plugins is kept. */
export interface PluginHistory {
  addMove(move: PluginMove): Promise<void>;
  addFault(fault: Omit<PluginFault, 'count' | 'firstAt' | 'lastAt'> & { readonly time: number }): Promise<void>;
  /** Newest first. */
  moves(plugin: PluginId): Promise<readonly PluginMove[]>;
  faults(plugin: PluginId): Promise<readonly PluginFault[]>;
}

/** The port for `installed.lock`, the text of what is installed. */
export interface LockFile {
  write(text: string): Promise<void>;
}

/** The port that remembers whether starts of the terminal ended well. */
export interface StartStore {
  /** A start begins; resolves to how many before it, in a row, never said that they went well. */
  begin(time: number): Promise<number>;
  succeeded(): Promise<void>;
}

/** A CPU profile that was kept: `file` is where it lies. */
export interface KeptProfile {
  readonly file: string;
  readonly time: number;
  readonly bytes: number;
}

/** The port behind which profiles of slow plugins are kept: the newest few. */
export interface ProfileStore {
  keep(plugin: string, time: number, text: string): Promise<KeptProfile>;
  /** Newest first. */
  list(plugin: string): Promise<readonly KeptProfile[]>;
}
