import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

/** A plugin that provides nothing but tells in its log what becomes of its calls. */
const caller = (code: string, more: Partial<WrittenPlugin> = {}): WrittenPlugin => ({
  name: 'caller',
  permissions: ['charts:write', 'storage'],
  extensionPoints: ['chart.indicator'],
  files: {
    'index.js': `export default { async activate(context) {
      const { charts, log } = context;
      charts?.addIndicator({ id: 'copy', title: 'Copy', outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
        warmup: () => 0, calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i]; } });
      const tell = async (work) => { try { log.info('told', JSON.stringify(await work())); } catch (e) { log.info('told', e.code); } };
      ${code}
    } };`,
  },
  ...more,
});
/** The trial runs the plugin too; only what comes after counts. */
const told = () => test.lines.filter((line) => line.includes('told ')).map((line) => line.split('told ')[1]);

const forever = { limits: {}, lifetime: 'until-revoked' } as const;
describe('storage of a plugin', () => {
  it('keeps values, sees its own writes, lists and deletes', async () => {
    await use(`const { storage } = context;
      await tell(() => storage.get('a'));
      await storage.set('a', { list: [1, 'two', null] });
      await tell(() => storage.get('a'));
      await tell(() => storage.transaction(async (tx) => { tx.set('b', 1); tx.delete('a'); return [await tx.get('b'), await tx.get('a')]; }));
      await tell(() => storage.list({ prefix: 'b' }));
      await tell(() => storage.set('', 1));
      await tell(() => storage.set('big', 'x'.repeat(40000)).then(() => 'kept'));`);
    await test.until(() =>
      expect(told()).toEqual([
        'undefined',
        '{"list":[1,"two",null]}',
        '[1,null]',
        '["b"]',
        'storage.bad-call',
        '"kept"',
      ]),
    );
  });

  it('does a transaction anew when another one was quicker', async () => {
    await use(`const { storage } = context;
      const add = () => storage.transaction(async (tx) => tx.set('n', ((await tx.get('n')) ?? 0) + 1));
      await Promise.all([add(), add(), add(), add()]);
      await tell(() => storage.get('n'));`);
    await test.until(() => expect(told()).toEqual(['4']));
  });

  it('migrates once, and refuses data of a newer version', async () => {
    await use(`const { storage } = context;
      await tell(() => storage.migrate(2, (tx, from) => { tx.set('from', from); }));
      await tell(() => storage.migrate(2, (tx) => { tx.set('from', 'again'); }));
      await tell(() => storage.migrate(1, () => {}));
      await tell(() => storage.get('from'));`);
    await test.until(() => expect(told().filter((one) => one !== 'undefined')).toEqual(['storage.newer', '0']));
  });

  /** Installs a plugin that uses its storage, and puts it to use. */
  async function use(code: string): Promise<void> {
    await test.install(caller(code));
    await run();
  }
});

/** Puts the plugin to use by enabling it with an indicator on the chart. */
async function run(): Promise<void> {
  await test.install(dailyProvider('days-provider'));
  test.lines.length = 0;
  await test.host.chart.open(daysOf('days-provider', [{ contribution: 'caller/copy', inputs: {} }]));
}

describe('a grant', () => {
  const loop = `context.onGrantChanged(({ changes }) => log.info('told', changes.map((one) => one.kind).join(), typeof context.storage));
    const storage = context.storage; let n = 0;
    setInterval(() => tell(() => storage ? storage.set('n', n++) : context.storage.set('n', 0)), 20);`;

  it('that is taken back ends before the next call, is told to the plugin, and holds again when it is given', async () => {
    await test.install(caller(loop));
    await run();
    await test.until(() => expect(told().length).toBeGreaterThan(3));
    const { access } = test.host;
    expect(await access.revoke('caller', 'storage')).toMatchObject([{ permission: 'charts:write' }]);
    test.lines.length = 0;
    await test.until(() => expect(told()).toContain('permission.denied'));
    await test.until(() => expect(told().filter((one) => one === 'permission.denied').length).toBeGreaterThan(3));
    // A call that was on its way may still be told first; nothing is allowed after a denial.
    const first = told().indexOf('permission.denied');
    expect(
      told()
        .slice(first)
        .every((one) => one === 'permission.denied' || one?.startsWith('revoked')),
    ).toBe(true);
    await access.set('caller', { permission: 'storage', ...forever });
    await test.until(() => expect(told()).toContain('given object'));
    await test.until(() => expect(told().at(-1)).not.toBe('permission.denied'));
    expect(test.summary('caller').state).toBe('active');
    const { entries } = await access.audit({ plugin: 'caller', limit: 10 });
    expect(entries.map(({ call, outcome }) => `${call} ${outcome}`)).toEqual([
      'grants.revoke revoked',
      'grants.set given',
    ]);
    const [use] = (await access.report('caller')).filter(({ permission }) => permission === 'storage');
    expect(use).toMatchObject({ permission: 'storage', allowed: expect.any(Number), denied: expect.any(Number) });
    expect(use?.denied).toBeGreaterThan(3);
  });

  it('for one run outlives the wait for it, and ends with it', async () => {
    await test.install(caller(`context.onGrantChanged(() => {}); log.info('told', typeof context.storage);`));
    const { access } = test.host;
    await access.revoke('caller', 'storage');
    await access.set('caller', { permission: 'storage', limits: {}, lifetime: 'once' });
    await run();
    await test.until(() => expect(told()).toEqual(['object']));
    await test.host.disable('caller');
    await test.host.enable('caller');
    await test.until(() => expect(told()).toEqual(['object', 'undefined']));
  });

  it('of what a plugin adds takes that from the chart, and brings it back', async () => {
    await test.install(caller(''));
    await run();
    await test.until(() => expect(test.chart().indicators[0]?.status).toBe('live'));
    await test.host.access.revoke('caller', 'charts:write');
    expect(test.chart().indicators[0]?.status).toBe('failed');
    expect(test.host.contributions().filter(({ plugin }) => plugin === 'caller')).toEqual([]);
    await test.host.access.set('caller', { permission: 'charts:write', ...forever });
    await test.until(() => expect(test.chart().indicators[0]?.status).toBe('live'));
  });

  it.each([
    [{ permission: 'account:read', ...forever }, 'permission.not-declared'],
    [{ permission: 'storage', limits: { gb: 1 }, lifetime: 'until-revoked' as const }, 'permission.unknown-limit'],
    [{ permission: 'storage', limits: {}, lifetime: 'until' as const, expiresAt: 1 }, 'permission.over'],
  ])('%j is refused', async (given, code) => {
    await test.install(caller(''));
    await expect(test.host.access.set('caller', given)).rejects.toMatchObject({ code });
  });
});
