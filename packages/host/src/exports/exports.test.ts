import { setTimeout as sleep } from 'node:timers/promises';
import type { DependencyStatus, PluginId } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost({ healthMs: 20 });
});
afterEach(() => test[Symbol.asyncDispose]());

const schema = (properties: object, required: string[] = []) =>
  JSON.stringify({ type: 'object', properties, required });
const number = { type: 'number' };

/** Offers a sum over columns, and functions that do as little as possible of what they should. */
const tools = (more = '', version = '1.0.0'): WrittenPlugin => ({
  name: 'tools',
  version,
  files: {
    'index.js': `
      let calls = 0;
      export default { activate({ exports, plugins, log }) {
        exports.add({ id: 'sum', title: 'Sum', params: ${schema({ add: { ...number, default: 1 } })}, columns: ['values'],
          returns: ${schema({ sum: number, calls: number }, ['sum'])}, returnsColumns: ['doubled'],
          call({ params, columns: { values }, caller }) {
            log.info(caller.plugin + ' ' + caller.version);
            const sum = values.reduce((a, b) => a + b, 0) + params.add;
            return { value: { sum, calls: ++calls }, columns: { doubled: values.map((v) => v * 2) } };
          } });
        exports.add({ id: 'spins', title: 'Spins', call() { for (;;); } });
        exports.add({ id: 'sleeps', title: 'Sleeps', call: () => new Promise(() => {}) });
        exports.add({ id: 'throws', title: 'Throws', call() { throw new TypeError('not today'); } });
        exports.add({ id: 'lies', title: 'Lies', returns: ${schema({ sum: number }, ['sum'])},
          call: () => ({ value: { sum: 'much' } }) });
        exports.add({ id: 'floods', title: 'Floods', returns: ${schema({ text: { type: 'string' } })},
          call: () => ({ value: { text: 'x'.repeat(100000) } }) });
        ${more}
      } };`,
  },
});

/** Runs `code` once its line is drawn, with `plugins` in reach; what it resolves to is logged as JSON. */
const user = (code: string, more: Partial<WrittenPlugin> = {}): WrittenPlugin => {
  const { files, ...plugin } = copyPlugin('user', { copy: 0 });
  const index = (files['index.js'] as string).replace(
    'activate({ charts, log }) {',
    `activate({ charts, log, plugins }) {
      const tell = (what) => log.info(JSON.stringify(what));
      const failure = ({ code, message }) => ({ code, message });
      setTimeout(async () => { try { ${code} } catch (error) { tell(failure(error)); } }, 10);`,
  );
  const permissions = ['charts:write', 'plugins:tools'];
  return { ...plugin, permissions, dependencies: { tools: '^1.0.0' }, files: { 'index.js': index }, ...more };
};

const start = async (one: WrittenPlugin, withTools = tools()) => {
  await test.install(dailyProvider('days'));
  await test.install(withTools);
  await test.install(one);
  test.lines.length = 0;
  await test.host.chart.open(daysOf('days', [{ contribution: 'user/copy', inputs: {} }]));
};
/** What the user said, as JSON. */
const told = () =>
  test.lines
    .filter((line) => line.startsWith('info user {'))
    .map((line) => JSON.parse(line.slice('info user '.length)));
const heard = (n = 1) =>
  test.until(() => {
    expect(told().length, test.lines.join('\n')).toBeGreaterThanOrEqual(n);
    return told();
  });
const ask = (name: string, options = '') => `tell(await plugins.call('tools', '${name}'${options && `, ${options}`}));`;

