/** `plugins`: calls of what other plugins offer. Which permission one needs is said by the plugin it goes to. */

import { isPluginId, type Json } from '@omnitrade/contracts';
import { exportsError } from '../exports/errors.ts';
import type { Capability } from './capability.ts';

export const plugins: Capability = {
  methods: {
    async call(caller, [plugin, name, params = {}, columns = {}, timeoutMs]) {
      const bad = (why: string) => exportsError('bad-call', { plugin: toShown(plugin), function: toShown(name), why });
      if (typeof plugin !== 'string' || !isPluginId(plugin)) throw bad('a call names a plugin');
      if (typeof name !== 'string' || name === '' || name.length > 64) throw bad('a call names a function');
      if (timeoutMs !== undefined && !Number.isFinite(timeoutMs)) throw bad('its time is a number of milliseconds');
      const request = { plugin, name, params, columns };
      return caller.plugins.call(caller, { ...request, ...(typeof timeoutMs === 'number' && { timeoutMs }) });
    },
  },
};

const toShown = (value: Json | undefined): string => (typeof value === 'string' ? value.slice(0, 64) : '?');
