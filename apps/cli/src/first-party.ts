/** The plugins that ship with the terminal: ordinary ones, installed with what they ask for when a home is new. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectorySource, PluginRecord, PluginStore, Workspace } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { ensureVegaData } from '../../../tools/vega-data.ts';

const folder = fileURLToPath(new URL('../../../plugins/', import.meta.url));
export const firstPartyFolder = folder;
/** Names the plugins this home was given, so that one which its user removed does not come back. */
const seededFile = 'first-party.json';

/** What a new home shows: twenty years of the S&P 500 with three classic indicators. */
export const startWorkspace: Workspace = {
  provider: 'sp500-history/history',
  instrument: 'INDEX:SPX',
  timeframe: '1D',
  indicators: [
    { contribution: 'classic-indicators/sma', inputs: { length: 50 } },
    { contribution: 'classic-indicators/bollinger', inputs: {} },
    { contribution: 'classic-indicators/rsi', inputs: { length: 14 } },
  ],
  layout: null,
};

/** A store whose first-party plugins lie where this program lies now: the home may be older than the folder it runs from. */
export function withFirstParty(store: PluginStore): PluginStore {
  const relocate = (record: PluginRecord): PluginRecord =>
    record.source.kind === 'directory' && record.source.builtIn
      ? { ...record, source: { ...record.source, path: join(folder, record.id) } }
      : record;
  return { ...store, list: async () => (await store.list()).map(relocate) };
}

/** Installs what the home was never given, and what ships in another version now. A failure of one does not keep the others out. */
export async function seedFirstParty(
  homeDir: string,
  host: Host,
  onFailure: (plugin: string, error: Error) => void,
): Promise<void> {
  const installed = new Map(host.plugins().map((plugin) => [plugin.id as string, plugin]));
  const seeded = readSeeded(homeDir);
  for (const name of inOrderOfNeed(listFirstParty())) {
    try {
      const known = installed.get(name);
      const isOfUser = known && known.source !== 'built-in';
      if (isOfUser || (!known && seeded.has(name))) continue;
      const source = toFirstPartySource(name);
      const manifest = readFirstParty(name);
      if (name === 'sp500-history') ensureVegaData();
      if (known?.version !== manifest.version) {
        // What can cost money is never given by anyone but the user.
        const grants = manifest.permissions.filter(({ optional }) => !optional).map(({ id }) => id);
        await host.install({ source, grants, grantLowRisk: true });
      }
      if (!seeded.has(name)) writeSeeded(homeDir, seeded.add(name));
    } catch (error) {
      onFailure(name, error as Error);
    }
  }
}

/** Each after those it needs. */
function inOrderOfNeed(names: readonly string[]): string[] {
  const ordered = new Set<string>();
  const begun = new Set<string>();
  const visit = (name: string) => {
    if (begun.has(name) || !names.includes(name)) return;
    begun.add(name);
    for (const needed of Object.keys(readFirstParty(name).dependencies).sort()) visit(needed);
    ordered.add(name);
  };
  names.forEach(visit);
  return [...ordered];
}

export const listFirstParty = () =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

export const toFirstPartySource = (name: string): DirectorySource => ({
  ...{ kind: 'directory', path: join(folder, name), builtIn: true },
});

export function readFirstParty(name: string): Manifest {
  const file = join(folder, name, 'plugin.json');
  return parseManifest(readFileSync(file, 'utf8'), { file });
}

function readSeeded(homeDir: string): Set<string> {
  try {
    return new Set(JSON.parse(readFileSync(join(homeDir, seededFile), 'utf8')));
  } catch {
    return new Set();
  }
}

function writeSeeded(homeDir: string, names: ReadonlySet<string>): void {
  writeFileSync(join(homeDir, seededFile), `${JSON.stringify([...names])}\n`);
}
