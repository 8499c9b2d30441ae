/** The plugin's settings: one object whose values are always those of now, and those who hear of changes. */

import type { Settings, SettingsChanged, SettingValues } from '../hooks.ts';
import { reportUncaught } from './outputs.ts';

const listeners = new Set<(change: SettingsChanged) => void>();
const live: Record<string, unknown> = {};

Object.defineProperty(live, 'onChange', {
  value(listener: (change: SettingsChanged) => void): () => void {
    if (typeof listener !== 'function') throw new TypeError('settings.onChange needs a function to call.');
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
});

const refuse = () => false;
/** Read only: what a plugin writes there would be no setting, and the next change would wipe it out. */
const shown = new Proxy(live, {
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
  setPrototypeOf: refuse,
  preventExtensions: refuse,
});

export function takeSettings(values: SettingValues): Settings {
  for (const key of Object.keys(live)) if (!Object.hasOwn(values, key)) delete live[key];
  // A setting that is called like the way to hear of changes cannot be read by its name; nothing else suffers.
  for (const [key, value] of Object.entries(values))
    if (key !== 'onChange') Object.defineProperty(live, key, { value, enumerable: true, configurable: true });
  return shown as unknown as Settings;
}

/** The event `settings.changed`. */
export function takeSettingsChange(data: unknown): void {
  const change = data as SettingsChanged;
  takeSettings(change.settings);
  for (const listener of [...listeners]) {
    try {
      listener(change);
    } catch (error) {
      reportUncaught(error);
    }
  }
}
