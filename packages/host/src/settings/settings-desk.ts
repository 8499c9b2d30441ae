/** Settings of installed plugins, for the edges: every command and dialog about them ends here. */

import type { SettingsChange, SettingsView } from '@omnitrade/contracts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';

export interface SettingsDesk {
  /** Throws `registry.not-installed`. */
  get(id: string): Promise<SettingsView>;
  /** Resolves when the change is on disk. Throws `settings.*`; then nothing was changed. */
  set(id: string, change: SettingsChange): Promise<SettingsView>;
}

export function createSettingsDesk(plugin: (id: string) => InstalledPlugin): SettingsDesk {
  return {
    get: async (id) => plugin(id).settings(),
    set: async (id, change) => {
      await plugin(id).changeSettings(change);
      return plugin(id).settings();
    },
  };
}
