import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost({ healthMs: 0, suspendMs: 30 });
});
afterEach(() => test[Symbol.asyncDispose]());

/** Offers a line, and logs what it hears; `more` stands in its definition. */
const noting = (version: string, more: string): WrittenPlugin => ({
  name: 'noting',
  version,
  permissions: ['storage', 'charts:write'],
  extensionPoints: ['chart.indicator'],
  files: {
    'index.js': `export default { activate({ log, charts }) {
      log.info('active ${version}');
      charts.addIndicator({ id: 'line', title: 'Line', outputs: [{ key: 'v', plot: 'line', pane: 'price' }],
        warmup: () => 0, calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.v[i] = bars.close[i]; } });
    }, ${more} };`,
  },
});

const install = (plugin: WrittenPlugin) =>
  test.host.install({
    source: { kind: 'directory', path: test.write(plugin), copy: true },
    grants: ['storage', 'charts:write'],
    grantLowRisk: true,
    consent: true,
  });
const heard = () => test.lines.filter((line) => line.startsWith('info noting ')).map((line) => line.slice(12));

/** Its line on a chart, until disposed. */
async function use(): Promise<Disposable> {
  if (test.host.chart.status.state !== 'ready') {
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days'));
  }
  const { id } = test.host.chart.addIndicator('noting/line', {});
  await test.until(() => expect(test.summary('noting').state).toBe('active'));
  return { [Symbol.dispose]: () => test.host.chart.removeIndicator(id) };
}

describe('the hooks of a plugin', () => {
  const hooks = `
    state: { version: 1, migrate(old) { throw new Error('there is nothing to migrate'); } },
    async onInstall({ storage, log, settings }) { await storage.set('from', 'install'); log.info('installed', settings.size); },
    async onUpdate(previous, { storage, log }) { log.info('updated from', previous, await storage.get('from')); },`;
  const configuration = { type: 'object', properties: { size: { type: 'integer', default: 3 } } };

  it('are called once each, in their order, with what the plugin holds', async () => {
    await install({ ...noting('1.0.0', hooks), configuration });
    expect(heard()).toEqual(['installed 3']);
    await install({ ...noting('1.1.0', hooks), configuration });
    expect(heard()).toEqual(['installed 3', 'updated from 1.0.0 install']);
    await test.host.rollback('noting');
    expect(heard()).toHaveLength(2);
    await install({ ...noting('1.2.0', hooks), configuration });
    expect(heard().at(-1)).toBe('updated from 1.0.0 install');
  });

  it('wait until a disabled plugin is started', async () => {
    await install(noting('1.0.0', hooks));
    await test.host.disable('noting');
    await install(noting('1.1.0', hooks));
    await install(noting('1.2.0', hooks));
    expect(heard()).toHaveLength(1);
    await test.host.enable('noting');
    await use();
    expect(heard().slice(1)).toEqual(['updated from 1.0.0 install', 'active 1.2.0']);
  });

  it.each([
    [
      'throws',
      `onUpdate(_, { storage }) { return storage.set('from', 'spoiled').then(() => { throw new Error('no room'); }); },`,
      'plugin.call-failed',
    ],
    ['spins', `async onUpdate(_, { storage }) { await storage.set('from', 'spoiled'); for (;;); },`, 'sandbox.timeout'],
  ])('undo an update when onUpdate %s, whatever it wrote', async (_, more, code) => {
    await install(noting('1.0.0', hooks));
    await expect(install(noting('2.0.0', more))).rejects.toMatchObject({ code });
    expect(test.summary('noting')).toMatchObject({ version: '1.0.0', state: 'installed' });
    expect(await test.data.storage.read('noting' as never, 'from')).toMatchObject({ value: 'install' });
  });

  it('undo an installation when onInstall throws', async () => {
    await expect(install(noting('1.0.0', `onInstall() { throw new Error('not here'); },`))).rejects.toMatchObject({
      code: 'plugin.call-failed',
      message: 'noting failed in onInstall(): not here',
    });
    expect(test.host.plugins()).toEqual([]);
  });

  it('tell of suspension and of use after it', async () => {
    await install(noting('1.0.0', `onSuspend() { console.info('rests'); }, onResume() { console.info('goes on'); },`));
    const used = await use();
    used[Symbol.dispose]();
    await test.until(() => expect(heard()).toContain('rests'));
    await use();
    await test.until(() => expect(heard()).toContain('goes on'));
    expect(test.events('plugin.suspended')).toHaveLength(1);
    expect(test.events('plugin.resumed')).toHaveLength(1);
    expect(test.summary('noting').state).toBe('active');
  });

  it('say nothing when the use is exchanged for another at once', async () => {
    await install(noting('1.0.0', `onSuspend() { console.info('rests'); },`));
    const used = await use();
    used[Symbol.dispose]();
    await use();
    await sleep(100);
    expect(heard()).not.toContain('rests');
  });

  it('tell of grants, and one that throws is said and followed by nothing', async () => {
    await install(noting('1.0.0', `onGrantChanged({ changes }) { console.info('changed', changes[0].kind); throw new Error('oh'); },`)); // biome-ignore format: one line
    await use();
    await test.host.access.revoke('noting', 'storage');
    await test.until(() => expect(heard()).toContain('changed revoked'));
    await test.until(() => expect(test.events('plugin.warned')[0]?.data).toMatchObject({ code: 'plugin.call-failed' }));
    expect(test.summary('noting').state).toBe('active');
  });
});

