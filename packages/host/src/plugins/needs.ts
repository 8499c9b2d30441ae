/** Which plugin needs which: what must be there before one can be installed, and who suffers when one goes. */

import type { PluginId, PluginRecord } from '@omnitrade/contracts';
import semver from 'semver';
import { registryError } from '../errors.ts';

type Versioned = Pick<PluginRecord, 'id' | 'version' | 'manifest'>;

/** Names with ranges, as the manifest lists them. */
export function needsOf({ manifest: { dependencies } }: Pick<PluginRecord, 'manifest'>): [string, string][] {
  if (typeof dependencies !== 'object' || dependencies === null || Array.isArray(dependencies)) return [];
  return Object.entries(dependencies).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

const fits = (version: string, range: string) => semver.satisfies(version, range);

/** Throws `registry.unmet-needs` or `registry.breaks-others` if `record` cannot take its place among the others. */
export function checkNeeds(record: Versioned, others: readonly Versioned[]): void {
  const { id: plugin, version } = record;
  const find = (name: string) => others.find(({ id }) => id === name);
  const unmet = needsOf(record).filter(([name, range]) => {
    const found = name === plugin ? record : find(name);
    return !found || !fits(found.version, range);
  });
  if (unmet.length > 0) {
    const needs = unmet.map(([name, range]) => {
      const found = find(name);
      return `${name} ${range} (${found ? `${found.version} is installed` : 'which is not installed'})`;
    });
    throw registryError('unmet-needs', { plugin, version, needs });
  }
  const before = find(plugin);
  const broken = others.flatMap((other) => {
    const range = other.id === plugin ? undefined : needsOf(other).find(([name]) => name === plugin)?.[1];
    // Who did not fit the version before either is no reason to refuse this one.
    if (range === undefined || fits(version, range) || !before || !fits(before.version, range)) return [];
    return [`${other.id} ${other.version}, which needs ${range}`];
  });
  if (broken.length > 0) throw registryError('breaks-others', { plugin, version, dependents: broken });
}

/** Everyone who needs the plugin, directly or not, each before what it needs: so taken away in order, nobody is ever without. */
export function listDependents(plugin: string, others: readonly Pick<PluginRecord, 'id' | 'manifest'>[]): PluginId[] {
  const seen = new Set<string>([plugin]);
  const found: PluginId[] = [];
  const visit = (name: string) => {
    for (const other of others) {
      if (seen.has(other.id) || !needsOf(other).some(([needed]) => needed === name)) continue;
      seen.add(other.id);
      visit(other.id);
      found.push(other.id);
    }
  };
  visit(plugin);
  return found;
}
