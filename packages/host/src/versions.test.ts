import type { PluginId } from '@omnitrade/contracts';
import { updateStepNames } from '@omnitrade/lifecycle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from './host-fixture.ts';
import { createMemoryChanges, createMemoryCode } from './memory-changes.ts';
import { createMemoryData } from './memory-data.ts';
import { createMemoryPluginStore } from './memory-store.ts';

let test: TestHost;
let failAt: string | undefined;
const data = createMemoryData();
const code = createMemoryCode();
let changes = createMemoryChanges(createMemoryPluginStore(), data.storage);

beforeEach(async () => {
  failAt = undefined;
  const store = createMemoryPluginStore();
  changes = createMemoryChanges(store, data.storage);
  const onStep = (_: PluginId, step: string) => {
    if (step === failAt) throw new Error(`${step} was made to fail`);
  };
  test = await openTestHost({ store, data, code, changes, healthMs: 60, onStep });
});
afterEach(() => test[Symbol.asyncDispose]());

const line = 'line' as PluginId;
/** Its line is the close and a number that stands in the code, so that a line tells which version drew it. */
const version = (text: string, add = 0, more: Partial<WrittenPlugin> = {}): WrittenPlugin => {
  const plugin = copyPlugin('line', { copy: 0 });
  const files = { 'index.js': (plugin.files['index.js'] as string).replace('+ p.add', `+ ${add}`) };
  return { ...plugin, files, version: text, ...more };
};
const showLine = async () => {
  await test.install(dailyProvider('days'));
  await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
  await test.until(() => expect(test.summary('line').state).toBe('active'));
};
const drawn = (value: number) => test.until(() => expect(test.host.chart.values[0]?.columns[0]?.[0]).toBe(value));
const request = (plugin: WrittenPlugin) => ({
  source: { kind: 'directory', path: test.write(plugin), copy: true } as const,
  grants: [],
  grantLowRisk: true,
});
const install = (plugin: WrittenPlugin) => test.host.install(request(plugin));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => error.code ?? error.message,
  );
const current = () => test.summary('line').version;
const store = (value: string, form: number) =>
  data.storage.commit(line, { expects: [], puts: [{ key: 'k', value }], removes: [], version: form, quotaBytes: 1e6 });
const stored = async () => (await data.storage.read(line, 'k'))?.value;

describe('a copied plugin', () => {
  it('runs what was installed, whatever becomes of its folder', async () => {
    await install(version('1.0.0', 5));
    test.write(version('1.0.0', 7, { files: { 'index.js': 'throw new Error("edited")' } }));
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    await drawn(105);
  });

  it('is not run once its code was changed', async () => {
    await install(version('1.0.0'));
    const [record] = await test.store.list();
    await code.collect(new Set());
    expect(record?.digest).toMatch(/^[0-9a-f]{64}$/);
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    await test.until(() => expect(test.summary('line').error?.code).toBe('store.not-stored'));
    expect(test.summary('days').state).toBe('active');
  });

  it('is brought to another version from another folder, and keeps the one before', async () => {
    await install(version('1.0.0'));
    const other = await openTestHost();
    await using _ = other;
    const path = other.write(version('2.0.0', 1));
    const { changes: changed } = await test.host.install({
      source: { kind: 'directory', path, copy: true },
      grants: [],
      grantLowRisk: true,
    });
    expect(changed).toEqual([{ plugin: 'line', from: '1.0.0', to: '2.0.0' }]);
    expect(test.host.plugin('line').versions).toEqual(['2.0.0', '1.0.0']);
  });
});