describe('a function another plugin offers', () => {
  it('takes values and columns and answers with both, told who calls', async () => {
    await start(
      user(`const { value, columns } = await plugins.call('tools', 'sum',
      { params: { add: 10 }, columns: { values: Float64Array.of(1, 2.5, NaN).subarray(0, 2) } });
      tell({ value, doubled: [...columns.doubled] });`),
    );
    expect(await heard()).toEqual([{ value: { sum: 13.5, calls: 1 }, doubled: [2, 5] }]);
    expect(test.lines).toContain('info tools user 1.0.0');
    expect(test.summary('tools').state).toBe('active');
  });

  it('is recorded at installation, with the plugin that offers it', async () => {
    await test.install(tools());
    const [record] = await test.store.list();
    expect(record?.code?.exports?.map(({ id }) => id)).toEqual(['sum', 'spins', 'sleeps', 'throws', 'lies', 'floods']);
  });

  it('fills in what is left out, and refuses what does not fit before the plugin sees it', async () => {
    const values = 'columns: { values: new Float64Array(1) }';
    const calls = [
      `{ ${values} }`,
      `{ params: { add: 'a lot' }, ${values} }`,
      `{ params: { ad: 1 }, ${values} }`,
      '{}',
      `{ columns: { values: new Float64Array(1), more: new Float64Array(1) } }`,
    ];
    const each = calls.map(
      (call) =>
        `await plugins.call('tools', 'sum', ${call}).then(({ value }) => tell(value), (e) => tell(failure(e)));`,
    );
    await start(user(each.join('\n')));
    const [first, ...others] = await heard(5);
    expect(first).toEqual({ sum: 1, calls: 1 });
    expect(others.map(({ code }) => code)).toEqual(Array(4).fill('exports.bad-call'));
    expect(others[1].message).toContain('add');
  });

  it.each([
    [
      'that does not exist',
      ask('smu', '{ columns: { values: new Float64Array(1) } }'),
      'exports.unknown',
      /did you mean 'sum'/,
    ],
    ['that is inherited', ask('constructor'), 'exports.unknown', /no function 'constructor'/],
    ['that throws', ask('throws'), 'exports.failed', /not today/],
    ['that breaks its promise', ask('lies'), 'exports.bad-answer', /sum/],
    ['that answers with too much', ask('floods'), 'exports.failed', /characters/],
    ['that does not answer', ask('sleeps', '{ timeoutMs: 100 }'), 'exports.timeout', /within 100 ms/],
    ['that spins', ask('spins'), 'exports.stopped', /took longer than its limit/],
    [
      'with more numbers than fit',
      ask('sum', '{ columns: { values: new Float64Array(5000) } }'),
      undefined,
      /at most 4096/,
    ],
  ])('%s ends in a coded error', async (_, code, expected, sentence) => {
    await start(user(code));
    const [error] = await heard();
    expect(error).toMatchObject({ message: expect.stringMatching(sentence), ...(expected && { code: expected }) });
    expect(test.summary('user').state).toBe('active');
  });

  it('that spins costs its own plugin a strike, and the caller nothing', async () => {
    await start(user(ask('spins')));
    await heard();
    await test.until(() => expect(test.events('plugin.failed').map(({ plugin }) => plugin)).toContain('tools'));
    expect(test.summary('user')).toMatchObject({ state: 'active', usage: { kills: 0 } });
  });

  it('of a plugin that is disabled meanwhile rejects the call', async () => {
    await start(user(ask('sleeps')));
    await test.until(() => expect(test.summary('tools').state).toBe('active'));
    await sleep(100);
    await test.host.disable('tools', { alone: true });
    expect(await heard()).toMatchObject([{ code: 'exports.stopped' }]);
  });

  it('has a limit of open calls for each caller', async () => {
    await start(
      user(`const all = Array.from({ length: 40 }, () => plugins.call('tools', 'sleeps', { timeoutMs: 300 }));
      const ends = await Promise.allSettled(all);
      tell({ codes: ends.map(({ reason }) => reason.code) });`),
    );
    const [{ codes }] = await heard();
    expect(codes.filter((code: string) => code === 'exports.busy')).toHaveLength(8);
    expect(codes.filter((code: string) => code === 'exports.timeout')).toHaveLength(32);
  });

  it('can be called in circles, which end at the limits', async () => {
    const circle = `exports.add({ id: 'round', title: 'Round', returns: ${schema({ depth: number })},
      async call() { const { value } = await plugins.call('tools', 'round', { timeoutMs: 2000 }); return { value }; } });`;
    await start(user(ask('round', '{ timeoutMs: 3000 }')), {
      ...tools(circle),
      permissions: ['plugins:tools'],
    });
    expect(await heard()).toMatchObject([{ code: 'exports.failed', message: expect.stringContaining('waits for') }]);
    expect(test.summary('tools').state).toBe('active');
  });
});

