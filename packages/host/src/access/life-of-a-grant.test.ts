import { dayMs } from '@omnitrade/permissions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';
import { createMemoryData } from '../memory-data.ts';
import { createMemoryPluginStore } from '../memory-store.ts';

const start = Date.UTC(2026, 0, 5, 12);
let store = createMemoryPluginStore();
let data = createMemoryData();
/** What the clock of the machine says; a terminal never sees more than that. */
let now: number;
let test: TestHost;

const open = () =>
  openTestHost({
    ...{ store, data, now: () => now },
    accounts: { list: async () => [{ id: 'paper', kind: 'paper', currency: 'USD' }], read: async () => ({}) },
  });

/** Asks for its accounts over and over, and tells each answer and each change of what it holds. */
const asker = {
  name: 'asker',
  permissions: ['charts:write', 'account:read'],
  extensionPoints: ['chart.indicator'],
  files: {
    'index.js': `export default { activate(context) {
      const { charts, log } = context;
      charts?.addIndicator({ id: 'copy', title: 'Copy', outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
        warmup: () => 0, calc({ out, from, to }) { for (let i = from; i < to; i++) out.value[i] = 0; } });
      context.onGrantChanged(({ changes }) => { for (const { kind, permission } of changes) log.info('told', kind, permission); });
      let last = '';
      setInterval(async () => {
        const said = await Promise.resolve(context.account?.list()).then((list) => (list ? 'list' : 'absent'), (e) => e.code);
        if (said !== last) log.info('told', (last = said));
      }, 20);
    } };`,
  },
};
const told = () => test.lines.filter((line) => line.includes('told ')).map((line) => line.split('told ')[1]);
const last = (said: string) => test.until(() => expect(told().at(-1)).toBe(said));
const give = (given: object) =>
  test.host.access.set('asker', {
    permission: 'account:read',
    limits: {},
    lifetime: 'until-revoked',
    ...given,
  } as never);
const ends = () => test.host.events(0).filter(({ type }) => /^grant\.(?:expired|lapsed)$/.test(type));

beforeEach(async () => {
  now = start;
  store = createMemoryPluginStore();
  data = createMemoryData();
  test = await open();
  await test.install(dailyProvider('days-provider'));
  await test.host.install({
    source: { kind: 'directory', path: test.write(asker) },
    grants: ['charts:write'],
    grantLowRisk: false,
  });
  test.lines.length = 0;
  await test.host.chart.open(daysOf('days-provider', [{ contribution: 'asker/copy', inputs: {} }]));
  await last('absent');
});
afterEach(() => test[Symbol.asyncDispose]());

describe('a grant, seen from the outside', () => {
  it('until a day ends on that day, is told to plugin and user, and does not come back with the clock', async () => {
    await give({ lifetime: 'until', expiresAt: start + dayMs });
    await last('list');
    now = start + dayMs;
    await test.until(() => expect(told()).toContain('expired account:read'));
    await last('absent');
    expect(ends()).toMatchObject([{ type: 'grant.expired', plugin: 'asker', data: { permission: 'account:read' } }]);
    now = start - 5 * dayMs;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told().at(-1)).toBe('absent');
    expect(test.host.access.grants('asker').map(({ permission }) => permission)).toEqual(['charts:write']);
  });

  it('that is not used for 30 days lapses with a notice, and one that is used does not', async () => {
    await give({});
    await last('list');
    now = start + 29 * dayMs;
    await test.until(async () => {
      const [grant] = test.host.access.grants('asker').filter(({ permission }) => permission === 'account:read');
      expect(grant?.used.last).toBe(now);
    });
    now = start + 58 * dayMs;
    await last('list');
    await test.host.disable('asker');
    now = start + 89 * dayMs;
    expect(test.host.access.grants('asker').map(({ permission }) => permission)).toEqual(['charts:write']);
    expect(ends()).toMatchObject([
      { type: 'grant.lapsed', data: { text: '“See your accounts” was not used for 30 days, so it ended.' } },
    ]);
    await test.host.enable('asker');
    await test.until(() => expect(test.summary('asker').state).toBe('active'));
    await last('absent');
  });

  it('for one run ends with it, and for a session with the terminal; neither is on disk', async () => {
    await give({ lifetime: 'once' });
    await last('list');
    await test.host.disable('asker');
    await test.host.enable('asker');
    await last('absent');
    await give({ lifetime: 'session' });
    await last('list');
    await test.host.disable('asker');
    await test.host.enable('asker');
    await last('list');
    expect((await store.list()).find(({ id }) => id === 'asker')?.grants.map(({ permission }) => permission)).toEqual([
      'charts:write',
    ]);
    await test[Symbol.asyncDispose]();
    test = await open();
    expect(test.host.access.grants('asker').map(({ permission }) => permission)).toEqual(['charts:write']);
  });

  it('keeps through a restart that accounts were read, and what the user said of hosts', async () => {
    await give({});
    await last('list');
    const { accountsReadAt } = test.host.access.flow('asker');
    expect(accountsReadAt).toBe(start);
    await test[Symbol.asyncDispose]();
    now = start - dayMs;
    test = await open();
    expect(test.host.access.flow('asker')).toMatchObject({ accountsReadAt: start, maySendTo: [] });
    await test.host.access.forgetAccountsRead('asker');
    await test[Symbol.asyncDispose]();
    test = await open();
    expect(test.host.access.flow('asker').accountsReadAt).toBeNull();
  });
});

describe('a limit that a new version widens', () => {
  const version = (text: string, methods: readonly string[]) => ({
    ...asker,
    version: text,
    permissions: ['charts:write', { id: 'net:api.example.com', limits: { methods } }] as never,
  });
  const install = (plugin: ReturnType<typeof version>, more: object = {}) =>
    test.host.install({
      source: { kind: 'directory', path: test.write({ ...plugin, name: 'asker-kept' }), copy: true },
      ...{ grants: [], grantLowRisk: true, ...more },
    });
  const limits = () =>
    test.host.access.grants('asker-kept').find(({ permission }) => permission.startsWith('net:'))?.limits;

  it('waits for the user, and a grant given before stays as narrow as it was', async () => {
    await install(version('1.0.0', ['GET']), { grants: ['net:api.example.com'] });
    expect(limits()).toEqual({});
    const wider = version('2.0.0', ['GET', 'POST']);
    await expect(install(wider)).rejects.toMatchObject({
      code: 'registry.asks-for-more',
      data: { permissions: ['net:api.example.com'] },
    });
    const dry = await install(wider, { dryRun: true });
    expect(dry.asks?.find(({ id }) => id === 'net:api.example.com')).toMatchObject({ news: 'wider', held: {} });
    await install(wider, { consent: true });
    expect(limits()).toEqual({ methods: ['GET'] });
    await install(wider, { grants: ['net:api.example.com'], limits: { 'net:api.example.com': {} } });
    expect(limits()).toEqual({});
  });
});