describe('an update', () => {
  it('changes nothing where the source holds nothing newer', async () => {
    await install(version('1.0.0'));
    expect((await test.host.update('line', { grants: [], grantLowRisk: true })).changes).toEqual([]);
    test.write(version('1.1.0'));
    const { changes: changed } = await test.host.update('line', { grants: [], grantLowRisk: true });
    expect(changed).toEqual([{ plugin: 'line', from: '1.0.0', to: '1.1.0' }]);
  });

  it.each(updateStepNames)('that fails at %s leaves the old version whole, running, with its data', async (step) => {
    await install(version('1.0.0', 1));
    await store('old', 1);
    await showLine();
    failAt = step;
    expect(await codeOf(install(version('2.0.0', 2)))).toBe(`${step} was made to fail`);
    expect(current()).toBe('1.0.0');
    expect((await test.store.list()).find(({ id }) => id === line)?.version).toBe('1.0.0');
    expect(await stored()).toBe('old');
    expect(await changes.open()).toEqual([]);
    await test.until(() => expect(test.summary('line').state).toBe('active'));
    await drawn(101);
    expect(test.host.plugin('line').versions).toEqual(['1.0.0']);
    failAt = undefined;
    await install(version('2.0.0', 2));
    await drawn(102);
  });

  it.each(updateStepNames)('of an installation that fails at %s leaves nothing', async (step) => {
    failAt = step;
    expect(await codeOf(install(version('1.0.0')))).toBe(`${step} was made to fail`);
    expect(test.host.plugins()).toEqual([]);
    expect(await test.store.list()).toEqual([]);
    expect(await changes.open()).toEqual([]);
    expect(await code.collect(new Set())).toEqual([]);
  });

  it('to a version that fails its trial is refused, and the old one goes on', async () => {
    await install(version('1.0.0'));
    const broken = version('2.0.0', 0, {
      files: { 'index.js': 'export default { activate() { throw new Error("no"); } };' },
    });
    expect(await codeOf(install(broken))).toBe('registry.trial-failed');
    expect(current()).toBe('1.0.0');
    expect(test.summary('line').state).toBe('installed');
  });

  it('to a version that fails once it runs is taken back', async () => {
    await using watching = await openTestHost({ data, code, healthMs: 5_000 });
    const original = test;
    test = watching;
    await install(version('1.0.0', 1));
    await showLine();
    // Its trial sees other bars than these.
    const spins = version('2.0.0').files['index.js']?.replace('for (let i', 'while (bars.volume[0] === 1); for (let i');
    const error = await install(version('2.0.0', 0, { files: { 'index.js': spins as string } })).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'registry.unhealthy', data: { plugin: 'line', version: '2.0.0' } });
    expect(current()).toBe('1.0.0');
    await drawn(101);
    test = original;
  });

  it('that asks for more waits until the user has seen it, and the old version goes on', async () => {
    await install(version('1.0.0'));
    const asks = version('2.0.0', 0, { permissions: ['charts:write', 'net:example.com', 'ui:notify'] });
    const error = await install(asks).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'registry.asks-for-more', data: { permissions: ['net:example.com'] } });
    expect(current()).toBe('1.0.0');
    expect(test.events('plugin.update-waiting')).toHaveLength(1);
    const { withheld } = await test.host.install({ ...request(asks), consent: true });
    expect(withheld.map(({ permission }) => permission)).toEqual(['net:example.com']);
    expect(current()).toBe('2.0.0');
    expect(await codeOf(install(version('3.0.0', 0, { permissions: asks.permissions as string[] })))).toBe(
      'nothing was refused',
    );
  });

  it('is refused for a pinned plugin', async () => {
    await install(version('1.0.0'));
    await test.host.pin('line', true);
    expect(await codeOf(install(version('2.0.0')))).toBe('registry.pinned');
    await test.host.pin('line', false);
    expect(await codeOf(install(version('2.0.0')))).toBe('nothing was refused');
  });

  it('to older code than wrote the data is refused', async () => {
    await install(version('2.0.0'));
    await store('newer', 2);
    expect(await codeOf(install(version('1.0.0')))).toBe('registry.older-than-data');
    expect(current()).toBe('2.0.0');
  });
});

describe('a return to an older version', () => {
  it('brings its data and its lines back, and can be taken back itself', async () => {
    await install(version('1.0.0', 1));
    await store('of one', 1);
    await install(version('2.0.0', 2));
    await store('of two', 2);
    const { changes: changed } = await test.host.rollback('line');
    expect(changed).toEqual([{ plugin: 'line', from: '2.0.0', to: '1.0.0' }]);
    expect(await stored()).toBe('of one');
    await test.host.rollback('line', '2.0.0');
    expect(await stored()).toBe('of two');
    expect(test.host.plugin('line').versions).toEqual(['2.0.0', '1.0.0']);
  });

  it('names what is kept where it is asked for something else', async () => {
    await install(version('1.0.0'));
    await expect(test.host.rollback('line')).rejects.toThrow('there is none');
    await install(version('2.0.0'));
    await expect(test.host.rollback('line', '7.0.0')).rejects.toThrow('there is 1.0.0');
  });

  it('does not give back what was revoked since', async () => {
    await install(version('1.0.0', 0, { permissions: ['charts:write', 'ui:notify'] }));
    await install(version('2.0.0', 0, { permissions: ['charts:write', 'ui:notify'] }));
    await test.host.access.revoke('line', 'ui:notify');
    await test.host.rollback('line');
    expect(test.host.plugin('line').grants.map(({ permission }) => permission)).toEqual(['charts:write']);
  });

  it('that fails leaves the newer version with its data', async () => {
    await install(version('1.0.0'));
    await store('of one', 1);
    await install(version('2.0.0'));
    await store('of two', 2);
    failAt = 'health';
    expect(await codeOf(test.host.rollback('line'))).toBe('health was made to fail');
    expect(current()).toBe('2.0.0');
    expect(await stored()).toBe('of two');
  });
});

