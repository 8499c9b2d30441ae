/** Finding, installing together, locking and taking away, by command: on a home alone and through a running terminal. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ErrorJson, PluginSummary } from '@omnitrade/contracts';
import type { ChangeResult } from '@omnitrade/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type Started, type TestHome } from '../cli-fixture.ts';

const slow = 120_000;
const ids = (json: unknown) => (json as { plugins: PluginSummary[] }).plugins.map(({ id }) => id);
const errorOf = (json: unknown) => (json as { error: ErrorJson }).error;
const changesOf = (json: unknown) =>
  (json as ChangeResult).changes.map(({ plugin, from, to }) => `${plugin} ${from} > ${to}`);

/** A plugin folder below `home`, which does nothing. */
function write(home: TestHome, folder: string, manifest: object): string {
  const path = join(home.dir, '..', `${home.dir}-plugins`, folder);
  const whole = {
    ...{ author: 'example-labs', description: 'Made for a test.', main: 'index.js' },
    ...{ version: '1.0.0', compatibility: { terminal: '^1.0.0' }, ...manifest },
  };
  for (const [file, text] of [
    ['plugin.json', JSON.stringify(whole)],
    ['index.js', 'export default { activate() {} };'],
  ] as const) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

describe.each(['a home by itself', 'a running terminal'])('on %s', { timeout: slow }, (where) => {
  let home: TestHome;
  let started: Started | undefined;
  beforeAll(async () => {
    home = createTestHome();
    if (where === 'a running terminal') started = await home.start();
    // The shipped plugins are seeded behind the first answer.
    while (!ids((await home.run('list', '--json')).json).includes('sp500-history'));
  }, slow);
  afterAll(async () => {
    await started?.stop();
    home[Symbol.dispose]();
  });

  it('list finds plugins by what they add, ask, hold and say', async () => {
    const find = async (...args: string[]) => ids((await home.run('list', ...args, '--json')).json);
    expect(await find('--point', 'chart.indicator')).toEqual(['advanced-indicators', 'classic-indicators']);
    expect(await find('--permission', 'data:provide')).toEqual(['sp500-history']);
    expect(await find('ichimoku')).toEqual(['advanced-indicators']);
    expect(await find('--publisher', 'trading tools inc.', 'cloud')).toEqual(['advanced-indicators']);
    expect(await find('--disabled')).toEqual([]);
    const wrong = await home.run('list', '--point', 'chart.indicatr', '--json');
    expect([wrong.code, errorOf(wrong.json).message]).toEqual([
      2,
      expect.stringContaining('"chart.indicator", perhaps'),
    ]);
  });

  it('install brings what is needed from where it is said to lie, or says why it cannot', async () => {
    const top = write(home, 'top', { name: 'top', dependencies: { base: '^1.0.0' } });
    const alone = await home.run('install', top, '--yes', '--json');
    expect([alone.code, errorOf(alone.json)]).toMatchObject([
      1,
      { code: 'registry.conflict', data: { plugin: 'top' } },
    ]);
    expect(errorOf(alone.json).data.because).toContainEqual({ kind: 'unknown', plugin: 'base' });
    const said = await home.run('install', top, '--yes');
    expect(said.stderr.trim()).toBe(errorOf(alone.json).message);
    write(home, 'shelf/base', { name: 'base', version: '1.2.0' });
    write(home, 'shelf/other', { name: 'other' });
    const shelf = join(top, '../shelf');
    const dry = await home.run('install', top, '--with', shelf, '--yes', '--dry-run', '--json');
    expect(changesOf(dry.json)).toEqual(['top null > 1.0.0', 'base null > 1.2.0']);
    const { json } = await home.run('install', top, '--with', shelf, '--yes', '--copy', '--json');
    expect(changesOf(json)).toEqual(['top null > 1.0.0', 'base null > 1.2.0']);
  });

  it('a lock has everything again elsewhere', async () => {
    const lock = await home.run('list', '--lock');
    const file = join(home.dir, 'there.lock');
    writeFileSync(file, lock.stdout);
    using other = createTestHome();
    const { code, json } = await other.run('install', '--lock', file, '--yes', '--json');
    expect([code, changesOf(json).sort()]).toEqual([0, ['base null > 1.2.0', 'top null > 1.0.0']]);
    expect((await other.run('list', '--lock')).stdout).toBe(lock.stdout);
    const both = await other.run('install', 'top', '--lock', file, '--json');
    expect([both.code, errorOf(both.json).code]).toEqual([2, 'cli.usage']);
  });

  it('what others need goes together with them, or alone, and is asked for when they are enabled', async () => {
    const refused = await home.run('disable', 'base', '--json');
    expect(errorOf(refused.json)).toMatchObject({
      code: 'registry.needed-by-others',
      data: { dependents: ['top'], choices: ['with-dependents', 'alone'] },
    });
    expect((await home.run('disable', 'base', '--with-dependents', '--json')).code).toBe(0);
    const enabling = await home.run('enable', 'top', '--json');
    expect(errorOf(enabling.json)).toMatchObject({ code: 'registry.needs-others', data: { disabled: ['base'] } });
    expect((await home.run('enable', 'top', '--with-dependencies', '--json')).code).toBe(0);
    const { json } = await home.run('uninstall', 'base', '--alone', '--json');
    expect(changesOf(json)).toEqual(['base 1.2.0 > null']);
    await home.run('uninstall', 'top');
  });

  it('a plugin that ships can be had again by name', async () => {
    await home.run('uninstall', 'chart-utilities', '--with-dependents');
    const { json } = await home.run('install', 'advanced-indicators@^1.0.0', '--yes', '--json');
    expect(changesOf(json)).toEqual(['advanced-indicators null > 1.0.0', 'chart-utilities null > 2.1.0']);
    const unknown = await home.run('install', 'advanced-indicatros', '--yes', '--json');
    expect(errorOf(unknown.json)).toMatchObject({ code: 'registry.conflict' });
  });
});
