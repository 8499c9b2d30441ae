/** The settings of plugins: the scopes in which they are kept, and what is shown and changed of them. */

import type { PluginId } from './ids.ts';
import type { ConfigurationSchema } from './inputs.ts';
import type { JsonObject } from './json.ts';

/** Each overrides those before it: what the user wants everywhere, then what holds in this workspace. */
export const settingsScopes = ['user', 'workspace'] as const;
export type SettingsScope = (typeof settingsScopes)[number];

/** The settings of one plugin, as command, API and page show them. */
export interface SettingsView {
  readonly plugin: string;
  /** `configuration` of its manifest; null if it has no settings. */
  readonly schema: ConfigurationSchema | null;
  /** What the plugin sees: complete, every value fitting. */
  readonly values: JsonObject;
  /** What was set, by scope. */
  readonly user: JsonObject;
  readonly workspace: JsonObject;
  /** A sentence for each stored value that no longer fits and is not used. */
  readonly warnings: readonly string[];
}

/** One change: it is carried out whole, and the plugin hears of it once. */
export interface SettingsChange {
  readonly scope: SettingsScope;
  readonly values?: JsonObject;
  /** Keys that take again what lies under them. */
  readonly clear?: readonly string[];
  /** Texts may stand for numbers and truth values, as they come from a command line. */
  readonly fromText?: boolean;
}

/** The port for settings that hold in the workspace alone; those of the user stand in the plugin's record. */
export interface SettingsStore {
  read(plugin: PluginId): Promise<JsonObject>;
  write(plugin: PluginId, values: JsonObject): Promise<void>;
}
