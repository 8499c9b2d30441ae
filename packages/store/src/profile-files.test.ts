import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProfileFiles } from './profile-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-profiles-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('kept profiles', () => {
  it('are the newest three of a plugin, readable to their owner alone', async () => {
    const store = createProfileFiles(join(dir, 'profiles'));
    expect(await store.list('slow')).toEqual([]);
    for (let time = 1; time <= 5; time++) await store.keep('slow', time, `{"time":${time}}`);
    await store.keep('slower', 9, '{}');
    const kept = await store.list('slow');
    expect(kept.map(({ time }) => time)).toEqual([5, 4, 3]);
    expect(readdirSync(join(dir, 'profiles')).sort()).toHaveLength(4);
    expect(statSync(kept[0]?.file as string).mode & 0o777).toBe(0o600);
    expect(kept[0]?.bytes).toBe(10);
  });

  it('are few in all, and files of others stay', async () => {
    const store = createProfileFiles(dir);
    writeFileSync(join(dir, 'note.txt'), '');
    for (let n = 0; n < 40; n++) await store.keep(`plugin-${n}`, n, '{}');
    expect(readdirSync(dir)).toHaveLength(31);
    expect(await store.list('plugin-3')).toEqual([]);
  });

  it.each([
    ['a name that leads elsewhere', '../evil', '{}'],
    ['more than is kept', 'large', 'x'.repeat(4 * 1024 * 1024 + 1)],
  ])('are not made of %s', async (_what, plugin, text) => {
    await expect(createProfileFiles(dir).keep(plugin, 1, text)).rejects.toMatchObject({
      code: 'store.profile-not-kept',
    });
    expect(readdirSync(dir)).toEqual([]);
  });
});
