/** In whose company a plugin runs: what it declares and where it comes from decide, never what it says when it runs. */

import type { PluginRecord } from '@omnitrade/contracts';
import type { RunnerClass } from '@omnitrade/sandbox';
import { readDeclared } from '../grants/session-powers.ts';

/** A signed version is watched apart from the others for this long after it came. */
export const probationMs = 10 * 60_000;

/** Permissions with which a plugin can have orders placed. */
const placesOrders: ReadonlySet<string> = new Set(['trading:place-orders', 'trading:order-types']);

export interface Company {
  readonly runnerClass: RunnerClass;
  /** It shares its runner with nobody. */
  readonly alone: boolean;
}

/**
 * Plugins that can place orders share no process with those that only read: a runner that was taken over can act as any
 * plugin in it. Nor do those nobody vouches for (unsigned, or run from its author's folder) or that just came; the set
 * that ships is known.
 */
export function chooseCompany(record: Pick<PluginRecord, 'source' | 'installedAt' | 'manifest'>, now: number): Company {
  const orders = readDeclared(record.manifest).some(({ id }) => placesOrders.has(id));
  if (isOnProbation(record, now)) return { runnerClass: 'probation', alone: orders };
  return { runnerClass: orders ? 'order-placing' : 'reading', alone: false };
}

function isOnProbation({ source, installedAt }: Pick<PluginRecord, 'source' | 'installedAt'>, now: number): boolean {
  if (source.kind === 'directory') return source.builtIn !== true;
  return source.signed === undefined || now - installedAt < probationMs;
}
