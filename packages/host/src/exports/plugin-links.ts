/** What a running plugin has of other plugins: calls of what they offer, and where they stand. */

import type { DependencyStatus, Json, JsonObject, PluginId } from '@omnitrade/contracts';
import type { CallerView } from '../capabilities/capability.ts';
import { exportsError } from './errors.ts';
import type { ExportRequest } from './export-broker.ts';

export interface PluginLinks {
  call(caller: CallerView, request: ExportRequest): Promise<Json>;
  statusesOf(manifest: JsonObject): DependencyStatus[];
  watch(plugin: PluginId, manifest: JsonObject, tell: (status: DependencyStatus) => void): Disposable;
}

/** Alone: nobody answers, and nobody is there. */
export const idleLinks: PluginLinks = {
  call: async (_caller, { plugin }) => {
    throw exportsError('not-running', { plugin, state: 'missing', text: 'no other plugin runs beside a trial.' });
  },
  statusesOf: () => [],
  watch: () => ({ [Symbol.dispose]: () => {} }),
};
