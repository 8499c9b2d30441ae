import type { PluginCatalogue } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';
import { createMemoryChanges, createMemoryCode } from '../memory-changes.ts';
import { createMemoryData } from '../memory-data.ts';
import { createMemoryPluginStore } from '../memory-store.ts';

let test: TestHost;
let failAt: string | undefined;
let listed: Record<string, WrittenPlugin[]>;
const steps: string[] = [];

const plugin = (name: string, version: string, dependencies: Record<string, string> = {}): WrittenPlugin => ({
  ...copyPlugin(name, { copy: 0 }),
  version,
  dependencies,
});
const broken = (name: string, version: string) => ({
  ...plugin(name, version),
  files: { 'index.js': 'throw new Error("broken");' },
});

/** Lists what a test put into `listed`. */
const catalogue: PluginCatalogue = {
  releases: async (name) =>
    Object.fromEntries(
      (listed[name] ?? []).map(({ version = '', dependencies = {} }) => [
        version,
        { dependencies, terminal: '^1.0.0' },
      ]),
    ),
  fetch: async (name, version) => {
    const found = listed[name]?.find((one) => one.version === version);
    if (!found) return undefined;
    const path = test.write(found);
    const { readDirectory } = await import('../sources/directory.ts');
    const { toStoredFiles } = await import('../sources/stored-files.ts');
    const files = toStoredFiles(await readDirectory(path), new Map());
    return { source: { kind: 'directory', path, copy: true }, files };
  },
};

beforeEach(async () => {
  failAt = undefined;
  listed = {};
  steps.length = 0;
  const store = createMemoryPluginStore();
  const data = createMemoryData();
  const changes = createMemoryChanges(store, data.storage);
  const onStep = (id: string, step: string) => {
    steps.push(`${id} ${step}`);
    if (failAt === `${id} ${step}`) throw new Error(`${id} was made to fail`);
  };
  test = await openTestHost({ store, data, changes, code: createMemoryCode(), healthMs: 20, onStep, catalogue });
});
afterEach(() => test[Symbol.asyncDispose]());

const options = { grants: [], grantLowRisk: true };
const from = (one: WrittenPlugin) => ({ kind: 'directory', path: test.write(one), copy: true }) as const;
const install = (one: WrittenPlugin, offers: WrittenPlugin[] = [], more = {}) =>
  test.host.install({ ...options, source: from(one), offers: offers.map(from), ...more });
const versions = () => Object.fromEntries(test.host.plugins().map(({ id, version }) => [id, version]));

describe('installing what needs other plugins', () => {
  const chain = () => [plugin('mid', '1.1.0', { base: '^2.0.0' }), plugin('base', '2.3.0')];

  it('brings them in from where they are offered, the needed ones first', async () => {
    const result = await install(plugin('top', '1.0.0', { mid: '^1.0.0' }), chain());
    expect(result.changes).toEqual([
      { plugin: 'top', from: null, to: '1.0.0' },
      { plugin: 'base', from: null, to: '2.3.0' },
      { plugin: 'mid', from: null, to: '1.1.0' },
    ]);
    expect(test.events('plugin.installed').map(({ plugin: id }) => id)).toEqual(['base', 'mid', 'top']);
    expect(result.grants).toContainEqual({ plugin: 'base', permission: 'charts:write' });
  });

  it('leaves alone what is offered and not needed, and what is there and fits', async () => {
    await install(plugin('mid', '1.0.5'));
    await install(plugin('top', '1.0.0', { mid: '^1.0.0' }), chain());
    expect(versions()).toEqual({ mid: '1.0.5', top: '1.0.0' });
  });

  it('says what would change in a dry run, and changes nothing', async () => {
    const { changes, dryRun } = await install(plugin('top', '1.0.0', { mid: '^1.0.0' }), chain(), { dryRun: true });
    expect([changes.length, dryRun, versions()]).toEqual([3, true, {}]);
  });

  it.each(['base switch', 'base commit', 'mid activate', 'top stage', 'top health', 'top commit'])(
    'installs none of them where %s fails',
    async (step) => {
      failAt = step;
      await expect(install(plugin('top', '1.0.0', { mid: '^1.0.0' }), chain())).rejects.toThrow('was made to fail');
      expect(versions()).toEqual({});
      expect(await test.store.list()).toEqual([]);
      failAt = undefined;
      await install(plugin('top', '1.0.0', { mid: '^1.0.0' }), chain());
      expect(versions()).toEqual({ base: '2.3.0', mid: '1.1.0', top: '1.0.0' });
    },
  );

  it('installs none of them where one fails its trial', async () => {
    const refused = install(plugin('top', '1.0.0', { base: '^2.0.0' }), [broken('base', '2.0.0')]);
    await expect(refused).rejects.toMatchObject({ code: 'registry.trial-failed', data: { plugin: 'base' } });
    expect(versions()).toEqual({});
  });

  it('makes nothing final before everything is in place', async () => {
    await install(plugin('top', '1.0.0', { base: '^2.0.0' }), [plugin('base', '2.0.0')]);
    expect(steps.indexOf('base commit')).toBeLessThan(steps.indexOf('top download'));
    expect(steps.filter((step) => step.endsWith('commit'))).toEqual(['base commit', 'top commit']);
  });

  it('puts back what was updated on the way, when a later one fails', async () => {
    await install(plugin('base', '1.0.0'));
    failAt = 'top activate';
    const refused = install(plugin('top', '1.0.0', { base: '^2.0.0' }), [plugin('base', '2.0.0')]);
    await expect(refused).rejects.toThrow('was made to fail');
    expect(versions()).toEqual({ base: '1.0.0' });
    expect(test.host.plugin('base').versions).toEqual(['1.0.0']);
  });

  it('takes what is optional where it can be had, and says what it goes without', async () => {
    const optional = { ...plugin('top', '1.0.0'), optionalDependencies: { base: '^2.0.0', gone: '*' } };
    const { changes, left } = await install(optional, [plugin('base', '2.1.0')]);
    expect(changes.map(({ plugin: id }) => id)).toEqual(['top', 'base']);
    expect(left).toEqual([{ plugin: 'top', version: '1.0.0', needs: 'gone', range: '*', why: 'unknown' }]);
    await install({ ...optional, version: '1.1.0', optionalDependencies: { base: '^7.0.0' } });
    expect(versions()).toEqual({ base: '2.1.0', top: '1.1.0' });
  });

  it('takes plugins that need each other together', async () => {
    await install(plugin('one', '1.0.0', { two: '^1.0.0' }), [plugin('two', '1.0.0', { one: '^1.0.0' })]);
    expect(versions()).toEqual({ one: '1.0.0', two: '1.0.0' });
  });

  it('explains why it cannot be, with the smallest set of facts', async () => {
    await install(plugin('base', '1.0.0'));
    await install(plugin('old', '1.0.0', { base: '^1.0.0' }));
    const error = await install(plugin('top', '1.0.0', { base: '^2.0.0' }), [plugin('base', '2.0.0')]).catch((e) => e);
    expect(error).toMatchObject({ code: 'registry.conflict', data: { plugin: 'top' } });
    expect(error.data.because.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      ...['dependency', 'dependency', 'installed', 'request'],
    ]);
    expect(error.message).toBe(error.data.explanation);
    expect(error.data.remedies).toEqual(['Uninstall old.']);
    expect(versions()).toEqual({ base: '1.0.0', old: '1.0.0' });
  });
});

