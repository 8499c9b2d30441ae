/** The plugin as the requirement describes it, installed in a real host with what it needs, and drawing. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instrument, SeriesReader } from '@omnitrade/contracts';
import { createHost } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { expect, it } from 'vitest';
import { createMemoryPluginStore, createMemoryWorkspaceStore } from '../../../packages/host/src/memory-store.ts';
import { readRealBars } from '../../classic-indicators/test/bars.ts';
import { type Bars, computeWhole, defaultsOf } from '../../classic-indicators/test/harness.ts';
import { indicators } from './plugin.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The example of the requirement. */
const required = {
  name: 'advanced-indicators',
  version: '1.0.0',
  author: 'Trading Tools Inc.',
  description: 'Advanced technical indicators for chart analysis',
  main: 'index.js',
  permissions: ['charts:read', 'charts:write', 'data:read'],
  dependencies: { 'chart-utilities': '^2.0.0' },
  extensionPoints: ['chart.indicator', 'settings.panel'],
  compatibility: { terminal: '^1.0.0' },
};

const instrument = { id: 'TEST:ANY', title: 'Any', kind: 'other', quote: 'USD' } as unknown as Instrument;

function toSeries({ length, time, open, high, low, close, volume }: Bars): SeriesReader {
  return {
    ...{ id: 'TEST:ANY|1D' as SeriesReader['id'], instrument, timeframe: '1D', rev: 1, length, closed: length },
    columns: { time, open, high, low, close, volume },
  };
}

it('has the manifest and the layout of the requirement, and nothing else in either', () => {
  const root = folder('advanced-indicators');
  expect(JSON.parse(readFileSync(`${root}/plugin.json`, 'utf8'))).toEqual(required);
  expect(Object.keys(JSON.parse(readFileSync(`${root}/plugin.json`, 'utf8')))).toEqual(Object.keys(required));
  expect(readdirSync(root).sort()).toEqual([
    ...['README.md', 'assets', 'components', 'index.js', 'package.json', 'plugin.json', 'services', 'test'],
  ]);
});

it('installs with what it needs, and computes in its isolate what its code computes here', async () => {
  const host = createHost({
    ...{ store: createMemoryPluginStore(), workspace: createMemoryWorkspaceStore(), guest: readGuestModules() },
    log: () => {},
  });
  await using _ = host;
  await host.open();
  const source = (name: string) => ({ kind: 'directory', path: folder(name) }) as const;
  const alone = host.install({ source: source('advanced-indicators'), grants: [], grantLowRisk: true });
  await expect(alone).rejects.toMatchObject({
    code: 'registry.conflict',
    message: expect.stringContaining('advanced-indicators 1.0.0 needs chart-utilities ^2.0.0'),
  });
  const { changes, warnings, contributions } = await host.install({
    ...{ source: source('advanced-indicators'), offers: [source('chart-utilities')], grants: [], grantLowRisk: true },
  });
  expect(changes.map(({ plugin }) => plugin)).toEqual(['advanced-indicators', 'chart-utilities']);
  expect(warnings).toEqual([]);
  expect([...new Set(contributions.map(({ point }) => point))].sort()).toEqual(['chart.indicator', 'settings.panel']);
  const bars = readRealBars();
  for (const [id, indicator] of indicators) {
    const { outputs } = await host.runIndicator({
      ...{ plugin: 'advanced-indicators' as never, indicator: id, inputs: {}, series: toSeries(bars) },
    });
    expect(outputs, id).toEqual(computeWhole(indicator, defaultsOf(indicator), bars));
  }
});
