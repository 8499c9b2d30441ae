/** From a wish to the list of changes that fulfils it, dependencies first; or the reasons why there is none. */

import type { PluginRecord } from '@omnitrade/contracts';
import { type Installed, type LeftOut, type PluginRequest, resolveAside } from '@omnitrade/registry';
import { registryError } from '../errors.ts';
import type { Offers, Origin } from './offers.ts';

export interface PlannedChange {
  readonly plugin: string;
  readonly from: string | null;
  readonly to: string;
  readonly origin: Origin;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Optional dependencies of what changes that it goes without. */
  readonly left: readonly LeftOut[];
}

export interface Wish {
  /** The plugin the wish is about. */
  readonly plugin: string;
  readonly requests: readonly PluginRequest[];
  /** Plugins brought in anew even in the version that is there. */
  readonly anew?: readonly string[];
  /** The user wants other versions than those that what is asked for is pinned to. */
  readonly unpins?: boolean;
}

/** Throws `registry.conflict` with the explanation, and `resolve.too-hard`. */
export async function planChanges(offers: Offers, records: readonly PluginRecord[], wish: Wish): Promise<Plan> {
  const installed = toInstalled(records, wish.unpins ? wish.requests.map(({ name }) => name) : []);
  const answer = await resolveAside({ catalogue: offers.catalogue, requests: wish.requests, installed });
  if (!answer.ok) throw registryError('conflict', { plugin: wish.plugin, ...answer.conflict });
  const changes = Object.entries(answer.plan).flatMap(([plugin, to]): PlannedChange[] => {
    const from = records.find(({ id }) => id === plugin)?.version ?? null;
    const origin = offers.originOf(plugin, to);
    if (!origin || (from === to && !wish.anew?.includes(plugin))) return [];
    return [{ plugin, from, to, origin }];
  });
  const changed = new Set(changes.map(({ plugin }) => plugin));
  return {
    changes: inOrderOfNeed(changes, offers),
    left: answer.left.filter(({ plugin }) => changed.has(plugin)),
  };
}

function toInstalled(records: readonly PluginRecord[], unpinned: readonly string[]): Installed {
  return Object.fromEntries(
    records.map(({ id, version, pinned = false }) => [id, { version, pinned: pinned && !unpinned.includes(id) }]),
  );
}

/** Each after those it needs; where plugins need each other, by name. */
function inOrderOfNeed(changes: readonly PlannedChange[], offers: Offers): PlannedChange[] {
  const byName = new Map(changes.map((change) => [change.plugin, change]));
  const ordered = new Set<PlannedChange>();
  const begun = new Set<string>();
  const visit = (plugin: string) => {
    const change = byName.get(plugin);
    if (!change || begun.has(plugin)) return;
    begun.add(plugin);
    const { dependencies = {}, optionalDependencies = {} } = offers.releaseOf(plugin, change.to) ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies }).sort()) visit(needed);
    ordered.add(change);
  };
  for (const plugin of [...byName.keys()].sort()) visit(plugin);
  return [...ordered];
}
