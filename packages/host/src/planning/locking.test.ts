import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

let written: string[];
let test: TestHost;
beforeEach(async () => {
  written = [];
  test = await openTestHost({ healthMs: 10, lockFile: { write: async (text) => void written.push(text) } });
});
afterEach(() => test[Symbol.asyncDispose]());

const plugin = (name: string, version: string, dependencies: Record<string, string> = {}): WrittenPlugin => ({
  ...copyPlugin(name, { copy: 0 }),
  version,
  dependencies,
});
const options = { grants: [], grantLowRisk: true };
const from = (one: WrittenPlugin, copy = true) =>
  ({ kind: 'directory', path: test.write(one), ...(copy && { copy }) }) as const;
const install = (one: WrittenPlugin, copy = true) => test.host.install({ ...options, source: from(one, copy) });
const versions = (host = test.host) => Object.fromEntries(host.plugins().map(({ id, version }) => [id, version]));
const last = () => JSON.parse(written.at(-1) as string);

describe('installed.lock', () => {
  it('is written on every change, with version, source and digest of each', async () => {
    await install(plugin('base', '1.0.0'));
    await install(plugin('line', '1.0.0'), false);
    expect(Object.keys(last().plugins)).toEqual(['base', 'line']);
    expect(last().plugins.line).toMatchObject({ version: '1.0.0', source: { kind: 'directory' } });
    expect(last().plugins.line.digests.files).toMatch(/^[0-9a-f]{64}$/);
    await test.host.pin('base', true);
    expect(last().plugins.base.pinned).toBe(true);
    await test.host.uninstall('line');
    expect(Object.keys(last().plugins)).toEqual(['base']);
    expect(written.at(-1)).toBe(await test.host.lock());
  });

  it('has the same digest for a folder however it is installed, and another once a byte differs', async () => {
    await install(plugin('line', '1.0.0'));
    const copied = last().plugins.line.digests.files;
    await test.host.uninstall('line');
    await install(plugin('line', '1.0.0'), false);
    expect(last().plugins.line.digests.files).toBe(copied);
    const path = test.write(plugin('line', '1.0.0'));
    appendFileSync(join(path, 'index.js'), ' ');
    await test.host.install({ ...options, source: { kind: 'directory', path } });
    expect(last().plugins.line.digests.files).not.toBe(copied);
  });

  it('that cannot be written hinders nothing', async () => {
    const lockFile = { write: () => Promise.reject(new Error('read-only')) };
    await using own = await openTestHost({ lockFile });
    await own.install(plugin('line', '1.0.0'));
    expect(versions(own.host)).toEqual({ line: '1.0.0' });
    expect(own.lines.join('\n')).toContain('installed.lock could not be written: ');
  });
});

describe('another home', () => {
  it('is brought to exactly what a lock says, as one change', async () => {
    await install(plugin('base', '1.0.0'));
    await install(plugin('line', '2.0.0', { base: '^1.0.0' }));
    await test.host.pin('base', true);
    const lock = await test.host.lock();
    await using other = await openTestHost({ healthMs: 10 });
    const { changes } = await other.host.installLock(lock, { grantLowRisk: true });
    expect(changes.map(({ plugin: id, to }) => `${id} ${to}`).sort()).toEqual(['base 1.0.0', 'line 2.0.0']);
    expect(await other.host.lock()).toBe(lock);
    expect((await other.host.installLock(lock, { grantLowRisk: true })).changes).toEqual([]);
  });

  it('takes packages from where they lie there, whatever the lock says', async () => {
    await install(plugin('line', '1.0.0'));
    const lock = JSON.parse(await test.host.lock());
    lock.plugins.line.source.path = '/gone/line';
    await using other = await openTestHost({ healthMs: 10 });
    const source = { kind: 'directory', path: other.write(plugin('line', '1.0.0')) } as const;
    await other.host.installLock(JSON.stringify(lock), { grantLowRisk: true, offers: [source] });
    expect(versions(other.host)).toEqual({ line: '1.0.0' });
  });

  it('changes nothing where one plugin is not what was locked', async () => {
    await install(plugin('base', '1.0.0'));
    await install(plugin('line', '1.0.0'));
    const lock = await test.host.lock();
    appendFileSync(join(test.write(plugin('line', '1.0.0')), 'index.js'), '// other');
    await using other = await openTestHost({ healthMs: 10 });
    const refused = other.host.installLock(lock, { grantLowRisk: true });
    await expect(refused).rejects.toMatchObject({
      code: 'registry.not-as-locked',
      message: expect.stringContaining('other files under that version'),
    });
    expect(versions(other.host)).toEqual({});
  });

  it('loses what the lock does not name only where that is wished', async () => {
    await install(plugin('line', '1.0.0'));
    const lock = await test.host.lock();
    await install(plugin('more', '1.0.0'));
    await test.host.installLock(lock, { grantLowRisk: true });
    expect(versions()).toEqual({ line: '1.0.0', more: '1.0.0' });
    const dry = await test.host.installLock(lock, { grantLowRisk: true, prune: true, dryRun: true });
    expect(dry.changes).toEqual([{ plugin: 'more', from: '1.0.0', to: null }]);
    await test.host.installLock(lock, { grantLowRisk: true, prune: true });
    expect(versions()).toEqual({ line: '1.0.0' });
  });

  it.each([
    ['no lock', 'no JSON', 'lock.invalid'],
    ['a lock of another format', '{"format":9,"terminal":"1.0.0","plugins":{}}', 'lock.other-format'],
  ])('refuses %s', async (_, text, code) => {
    await expect(test.host.installLock(text, { grantLowRisk: true })).rejects.toMatchObject({ code });
  });
});

describe('asking for plugins', () => {
  beforeEach(async () => {
    await install(plugin('line', '1.0.0'));
    await install({
      name: 'quiet',
      permissions: ['net:api.example.com'],
      files: { 'index.js': 'export default { activate() {} };' },
    });
    await test.host.disable('quiet');
  });
  const ask = (query: Parameters<TestHost['host']['plugins']>[0]) => test.host.plugins(query).map(({ id }) => id);

  it.each([
    [{}, ['line', 'quiet']],
    [{ id: 'quiet' }, ['quiet']],
    [{ point: 'chart.indicator' }, ['line']],
    [{ permission: 'charts:write' }, ['line']],
    [{ permission: 'net' }, []],
    [{ asks: 'net' }, ['quiet']],
    [{ wanted: 'disabled' }, ['quiet']],
    [{ state: 'installed' }, ['line', 'quiet']],
    [{ publisher: 'Example-Labs' }, ['line', 'quiet']],
    [{ text: 'made TEST' }, ['line', 'quiet']],
    [{ text: 'copy made' }, ['line']],
    [{ text: 'made nothing' }, []],
    [{ point: 'chart.indicator', wanted: 'disabled' }, []],
  ] as const)('%o finds %o', (query, found) => {
    expect(ask(query)).toEqual(found);
  });
});
