/** Which plugin needs which: what must be there before one can be installed, and who suffers when one goes. */

import type { PluginId, PluginRecord } from '@omnitrade/contracts';
import semver from 'semver';

type Versioned = Pick<PluginRecord, 'id' | 'version' | 'manifest'>;

/** Names with ranges, as the manifest lists them. */
export function needsOf({ manifest: { dependencies } }: Pick<PluginRecord, 'manifest'>): [string, string][] {
  if (typeof dependencies !== 'object' || dependencies === null || Array.isArray(dependencies)) return [];
  return Object.entries(dependencies).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/** What stands in the way of running a plugin as its manifest has it: plugins it needs, directly or not, in order of need. */
export interface Unmet {
  /** They are here but disabled. */
  readonly disabled: readonly PluginId[];
  /** Name and range of what is not here, or here in another version. */
  readonly missing: readonly string[];
}

export function findUnmet(record: Versioned, others: readonly (Versioned & Pick<PluginRecord, 'wanted'>)[]): Unmet {
  const disabled = new Set<PluginId>();
  const missing = new Set<string>();
  const seen = new Set<string>([record.id]);
  const visit = (of: Versioned) => {
    for (const [name, range] of needsOf(of)) {
      const found = others.find(({ id }) => id === name);
      if (!found || !semver.satisfies(found.version, range)) missing.add(`${name} ${range}`);
      if (!found || seen.has(name)) continue;
      seen.add(name);
      visit(found);
      if (found.wanted === 'disabled') disabled.add(found.id);
    }
  };
  visit(record);
  return { disabled: [...disabled], missing: [...missing] };
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
