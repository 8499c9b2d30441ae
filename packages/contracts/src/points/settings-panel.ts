/** Extension point `settings.panel`: a form of settings of the plugin, shown by the terminal with its own controls. */

import type { ConfigurationSchema } from '../inputs.ts';

export interface SettingsPanelInfo {
  readonly title: string;
  readonly description?: string;
  /**
   * The settings it adds to those of the manifest's `configuration`, in the same schema subset, by key. Where absent, the
   * panel shows the settings of `configuration`.
   */
  readonly settings?: ConfigurationSchema['properties'];
}

/** What an author writes. */
export interface SettingsPanelDef extends SettingsPanelInfo {
  readonly id: string;
}
