import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toErrorJson } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost } from './host-fixture.ts';
import { createMemoryPluginStore } from './memory-store.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const installFrom = (path: string, grants: readonly string[] = [], dryRun = false) =>
  test.host.install({ source: { kind: 'directory', path }, grants, grantLowRisk: true, dryRun });

describe('installing', () => {
  it('tries without a trace when it is a dry run', async () => {
    const path = test.write(copyPlugin('line', { copy: 0 }));
    const { changes, contributions, dryRun } = await installFrom(path, [], true);
    expect(changes).toEqual([{ plugin: 'line', from: null, to: '1.0.0' }]);
    expect(contributions.map(({ id }) => id)).toEqual(['copy']);
    expect(dryRun).toBe(true);
    expect(test.host.plugins()).toEqual([]);
    expect(await test.store.list()).toEqual([]);
  });

  it('gives what is low risk and what is named, and says what it withholds', async () => {
    const path = test.write({ ...dailyProvider('days'), permissions: ['data:provide', 'charts:read'] });
    const { grants, withheld } = await installFrom(path);
    expect(grants).toEqual([{ plugin: 'days', permission: 'charts:read' }]);
    expect(withheld.map(({ permission }) => permission)).toEqual(['data:provide']);
    const again = await installFrom(path, ['data:provide']);
    expect(again.withheld).toEqual([]);
  });

  it('keeps what was given before when the same plugin is installed again', async () => {
    const path = test.write(dailyProvider('days'));
    await installFrom(path, ['data:provide']);
    const [before] = test.host.plugin('days').grants;
    const { grants } = await installFrom(path);
    expect(grants).toEqual([{ plugin: 'days', permission: 'data:provide' }]);
    expect(test.host.plugin('days').grants).toEqual([{ ...before, seenAt: expect.any(Number) }]);
  });

  it('refuses a permission the plugin does not ask for, and names those it does', async () => {
    const path = test.write(copyPlugin('line', { copy: 0 }));
    await expect(installFrom(path, ['account:read'])).rejects.toMatchObject({
      code: 'registry.unknown-permission',
      message: "line does not ask for 'account:read', so it cannot be granted; it asks for charts:write.",
    });
    expect(test.host.plugins()).toEqual([]);
  });

  it('refuses a second plugin of the same name from another folder', async () => {
    await test.install(copyPlugin('line', { copy: 0 }));
    const other = await openTestHost();
    await using _ = other;
    const path = other.write(copyPlugin('line', { copy: 1 }));
    await expect(installFrom(path)).rejects.toMatchObject({ code: 'registry.other-source' });
  });

  it('of several plugins, and of one several times, goes one after the other', async () => {
    const lines = ['one', 'two'].map((name) => test.write(copyPlugin(name, { copy: 0 })));
    const results = await Promise.all([...lines, ...lines].map((path) => installFrom(path)));
    expect(results.map(({ changes }) => changes[0]?.from)).toEqual([null, null, '1.0.0', '1.0.0']);
    expect(test.host.plugins().map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('leaves no plugin marked as failed when the terminal ends meanwhile', async () => {
    const store = createMemoryPluginStore();
    const ending = await openTestHost({ store });
    const installing = ending.install(copyPlugin('line', { copy: 0 })).catch(toErrorJson);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await ending[Symbol.asyncDispose]();
    expect(await installing).toMatchObject({ code: 'registry.closing' });
    expect(await store.list()).toEqual([]);
    expect(ending.host.vitals().runners).toEqual([]);
  });
});

describe('uninstalling', () => {
  it('while the plugin is tried again or installed leaves it uninstalled', async () => {
    const path = test.write(copyPlugin('line', { copy: 0 }));
    await installFrom(path);
    const results = await Promise.allSettled([
      installFrom(path),
      test.host.retry('line'),
      test.host.uninstall('line'),
      test.host.enable('line'),
    ]);
    expect(results.slice(0, 3).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(test.host.plugins()).toEqual([]);
    expect(await test.store.list()).toEqual([]);
  });

  it('names the nearest plugin when there is none of that name', async () => {
    await test.install(copyPlugin('line', { copy: 0 }));
    await expect(test.host.uninstall('lien')).rejects.toThrow("No plugin 'lien' is installed; 'line' is.");
  });

  it('that cannot be kept on disk leaves the plugin at work', async () => {
    const store = createMemoryPluginStore();
    const full = { ...store, remove: () => Promise.reject(new Error('disk full')) };
    await using own = await openTestHost({ store: full });
    await own.install(dailyProvider('days'));
    await own.install(copyPlugin('line', { copy: 0 }));
    await own.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    await own.until(() => expect(own.summary('line').state).toBe('active'));
    await expect(own.host.uninstall('line')).rejects.toThrow('disk full');
    await own.until(() => expect(own.chart().indicators).toMatchObject([{ status: 'live' }]));
  });
});

describe('a plugin directory', () => {
  it('may have its main in dist', async () => {
    const plugin = copyPlugin('built', { copy: 0 });
    const code = plugin.files['index.js'] as string;
    const { warnings } = await test.install({ ...plugin, main: 'dist/index.js', files: { 'dist/index.js': code } });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['without main', { main: 'other.js' }, 'registry.no-main', /bad.*other\.js/],
    [
      'with a module that is too large',
      { files: { 'index.js': `/*${'x'.repeat(4 * 1024 * 1024)}*/` } },
      'registry.too-large',
      /bad.*index\.js/,
    ],
  ] as const)('%s is refused by name', async (_, more, code, sentence) => {
    const path = test.write({ ...copyPlugin('bad', { copy: 0 }), ...more });
    const error = await installFrom(path).catch(toErrorJson);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it('with TypeScript that cannot be stripped fails its trial, by the name of the file', async () => {
    await test.install({ ...copyPlugin('bad', { copy: 0 }), files: { 'index.ts': 'enum A { b }' } });
    const { state, error } = test.summary('bad');
    expect([state, error?.code]).toEqual(['failed', 'sandbox.load-failed']);
    expect(error?.message).toMatch(/bad.*index\.ts.*enum/);
  });

  it('is not left by way of a link', async () => {
    const path = test.write(copyPlugin('linked', { copy: 0 }));
    const outside = test.write(copyPlugin('outside', { copy: 0 }));
    symlinkSync(join(outside, 'index.js'), join(path, 'stolen.js'));
    mkdirSync(join(path, 'assets'));
    symlinkSync(join(outside, 'plugin.json'), join(path, 'assets', 'stolen.txt'));
    const code = `import './stolen.js'; export default { activate() {} };`;
    writeFileSync(join(path, 'index.js'), code);
    expect((await installFrom(path)).warnings).toMatchObject([{ code: 'sandbox.load-failed' }]);
    const reads = `export default { async activate({ assets }) { await assets.text('stolen.txt'); } };`;
    writeFileSync(join(path, 'index.js'), reads);
    const { warnings } = await installFrom(path);
    expect(warnings[0]?.message).toMatch(/linked has no file assets\/stolen\.txt/);
  });

  it('that is none is said to be none', async () => {
    await expect(installFrom('/nowhere/at/all')).rejects.toMatchObject({ code: 'registry.no-directory' });
    const path = test.write(copyPlugin('line', { copy: 0 }));
    await expect(installFrom(join(path, '..'))).rejects.toMatchObject({ code: 'registry.no-manifest' });
  });
});
