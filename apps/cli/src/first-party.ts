/** The plugins that ship with the terminal: ordinary ones, installed with what they ask for when a home is new. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginSource, Workspace } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { type Manifest, parseManifest } from '@omnitrade/manifest';
import { ensureVegaData } from '../../../tools/vega-data.ts';

const folder = fileURLToPath(new URL('../../../plugins/', import.meta.url));

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

/** Installs what is missing or of another version than the one that ships. A failure of one does not keep the others out. */
export async function seedFirstParty(host: Host, onFailure: (plugin: string, error: unknown) => void): Promise<void> {
  ensureVegaData();
  const installed = new Map(host.plugins().map((plugin) => [plugin.id, plugin]));
  for (const name of readdirSync(folder).sort()) {
    try {
      const source: PluginSource = { kind: 'directory', path: join(folder, name), builtIn: true };
      const manifest = readManifest(source.path);
      const known = installed.get(manifest.name);
      // A plugin of the user's own under the same name stays; one removed by hand comes back only with a new home.
      if (known && (known.source !== 'built-in' || known.version === manifest.version)) continue;
      const grants = manifest.permissions.map(({ id }) => id);
      await host.install({ source, grants, grantLowRisk: true });
    } catch (error) {
      onFailure(name, error);
    }
  }
}

function readManifest(path: string): Manifest {
  const file = join(path, 'plugin.json');
  return parseManifest(readFileSync(file, 'utf8'), { file });
}
