/** What an installed plugin is given by the terminal around it. */

import type {
  ChangeStore,
  Json,
  PluginFault,
  PluginId,
  PluginMove,
  PluginRecord,
  SettingsStore,
} from '@omnitrade/contracts';
import type { Contributions } from '@omnitrade/extensions';
import type { Grant } from '@omnitrade/permissions';
import type { Sandbox } from '@omnitrade/sandbox';
import type { PluginGrants } from '../grants/plugin-grants.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import type { SuspectLine } from './suspect-line.ts';

export interface PluginWorld {
  /** What its calls end in. */
  readonly services: Omit<SessionPowers, 'grants'>;
  readonly createGrants: (record: PluginRecord, save: (grants: readonly Grant[]) => Promise<void>) => PluginGrants;
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly random: () => number;
  readonly readPackage: (record: PluginRecord) => Promise<PluginPackage>;
  /** Keeps a changed record on disk. */
  readonly save: (record: PluginRecord) => Promise<void>;
  readonly emit: (type: string, plugin: PluginId, data?: Json) => void;
  /** True where no plugin may run: whoever wants one is told so. */
  readonly isSafe: () => boolean;
  readonly past: PluginPast;
  /** Where those wait that may have ended a runner. */
  readonly suspects: SuspectLine;
  readonly changes: ChangeStore;
  /** Settings that hold in the workspace. */
  readonly settings: SettingsStore;
  /** Versions that can be returned to, newest first. */
  readonly kept: () => readonly string[];
  /** What running plugins have added. */
  readonly inForce: Contributions;
  /** How long nobody must have used an active plugin before it is told so. */
  readonly suspendMs: number;
  readonly log: (plugin: PluginId, level: string, text: string) => void;
}

/** Where it is written down what a plugin goes through; nobody waits for it. */
export interface PluginPast {
  moved(move: PluginMove): void;
  failed(fault: Omit<PluginFault, 'count' | 'firstAt' | 'lastAt'> & { readonly time: number }): void;
}
