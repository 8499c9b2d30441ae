/** Settings of the workspace for as long as the process lives. */

import type { JsonObject, SettingsStore } from '@omnitrade/contracts';

export function createMemorySettings(): SettingsStore {
  const kept = new Map<string, JsonObject>();
  return {
    read: async (plugin) => kept.get(plugin) ?? {},
    write: async (plugin, values) => void kept.set(plugin, values),
  };
}
