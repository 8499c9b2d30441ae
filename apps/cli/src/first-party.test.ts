import { readdirSync, readFileSync } from 'node:fs';
import type { PluginRecord, PluginSummary } from '@omnitrade/contracts';
import { openHome } from '@omnitrade/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome, fixturePlugin, type TestHome } from './cli-fixture.ts';

const slow = 60_000;
const shipped = readdirSync(new URL('../../../plugins/', import.meta.url)).sort();
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(new URL(`../../../plugins/${name}/plugin.json`, import.meta.url), 'utf8')).version;
let home: TestHome;
beforeEach(() => {
  home = createTestHome();
});
afterEach(() => home[Symbol.dispose]());

const list = async () => ((await home.run('list', '--json')).json as { plugins: PluginSummary[] }).plugins;

/** Changes what the home keeps of one plugin, as another release or folder would have left it. */
async function rewrite(id: string, change: (record: PluginRecord) => Partial<PluginRecord>): Promise<void> {
  await using open = await openHome({ dir: home.dir });
  const record = (await open.plugins.list()).find((one) => one.id === id) as PluginRecord;
  await open.plugins.put({ ...record, ...change(record) });
}

describe('plugins that ship with the terminal', { timeout: slow }, () => {
  it('run from the folder of this program, wherever the one before lay', async () => {
    await list();
    const elsewhere = { kind: 'directory', path: '/gone/plugins/classic-indicators', builtIn: true } as const;
    await rewrite('classic-indicators', () => ({ source: elsewhere }));
    const { code, json } = await home.run('disable', 'classic-indicators', '--json');
    expect([code, json]).toMatchObject([0, { wanted: 'disabled' }]);
    expect((await home.run('enable', 'classic-indicators')).code).toBe(0);
    const found = (await list()).find(({ id }) => id === 'classic-indicators');
    expect(found).toMatchObject({ source: 'built-in', state: 'installed' });
    expect((await list()).map(({ id }) => id)).toEqual(shipped);
  });

  it('are brought to the version that ships, and what the user switched stays switched', async () => {
    await list();
    const added = async () =>
      ((await home.run('info', 'classic-indicators', '--json')).json as { contributions: unknown[] }).contributions;
    const before = await added();
    expect(before.length).toBeGreaterThan(0);
    await rewrite('classic-indicators', () => ({ version: '0.9.0', wanted: 'disabled', contributions: [] }));
    const found = (await list()).find(({ id }) => id === 'classic-indicators');
    expect(found).toMatchObject({ version: versionOf('classic-indicators'), wanted: 'disabled' });
    expect(await added()).toEqual(before);
  });

  it('give way to one of the user under the same name, and are not brought back by it', async () => {
    await list();
    await home.run('uninstall', 'sp500-history');
    await home.run('install', fixturePlugin('trivial'), '--yes');
    expect((await list()).map(({ id }) => id)).toEqual(
      [...shipped.filter((id) => id !== 'sp500-history'), 'trivial'].sort(),
    );
  });
});
