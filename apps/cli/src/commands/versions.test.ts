import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, fixturePlugin, type TestHome } from '../cli-fixture.ts';

let home: TestHome;
let folder: string;
beforeAll(() => {
  home = createTestHome();
  folder = join(home.dir, 'plugin');
  cpSync(fixturePlugin('trivial'), folder, { recursive: true });
});
afterAll(() => home[Symbol.dispose]());

function release(version: string, permissions?: readonly string[]): void {
  const file = join(folder, 'plugin.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, version, ...(permissions && { permissions }) }));
}
const json = async (...args: string[]) => {
  const { code, json: document } = await home.run(...args, '--json');
  return { code, document: document as Record<string, never> };
};

describe('versions from the outside', () => {
  it('go forth and back, stay where they are pinned, and wait for consent', async () => {
    release('1.0.0');
    expect((await json('install', folder, '--copy', '--yes')).document).toMatchObject({
      changes: [{ plugin: 'trivial', from: null, to: '1.0.0' }],
    });
    expect((await home.run('update', 'trivial')).stdout).toBe('trivial is up to date.\n');
    release('2.0.0');
    expect((await json('pin', 'trivial')).document).toEqual({
      ok: true,
      plugin: 'trivial',
      version: '1.0.0',
      pinned: true,
    });
    expect(await json('update', 'trivial')).toMatchObject({
      code: 1,
      document: { error: { code: 'registry.pinned' } },
    });
    expect((await home.run('pin', 'trivial', '--off')).stdout).toBe('trivial may be updated again.\n');
    expect((await json('update')).document).toMatchObject({
      changes: [{ plugin: 'trivial', from: '1.0.0', to: '2.0.0' }],
    });
    const { permissions } = JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8')) as { permissions: string[] };
    release('3.0.0', [...permissions, 'net:example.com']);
    const waiting = await json('update', 'trivial');
    expect(waiting).toMatchObject({ code: 1, document: { error: { code: 'registry.asks-for-more' } } });
    expect((await json('update', 'trivial', '--yes')).document).toMatchObject({
      changes: [{ to: '3.0.0' }],
      withheld: [{ permission: 'net:example.com' }],
    });
    expect((await json('info', 'trivial')).document).toMatchObject({ versions: ['3.0.0', '2.0.0', '1.0.0'] });
    expect((await home.run('rollback', 'trivial', '--to', '1.0.0')).stdout).toBe(
      'Returned trivial to 1.0.0 (was 3.0.0)\n',
    );
    expect(await json('rollback', 'trivial', '--to', '9.0.0')).toMatchObject({
      code: 1,
      document: { error: { code: 'registry.nothing-kept' } },
    });
  }, 120_000);

  it('go the same way through a running terminal', async () => {
    const terminal = await home.start();
    release('4.0.0');
    expect((await json('update', 'trivial', '--yes')).document).toMatchObject({ changes: [{ to: '4.0.0' }] });
    expect((await json('rollback', 'trivial')).document).toMatchObject({ changes: [{ from: '4.0.0', to: '1.0.0' }] });
    expect((await json('pin', 'trivial')).document).toMatchObject({ pinned: true });
    expect((await json('uninstall', 'trivial', '--purge', '--with-dependents')).document).toMatchObject({
      changes: [{ plugin: 'trivial', to: null }],
    });
    expect(await terminal.stop()).toBe(0);
  }, 120_000);
});