describe('the permission to call a plugin', () => {
  it('is asked at each call, and denied calls are counted', async () => {
    const { files, ...plugin } = user(ask('sum', '{ columns: { values: new Float64Array(1) } }'));
    await test.install(dailyProvider('days'));
    await test.install(tools());
    const source = { kind: 'directory', path: test.write({ ...plugin, files }) } as const;
    await test.host.install({ source, grants: [], grantLowRisk: true });
    test.lines.length = 0;
    await test.host.chart.open(daysOf('days', [{ contribution: 'user/copy', inputs: {} }]));
    expect(await heard()).toMatchObject([{ code: 'permission.denied' }]);
    const { counts } = await test.host.access.audit({ plugin: 'user', limit: 10 });
    expect(counts).toContainEqual(expect.objectContaining({ permission: 'plugins:tools', denied: 1, allowed: 0 }));
    expect(test.summary('tools').state).toBe('installed');
  });

  it('is gone with the grant, also for a call on its way', async () => {
    await start(user(`tell({ begun: true }); ${ask('sleeps', '{ timeoutMs: 500 }')}`));
    await heard();
    await test.host.access.revoke('user', 'plugins:tools');
    const [, end] = await heard(2);
    expect(['permission.denied', 'exports.timeout']).toContain(end.code);
  });

  it('is of no use to who did not declare it, whatever it says of itself', async () => {
    const code = `await Promise.all([['tools', 'sum'], ['user', 'x'], ['', ''], ['__proto__', 'sum']].map(([plugin, name]) =>
      plugins.call(plugin, name, { params: { caller: 'days', plugin: 'days' }, columns: { values: new Float64Array(1) } })
        .then(tell, (e) => tell(failure(e)))));`;
    await start(user(code, { permissions: ['charts:write'] }));
    const ends = await heard(4);
    expect(ends.map((end) => end.code).sort()).toEqual([
      ...['exports.bad-call', 'exports.bad-call', 'permission.denied', 'permission.denied'],
    ]);
  });

  it('limited to some functions covers no other', async () => {
    const limited = user(`${ask('throws')}`);
    await test.install(dailyProvider('days'));
    await test.install(tools());
    const source = { kind: 'directory', path: test.write(limited) } as const;
    const limits = { 'plugins:tools': { methods: ['sum'] } };
    await test.host.install({ source, grants: ['plugins:tools'], limits, grantLowRisk: true });
    test.lines.length = 0;
    await test.host.chart.open(daysOf('days', [{ contribution: 'user/copy', inputs: {} }]));
    expect(await heard()).toMatchObject([{ code: 'permission.denied', message: expect.stringContaining('throws') }]);
  });
});

describe('a dependency', () => {
  const watching = `plugins.onChanged((status) => tell(status)); tell({ now: plugins.list() });`;
  const states = () => told().map(({ now, state }) => now?.map((one: DependencyStatus) => one.state) ?? state);

  it('runs before the plugin that may call it', async () => {
    await start(user(watching));
    expect((await heard())[0].now).toEqual([
      { plugin: 'tools', range: '^1.0.0', optional: false, state: 'ready', version: '1.0.0' },
    ]);
    const order = test.events('plugin.activated').map(({ plugin }) => plugin);
    expect(order.indexOf('tools')).toBeLessThan(order.indexOf('user'));
  });

  it('that only lends its library is not started', async () => {
    await start(user(watching, { permissions: ['charts:write'] }));
    expect((await heard())[0].now[0]).toMatchObject({ state: 'idle' });
    expect(test.summary('tools').state).toBe('installed');
  });

  it('that goes and comes back is told of, and an event says so', async () => {
    await start(user(watching));
    await heard();
    await test.host.disable('tools', { alone: true });
    await test.until(() => expect(states().at(-1)).toBe('disabled'));
    await test.host.enable('tools');
    await test.until(() => expect(states().at(-1)).toBe('ready'));
    await test.host.uninstall('tools', { alone: true });
    await test.until(() => expect(states().at(-1)).toBe('missing'));
    expect(test.summary('user').state).toBe('active');
    const [event] = test.events('plugin.dependency-changed');
    expect(event).toMatchObject({ plugin: 'user', data: { plugin: 'tools' } });
  });

  it('that fails does not keep a plugin from starting', async () => {
    const broken = {
      ...tools(),
      files: { 'index.js': `export default { activate() { throw new Error('broken'); } };` },
    };
    await start(user(watching), broken);
    expect((await heard())[0].now[0]).toMatchObject({ state: 'failed', code: 'plugin.activate-failed' });
    expect(test.summary('user').state).toBe('active');
  });

  it('may need its dependant in turn', async () => {
    const mutual = { ...tools(), dependencies: { user: '^1.0.0' }, permissions: ['plugins:user'] };
    await test.install(dailyProvider('days'));
    const source = { kind: 'directory', path: test.write(user(watching)) } as const;
    const offers = [{ kind: 'directory', path: test.write(mutual) } as const];
    const others = { tools: { grants: ['plugins:user'] } };
    await test.host.install({ source, offers, others, grants: ['plugins:tools'], grantLowRisk: true });
    await test.host.chart.open(daysOf('days', [{ contribution: 'user/copy', inputs: {} }]));
    await test.until(() => expect(test.summary('user').state).toBe('active'));
    await test.until(() => expect(test.summary('tools').state).toBe('active'));
    // One that waited in vain would be second.
    const order = test.events('plugin.activated').map(({ plugin }) => plugin);
    expect(order.indexOf('tools')).toBeLessThan(order.indexOf('user'));
  });

  it('does not wait for another one that it does not need', async () => {
    const slow = (name: string): WrittenPlugin => ({
      name,
      files: {
        'index.js': `export default { async activate({ log }) {
          log.info('begins'); await new Promise((done) => setTimeout(done, 300)); log.info('ends'); } };`,
      },
    });
    const names = ['one', 'two'];
    for (const name of names) await test.install(slow(name));
    await start(
      user(watching, {
        permissions: ['charts:write', ...names.map((name) => `plugins:${name}`)],
        dependencies: { one: '*', two: '*' },
      }),
    );
    await heard();
    const said = test.lines.filter((line) => /^info (?:one|two) /.test(line)).map((line) => line.split(' ').at(-1));
    expect(said).toEqual(['begins', 'begins', 'ends', 'ends']);
  });

  it('that takes its time does not hold up whoever gives up its dependant', async () => {
    const activate = 'activate: () => new Promise((done) => setTimeout(done, 1700))';
    await test.install(dailyProvider('days'));
    await test.install({ ...tools(), files: { 'index.js': `export default { ${activate} };` } });
    const source = (one: WrittenPlugin) => ({ kind: 'directory', path: test.write(one) }) as const;
    await test.host.install({ source: source(user(watching)), grants: ['plugins:tools'], grantLowRisk: true });
    await test.host.chart.open(daysOf('days', [{ contribution: 'user/copy', inputs: {} }]));
    await test.until(() => expect(test.summary('tools').state).toBe('activating'));
    await test.host.disable('user');
    expect(test.summary('user')).toMatchObject({ wanted: 'disabled', state: 'installed' });
    expect(test.summary('tools').state).toBe('activating');
  });
});

