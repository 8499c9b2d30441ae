/** Which plugins run in a plain Node process for their author: only those run from the folder they are written in. */

import type { PluginId, PluginRecord } from '@omnitrade/contracts';
import type { StartRequest } from '@omnitrade/sandbox';
import { registryError } from '../errors.ts';
import { withInlineMaps } from './inline-maps.ts';

/** By plugin. With `inspect`, a debugger finds it on that port of the loopback. */
export type AuthorRuns = Readonly<Record<string, { readonly inspect?: number }>>;

/** Run where it lies: nothing that was copied, unpacked, or shipped. */
export function isAuthors({ source, digest }: PluginRecord): boolean {
  return source.kind === 'directory' && !source.builtIn && !source.copy && digest === undefined;
}

/** Throws `registry.not-its-author` for a plugin that came from elsewhere. */
export function checkAuthorRuns(runs: AuthorRuns, records: Iterable<PluginRecord>): void {
  for (const record of records)
    if (Object.hasOwn(runs, record.id) && !isAuthors(record))
      throw registryError('not-its-author', { plugin: record.id });
}

/**
 * Turns a request over to the process driver where its author asked for that. A plugin that has become another's since
 * is run in an isolate like any other, and `refuse` is told.
 */
export function toAuthorRun(
  request: StartRequest,
  runs: AuthorRuns,
  recordOf: (plugin: PluginId) => PluginRecord | undefined,
  refuse: (plugin: PluginId) => void,
): StartRequest {
  const { plugin, runnerClass } = request;
  const wanted = Object.hasOwn(runs, plugin) ? runs[plugin] : undefined;
  // Trials and batches run beside it, and what they find must be what everybody finds.
  if (!wanted || runnerClass === 'trial' || runnerClass === 'batch') return request;
  const record = recordOf(plugin);
  if (!record || !isAuthors(record)) {
    refuse(plugin);
    return request;
  }
  const { inspect } = wanted;
  if (inspect === undefined) return { ...request, driver: 'process' };
  const modules = withInlineMaps(request.modules, record.source.path);
  return { ...request, modules, driver: 'process', inspect };
}
