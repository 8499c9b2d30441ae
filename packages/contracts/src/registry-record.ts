/** What is kept on disk of plugins and the workspace, and the ports behind which it is kept. */

import type { PluginCode } from './guest.ts';
import type { PluginId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { Contribution } from './points/index.ts';

/** Where a plugin is installed from; a marketplace is one more kind to come. */
export type PluginSource = DirectorySource | ArchiveSource;

export interface DirectorySource {
  readonly kind: 'directory';
  readonly path: string;
  readonly builtIn?: boolean;
  /** True: installing copies the folder into the home, and later edits of it change nothing. Otherwise it is run where it lies. */
  readonly copy?: boolean;
}

/** An archive with its signatures beside it. What it holds is kept in the home; the file may go. */
export interface ArchiveSource {
  readonly kind: 'archive';
  readonly path: string;
  /** What the file is called where it was uploaded from: `path` is gone once it is installed. */
  readonly uploadedAs?: string;
  /** Whose word it was taken on; there from its verification on. */
  readonly signed?: ArchiveSigner;
}

export interface ArchiveSigner {
  readonly publisher: string;
  /** Of the key. */
  readonly fingerprint: string;
  /** Digest of the archive, in hex. */
  readonly sha256: string;
  /** Whether a marketplace has reviewed this version. */
  readonly reviewed: boolean;
}

/** What is kept of an installed plugin. */
export interface PluginRecord {
  readonly id: PluginId;
  readonly version: string;
  readonly wanted: 'enabled' | 'disabled';
  readonly source: PluginSource;
  /** What its code is called in the {@link CodeStore}; absent where it is run from its folder. */
  readonly digest?: string;
  /** The user wants this version and no other. */
  readonly pinned?: boolean;
  /** plugin.json as it was read. */
  readonly manifest: JsonObject;
  readonly contributions: readonly Contribution[];
  readonly grants: readonly {
    readonly permission: string;
    readonly limits: JsonObject;
    readonly lifetime: string;
    readonly grantedAt: number;
    readonly expiresAt?: number;
    readonly lastUsedAt?: number;
    readonly uses?: number;
    readonly seenAt?: number;
  }[];
  readonly settings: JsonObject;
  /** What its code said of itself when it was tried. */
  readonly code?: PluginCode;
  /** This version was not set up yet: its state is not migrated, its hooks have not run. `from`: the version before, if there was one. */
  readonly setup?: { readonly from: string | null };
  readonly installedAt: number;
  /** The last failure that outlives a restart of the terminal: a plugin that failed its trial or was quarantined. */
  readonly failure: {
    readonly state: 'failed' | 'quarantined';
    readonly code: string;
    readonly message: string;
    readonly time: number;
  } | null;
}

/** The port behind which the registry is kept (implemented by packages/store). A resolved promise means: on disk. */
export interface PluginStore {
  list(): Promise<PluginRecord[]>;
  put(record: PluginRecord): Promise<void>;
  /** Its data and settings stay for the next installation, until they expire, unless they are purged too. */
  remove(id: PluginId, options?: { readonly purge?: boolean }): Promise<void>;
}

/** What is placed when the terminal starts. */
export interface Workspace {
  readonly provider: string;
  readonly instrument: string;
  readonly timeframe: string;
  /** Absent: the bars as they are, as candles. */
  readonly chartType?: { readonly contribution: string; readonly inputs: JsonObject };
  readonly indicators: readonly {
    readonly contribution: string;
    readonly inputs: JsonObject;
    readonly hidden?: boolean;
  }[];
  readonly layout: JsonObject | null;
}

/** The port for the workspace: which chart, indicators and layout come back at the next start. */
export interface WorkspaceStore {
  read(): Promise<Workspace | undefined>;
  /** Leaves the layout on disk as it is: that is the page's, see {@link LayoutStore}. */
  write(workspace: Workspace): Promise<void>;
}

/** The port for the arrangement of the page, which changes apart from what is placed in it. */
export interface LayoutStore {
  read(): Promise<JsonObject | null>;
  write(layout: JsonObject): Promise<void>;
}