describe('a library', () => {
  const library = (factor: number, version = '1.0.0'): WrittenPlugin & { library?: string } => ({
    ...tools('', version),
    library: 'lib/index.js',
    files: { ...tools().files, 'lib/index.js': `export const times = (x) => x * ${factor};` },
  });
  const using = (): WrittenPlugin => {
    const plugin = copyPlugin('user', { copy: 0 });
    const code = (plugin.files['index.js'] as string).replace('bars.close[i] + p.add', 'times(bars.close[i])');
    return {
      ...plugin,
      dependencies: { tools: '^1.0.0' },
      files: { 'index.js': `import { times } from 'plugin:tools'; ${code}` },
    };
  };
  const drawn = (value: number) => test.until(() => expect(test.host.chart.values[0]?.columns[0]?.[0]).toBe(value));

  it('is linked into the plugin that depends on it, without any permission', async () => {
    await start(using(), library(2));
    await drawn(200);
    expect(test.host.plugin('user').grants.map(({ permission }) => permission)).toEqual(['charts:write']);
  });

  it('that changes is linked anew, and one that is disabled goes on serving', async () => {
    await start(using(), library(2));
    await drawn(200);
    await test.install(library(3, '1.1.0'));
    await drawn(300);
    await test.host.disable('tools', { alone: true });
    await drawn(300);
  });

  it('that is gone fails the plugin with a sentence, and mends it when it is back', async () => {
    await start(using(), library(2));
    await drawn(200);
    await test.host.uninstall('tools', { alone: true });
    await test.until(() => expect(test.summary('user')).toMatchObject({ error: { code: 'sandbox.load-failed' } }));
    expect(test.summary('user').error?.message).toContain("imports 'plugin:tools'");
    await test.install(library(4));
    await drawn(400);
  });

  it('that is named but missing keeps its plugin out', async () => {
    const { 'lib/index.js': _, ...files } = library(2).files as Record<string, string>;
    await expect(test.install({ ...library(2), files })).rejects.toMatchObject({ code: 'registry.no-library' });
  });
});

it('plugins that were never told of each other know nothing of each other', async () => {
  await start(user('tell({ now: plugins.list() });', { dependencies: {} }));
  expect((await heard())[0].now).toEqual([]);
  expect(test.host.plugin('tools' as PluginId).dependents).toEqual([]);
});
