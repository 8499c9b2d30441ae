/** `settings.panel` inside the isolate: what a plugin adds to its settings is said once, and is data. */

import type { SettingsPanelDef } from '@omnitrade/contracts';
import { send } from './outputs.ts';

const added = new Set<string>();

/** `settingsPanels.add`: declares it to the terminal; throws a TypeError that names what is missing. */
export function addSettingsPanel({ id, title, description, settings }: SettingsPanelDef): void {
  if (id === undefined || title === undefined) throw new TypeError(`settingsPanels.add: 'id' or 'title' is missing.`);
  if (added.has(id)) throw new TypeError(`settingsPanels.add: '${id}' was added before.`);
  added.add(id);
  send({ t: 'contribute', point: 'settings.panel', id, info: { title, description, settings } as never });
}
