/** Types of a plugin's hooks and of its settings; docs/reference/lifecycle.md says when each hook is called. */

import type { Json } from '@omnitrade/contracts';
import type { GrantChanged } from './index.ts';

/** What an author may have besides `activate` and `deactivate`; each is called on the plugin itself. */
export interface PluginHooks<Context> {
  /** Once, before the first life of a plugin that was not installed before; if it throws, the installation is undone. */
  onInstall?(context: Context): void | Promise<void>;
  /** Once, before the first life of another version, after `state.migrate`; if it throws, the update is undone. */
  onUpdate?(previousVersion: string, context: Context): void | Promise<void>;
  /** While active: the user gave or took a permission, or one ended. */
  onGrantChanged?(change: GrantChanged): void | Promise<void>;
  /** While active: nothing has used the plugin for a while. */
  onSuspend?(): void | Promise<void>;
  /** It is used again. */
  onResume?(): void | Promise<void>;
}

export type SettingValues = Readonly<Record<string, Json>>;

/** One change of settings: all of it holds when the plugin hears of it. */
export interface SettingsChanged {
  readonly settings: SettingValues;
  /** Keys whose values are others now. */
  readonly changed: readonly string[];
}

/** The values of settings by key, and the way to hear of changes. */
export type Settings = SettingValues & {
  /** Calls `listener` once for every change; returns how to stop. */
  onChange(listener: (change: SettingsChanged) => void): () => void;
};