describe('plugins that need each other', () => {
  const tools = (text: string) => ({ ...copyPlugin('tools', { copy: 0 }), version: text });
  const needs = (range: string) => version('1.0.0', 0, { dependencies: { tools: range } });

  const conflict = (...because: object[]) => ({
    code: 'registry.conflict',
    data: expect.objectContaining({ because }),
  });
  const wanted = { kind: 'request', plugin: 'line', range: '1.0.0' };
  const needing = (range: string) => ({
    kind: 'dependency',
    plugin: 'line',
    versions: ['1.0.0'],
    needs: 'tools',
    range,
  });

  it('are refused while something is missing or does not fit, with why', async () => {
    const missing = await install(needs('^1.0.0')).catch((error) => error);
    expect(missing).toMatchObject(conflict(wanted, needing('^1.0.0'), { kind: 'unknown', plugin: 'tools' }));
    expect(missing.message).toContain('line 1.0.0 needs tools ^1.0.0');
    await install(tools('2.0.0'));
    const unfit = await install(needs('^1.0.0')).catch((error) => error);
    const newest = { kind: 'no-version', plugin: 'tools', range: '^1.0.0', newest: '2.0.0' };
    expect(unfit).toMatchObject(conflict(wanted, needing('^1.0.0'), newest));
    await install(needs('^2.0.0'));
    expect(test.host.plugin('tools').dependents).toEqual(['line']);
  });

  it('keep an update out that would break one of them', async () => {
    await install(tools('1.0.0'));
    await install(needs('^1.0.0'));
    const refused = await install(tools('2.0.0')).catch((error) => error);
    expect(refused).toMatchObject(
      conflict({ kind: 'installed', plugin: 'line', version: '1.0.0' }, needing('^1.0.0'), {
        kind: 'request',
        plugin: 'tools',
        range: '2.0.0',
      }),
    );
    expect(refused.message).toContain('Line 1.0.0 is installed and must go on working');
    expect(test.summary('tools').version).toBe('1.0.0');
  });

  it('are disabled and uninstalled together or not at all', async () => {
    await install(tools('1.0.0'));
    await install(needs('^1.0.0'));
    for (const act of [() => test.host.disable('tools'), () => test.host.uninstall('tools')])
      await expect(act()).rejects.toMatchObject({ code: 'registry.needed-by-others', data: { dependents: ['line'] } });
    await test.host.disable('tools', { withDependents: true });
    expect(test.host.plugins().map(({ wanted }) => wanted)).toEqual(['disabled', 'disabled']);
    const { changes: changed } = await test.host.uninstall('tools', { withDependents: true });
    expect(changed.map(({ plugin }) => plugin)).toEqual(['line', 'tools']);
    expect(test.host.plugins()).toEqual([]);
  });
});

describe('a start after a crash', () => {
  it('undoes what was left open, and says so', async () => {
    await install(version('1.0.0'));
    await store('old', 1);
    const [record] = await test.store.list();
    await changes.stage({ plugin: line, kind: 'update', from: '1.0.0', to: '2.0.0', begunAt: 1 });
    await changes.snapshot(line);
    await changes.switch({ ...(record as NonNullable<typeof record>), version: '2.0.0' });
    await store('new', 2);
    const again = await openTestHost({ store: test.store, data, code, changes });
    await using _ = again;
    expect(again.summary('line').version).toBe('1.0.0');
    expect(await stored()).toBe('old');
    expect(again.events('plugin.change-undone')[0]).toMatchObject({
      plugin: 'line',
      data: { from: '1.0.0', to: '2.0.0' },
    });
  });
});