describe('state with a version', () => {
  const one = noting('1.0.0', `state: { version: 1 }, async onInstall({ storage }) { await storage.set('sum', 12); },`);
  const two = (migrate: string) => noting('2.0.0', `state: { version: 2, async migrate(old) { ${migrate} } },`);
  const read = (key: string) => test.data.storage.read('noting' as never, key);
  const formOf = async () => (await test.data.storage.status('noting' as never)).version;

  it('is migrated within the update, settings with it, and comes back with its version', async () => {
    const number = { type: 'object', properties: { width: { type: 'integer', default: 1 } } };
    const text = { type: 'object', properties: { width: { type: 'string', default: '1px' } } };
    await install({ ...one, configuration: number });
    await test.host.settings.set('noting', { scope: 'user', values: { width: 4 } });
    const migrate = `
      await old.storage.set('total', { of: await old.storage.get('sum'), was: old.version });
      await old.storage.delete('sum');
      return { width: old.settings.width + 'px' };`;
    await install({ ...two(migrate), configuration: text });
    expect(await formOf()).toBe(2);
    expect((await read('total'))?.value).toEqual({ of: 12, was: 1 });
    expect(await read('sum')).toBeUndefined();
    expect((await test.host.settings.get('noting')).values).toEqual({ width: '4px' });
    await test.host.rollback('noting');
    expect(await formOf()).toBe(1);
    expect((await read('sum'))?.value).toBe(12);
    expect(await read('total')).toBeUndefined();
    expect((await test.host.settings.get('noting')).values).toEqual({ width: 4 });
    await install({ ...two(migrate), configuration: text });
    expect((await read('total'))?.value).toEqual({ of: 12, was: 1 });
  });

  it.each([
    ['throws', `await old.storage.set('sum', -1); throw new Error('lost');`, 'plugin.call-failed'],
    [
      'answers with what are no settings',
      `await old.storage.set('sum', -1); return { size: 1 };`,
      'plugin.bad-migration',
    ],
  ])('is left as it was when migrate %s', async (_, migrate, code) => {
    await install(one);
    await expect(install(two(migrate))).rejects.toMatchObject({ code });
    expect(test.summary('noting').version).toBe('1.0.0');
    expect([await formOf(), (await read('sum'))?.value]).toEqual([1, 12]);
  });

  it('is refused, not overwritten, when it is newer than the code knows', async () => {
    await install(two(''));
    await expect(
      install(noting('3.0.0', `state: { version: 1, migrate() {} }, onUpdate(_, { storage }) { return storage.set('sum', 0); },`)), // biome-ignore format: one line
    ).rejects.toMatchObject({ code: 'plugin.newer-state', data: { found: 2, known: 1 } });
    expect(test.summary('noting').version).toBe('2.0.0');
    expect(await formOf()).toBe(2);
  });

  it('is refused where nobody says how it becomes the form that is read', async () => {
    await install(one);
    await expect(install(noting('2.0.0', 'state: { version: 2 },'))).rejects.toMatchObject({
      code: 'plugin.no-migration',
    });
    expect(test.summary('noting').version).toBe('1.0.0');
  });

  it('does not load with a version that is none', async () => {
    await expect(install(one).then(() => install(noting('2.0.0', `state: { version: 'two' },`)))).rejects.toMatchObject(
      {
        code: 'registry.trial-failed',
      },
    );
  });
});
