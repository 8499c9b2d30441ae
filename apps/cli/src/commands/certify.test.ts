import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

let home: TestHome;
beforeEach(() => {
  home = createTestHome();
});
afterEach(() => home[Symbol.dispose]());

const manifest = {
  ...{ name: 'sees-ahead', version: '1.0.0', author: 'example-labs', description: 'Made for a test.' },
  ...{ main: 'index.js', permissions: ['charts:write'], extensionPoints: ['chart.indicator'] },
  compatibility: { terminal: '^1.0.0' },
};
const code = `export default { activate({ charts }) { charts.addIndicator({ id: 'it', title: 'It', warmup: () => 0,
  outputs: [{ key: 'v', plot: 'line', pane: 'own' }],
  calc({ in: { close }, out, from, to }) { for (let i = from; i < to; i++) out.v[i] = close[i + 1] ?? close[i]; } }); } };`;

describe('omnitrade certify', () => {
  test('shows the first bar that sees the future, in a folder', async () => {
    const dir = join(home.dir, 'mine');
    mkdirSync(dir);
    writeFileSync(join(dir, 'plugin.json'), JSON.stringify(manifest));
    writeFileSync(join(dir, 'index.js'), code);
    const { json, code: exit } = await home.run('certify', dir, '--no-real', '--runs', '6', '--json');
    const { ok, certificates } = json as {
      ok: boolean;
      certificates: { id: string; ok: boolean; evidence?: object }[];
    };
    expect([ok, exit]).toEqual([false, 1]);
    expect(certificates.map(({ id }) => id)).toEqual(expect.arrayContaining(['I1', 'I2', 'I9']));
    expect(certificates.find(({ id }) => id === 'I2')).toMatchObject({
      ok: false,
      evidence: {
        bar: expect.any(Number),
        expected: expect.any(Number),
        actual: expect.any(Number),
        seed: expect.any(Number),
      },
    });
    const { stdout } = await home.run('certify', dir, '--no-real', '--runs', '6');
    expect(stdout).toMatch(/BROKEN I2 .*\n.*it: Bar \d+ of "v" was known/);
    expect(stdout).toContain('Not certified.');
  });

  test('certifies what is installed, by its name', async () => {
    const { json, code: exit } = await home.run(
      ...['certify', 'classic-indicators', '--only', 'sma', '--runs', '4', '--json'],
    );
    expect(json).toMatchObject({ ok: true, plugin: 'classic-indicators' });
    expect(exit).toBe(0);
  });

  test('names a plugin that is not there', async () => {
    const { json, code: exit } = await home.run('certify', 'clasic-indicators', '--json');
    expect(json).toMatchObject({ error: { code: 'registry.not-installed' } });
    expect(exit).toBe(1);
  });
});