describe('a plugin of a catalogue', () => {
  it('is installed by name, in the newest version that fits, with what it needs', async () => {
    listed = {
      top: [
        plugin('top', '1.0.0'),
        plugin('top', '2.0.0', { base: '^9.0.0' }),
        plugin('top', '1.5.0', { base: '^1.0.0' }),
      ],
      base: [plugin('base', '1.0.0'), plugin('base', '1.2.0'), plugin('base', '2.0.0')],
    };
    await test.host.install({ ...options, want: { name: 'top', range: '*' } });
    expect(versions()).toEqual({ base: '1.2.0', top: '1.5.0' });
  });

  it('is updated with what must change for it, and nothing else', async () => {
    listed = {
      top: [plugin('top', '1.0.0', { base: '^1.0.0' })],
      base: [plugin('base', '1.0.0')],
      bystander: [plugin('bystander', '1.0.0')],
    };
    for (const name of ['top', 'bystander']) await test.host.install({ ...options, want: { name, range: '*' } });
    listed.top?.push(plugin('top', '2.0.0', { base: '^2.0.0' }));
    listed.base?.push(plugin('base', '2.0.0'));
    listed.bystander?.push(plugin('bystander', '1.1.0'));
    const { changes } = await test.host.update('top', options);
    expect(changes.map(({ plugin: id }) => id).sort()).toEqual(['base', 'top']);
    expect(versions()).toEqual({ base: '2.0.0', bystander: '1.0.0', top: '2.0.0' });
    expect((await test.host.update('top', options)).changes).toEqual([]);
  });

  it('is refused when what arrives is not what was listed', async () => {
    listed = { top: [plugin('top', '1.0.0')] };
    const { fetch } = catalogue;
    const other = { ...catalogue, fetch: () => fetch('top', '1.0.0'), releases: async () => ({ '3.0.0': {} }) };
    await using own = await openTestHost({ catalogue: other });
    const refused = own.host.install({ ...options, want: { name: 'top', range: '*' } });
    await expect(refused).rejects.toMatchObject({ code: 'registry.not-offered' });
  });
});

describe('what others need', () => {
  beforeEach(async () => {
    await install(plugin('top', '1.0.0', { base: '^1.0.0' }), [plugin('base', '1.0.0')]);
  });
  const wanted = () => test.host.plugins().map(({ id, wanted: is }) => `${id} ${is}`);

  it('goes only when it is said what becomes of them, and the refusal names the choices', async () => {
    const choices = ['with-dependents', 'alone'];
    for (const act of [() => test.host.disable('base'), () => test.host.uninstall('base')])
      await expect(act()).rejects.toMatchObject({ code: 'registry.needed-by-others', data: { choices } });
    await test.host.disable('base', { alone: true });
    expect(wanted()).toEqual(['base disabled', 'top enabled']);
    await test.host.uninstall('base', { alone: true });
    expect(wanted()).toEqual(['top enabled']);
  });

  it('is asked for when one of them is enabled', async () => {
    await test.host.disable('base', { withDependents: true });
    const refused = { code: 'registry.needs-others', data: { disabled: ['base'], missing: [] } };
    await expect(test.host.enable('top')).rejects.toMatchObject(refused);
    await test.host.enable('top', { withDependencies: true });
    expect(wanted()).toEqual(['base enabled', 'top enabled']);
  });

  it('and is gone is brought back where it can be had, else explained', async () => {
    await test.host.uninstall('base', { alone: true });
    await expect(test.host.enable('top')).rejects.toMatchObject({ code: 'registry.conflict' });
    listed = { base: [plugin('base', '1.4.0')] };
    await expect(test.host.enable('top')).rejects.toMatchObject({ code: 'registry.needs-others' });
    await test.host.enable('top', { withDependencies: true });
    expect(versions()).toEqual({ base: '1.4.0', top: '1.0.0' });
  });
});
