import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginId, PluginRecord } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from './index.ts';

/** Only some machines let a test have a disk of its own. */
const mount = (dir: string, ...options: string[]) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', dir]).status === 0;
const unmount = (dir: string) => spawnSync('umount', [dir]);
const canMount = (() => {
  const dir = mkdtempSync(join(tmpdir(), 'omnitrade-mount-'));
  const can = mount(dir, 'size=64k');
  if (can) unmount(dir);
  rmSync(dir, { recursive: true, force: true });
  return can;
})();

const createRecord = (id: string, settings = ''): PluginRecord => ({
  id: id as PluginId,
  version: '1.0.0',
  wanted: 'enabled',
  source: { kind: 'directory', path: '/plugins' },
  manifest: { name: id },
  contributions: [],
  grants: [],
  settings: { settings },
  installedAt: 1,
  failure: null,
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => error.code,
  );

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-full-'));
});
afterEach(() => {
  unmount(dir);
  rmSync(dir, { recursive: true, force: true });
});

describe.skipIf(!canMount)('a home on a disk that is full', () => {
  it('says so, keeps all it has acknowledged, and goes on when there is room', async () => {
    mount(dir, 'size=2m');
    await using home = await openHome({ dir });
    const kept = await home.code.put([{ path: 'index.js', data: Buffer.from('export default 1') }]);
    await home.plugins.put(createRecord('ant'));
    const ballast = join(dir, 'ballast');
    try {
      for (let n = 0; ; n++) writeFileSync(`${ballast}-${n}`, Buffer.alloc(4096));
    } catch {}
    const large = [{ path: 'index.js', data: Buffer.alloc(200_000, 'x') }];
    expect(await codeOf(home.code.put(large))).toBe('store.disk-full');
    expect(await codeOf(home.plugins.put(createRecord('bee', 'x'.repeat(400_000))))).toBe('store.disk-full');
    expect((await home.plugins.list()).map(({ id }) => id)).toEqual(['ant']);
    expect(Buffer.from((await home.code.read(kept))[0]?.data ?? []).toString()).toBe('export default 1');
    spawnSync('sh', ['-c', 'rm -f "$1"-*', 'sh', ballast]);
    const digest = await home.code.put(large);
    await home.plugins.put(createRecord('bee', 'x'.repeat(400_000)));
    expect(await home.code.read(digest)).toHaveLength(1);
    expect(await home.code.collect(new Set([kept, digest]))).toEqual([]);
    expect((await home.plugins.list()).map(({ id }) => id)).toEqual(['ant', 'bee']);
  });
});

describe.skipIf(!canMount)('a home on a disk that cannot be written', () => {
  it('is refused with a sentence, and left as it is', async () => {
    mount(dir, 'size=2m');
    {
      await using home = await openHome({ dir });
      await home.plugins.put(createRecord('ant'));
    }
    expect(spawnSync('mount', ['-o', 'remount,ro', dir]).status).toBe(0);
    await expect(openHome({ dir })).rejects.toMatchObject({ code: 'store.not-writable' });
    await expect(openHome({ dir })).rejects.toThrow(/choose another home with --home/);
    expect(spawnSync('mount', ['-o', 'remount,rw', dir]).status).toBe(0);
    await using home = await openHome({ dir });
    expect(await home.plugins.list()).toHaveLength(1);
  });
});
