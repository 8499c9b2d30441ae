import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditNote, PluginId, PluginRecord, StorageCommit } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, openHome } from './index.ts';

const plugin = 'ant' as PluginId;
const other = 'bee' as PluginId;
let dir: string;
let home: Home;

const record = (id: PluginId): PluginRecord => ({
  id,
  version: '1.0.0',
  wanted: 'enabled',
  source: { kind: 'directory', path: `/plugins/${id}` },
  manifest: {},
  contributions: [],
  grants: [],
  settings: {},
  installedAt: 1,
  failure: null,
});
const reopen = async (passphrase?: string) => {
  await home?.close();
  home = await openHome({ dir, ...(passphrase !== undefined && { passphrase }) });
};
const change = (given: Partial<StorageCommit>): StorageCommit => ({
  ...{ expects: [], puts: [], removes: [], quotaBytes: 1000 },
  ...given,
});

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-data-'));
  home = await openHome({ dir });
  await home.plugins.put(record(plugin));
  await home.plugins.put(record(other));
});
afterEach(async () => {
  await home.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('grants on disk', () => {
  it('keep their end and what was seen of them', async () => {
    const grant = { permission: 'account:read', limits: {}, lifetime: 'until', grantedAt: 1 };
    const whole = { ...grant, expiresAt: 9, lastUsedAt: 4, uses: 2, seenAt: 5 };
    await home.plugins.put({ ...record(plugin), grants: [whole, { ...grant, permission: 'storage' }] });
    await reopen();
    const found = (await home.plugins.list()).find(({ id }) => id === plugin);
    expect(found?.grants).toEqual([whole, { ...grant, permission: 'storage' }]);
  });
});

describe('storage', () => {
  it('keeps plugins apart, and goes with the plugin', async () => {
    const { storage } = home.data;
    await storage.commit(plugin, change({ puts: [{ key: '__proto__', value: { deep: [1, null] } }] }));
    await storage.commit(other, change({ puts: [{ key: 'b', value: 2 }] }));
    expect(await storage.read(plugin, 'b')).toBeUndefined();
    await reopen();
    expect(await home.data.storage.read(plugin, '__proto__')).toEqual({ value: { deep: [1, null] }, rev: 1 });
    await home.plugins.put({ ...record(plugin), version: '2.0.0' });
    expect(await home.data.storage.read(plugin, '__proto__')).toBeDefined();
    await home.plugins.remove(plugin);
    await home.plugins.put(record(plugin));
    expect(await home.data.storage.read(plugin, '__proto__')).toBeUndefined();
    expect(await home.data.storage.status(plugin)).toEqual({ version: 0, bytes: 0 });
  });

  it('writes all of a commit or nothing, and refuses one whose reads are stale', async () => {
    const { storage } = home.data;
    const first = change({ puts: [{ key: 'a', value: 1 }], expects: [{ key: 'a', rev: 0 }], version: 3 });
    expect(await storage.commit(plugin, first)).toMatchObject({ ok: true });
    expect(await storage.commit(plugin, first)).toEqual({ ok: false, why: 'conflict', key: 'a' });
    await storage.commit(plugin, change({ removes: ['a'] }));
    const again = change({ puts: [{ key: 'a', value: 1 }] });
    await storage.commit(plugin, again);
    expect(await storage.commit(plugin, change({ ...again, expects: [{ key: 'a', rev: 1 }] }))).toMatchObject({
      why: 'conflict',
    });
    expect(await storage.status(plugin)).toEqual({ version: 3, bytes: 2 });
  });

  it('holds to the quota however many writes race for its last bytes', async () => {
    const { storage } = home.data;
    const value = 'x'.repeat(97);
    const writes = Array.from({ length: 20 }, (_, i) => change({ puts: [{ key: `${i % 10}`, value }] }));
    const results = await Promise.all(writes.map((write) => storage.commit(plugin, { ...write, quotaBytes: 350 })));
    expect(results.filter(({ ok }) => ok)).toHaveLength(6);
    expect((await storage.status(plugin)).bytes).toBe(300);
    expect(await storage.keys(plugin, { prefix: '', after: '', limit: 10 })).toEqual(['0', '1', '2']);
    const smaller = change({ removes: ['0'], puts: [{ key: '1', value: 1 }], quotaBytes: 10 });
    expect(await storage.commit(plugin, smaller)).toEqual({ ok: true, bytes: 102 });
  });

  it('lists keys by prefix, in pages', async () => {
    const puts = ['a%', 'a%1', 'a_2', 'b'].map((key) => ({ key, value: null }));
    await home.data.storage.commit(plugin, change({ puts }));
    const { storage } = home.data;
    expect(await storage.keys(plugin, { prefix: 'a%', after: '', limit: 10 })).toEqual(['a%', 'a%1']);
    expect(await storage.keys(plugin, { prefix: 'a', after: 'a%', limit: 1 })).toEqual(['a%1']);
  });
});

describe('secrets', () => {
  it('lie encrypted in the home, each for its plugin, under a key only its owner can read', async () => {
    expect(existsSync(join(dir, 'secrets.key'))).toBe(false);
    await home.data.secrets.put(plugin, 'api-key', 'hunter-two-hunter-two');
    expect(statSync(join(dir, 'secrets.key')).mode & 0o777).toBe(0o600);
    expect(await home.data.secrets.open(other, 'api-key')).toBeUndefined();
    await reopen();
    expect(await home.data.secrets.open(plugin, 'api-key')).toBe('hunter-two-hunter-two');
    expect(await home.data.secrets.names(plugin)).toEqual([{ name: 'api-key', setAt: expect.any(Number) }]);
    await home.close();
    for (const file of ['omnitrade.db', 'omnitrade.db-wal'])
      if (existsSync(join(dir, file))) expect(readFileSync(join(dir, file), 'latin1')).not.toContain('hunter-two');
    chmodSync(join(dir, 'secrets.key'), 0o644);
    await reopen();
    await expect(home.data.secrets.open(plugin, 'api-key')).rejects.toMatchObject({ code: 'store.key-open' });
  });

  it('cannot be moved from one plugin or name to another, even by who can write the file', async () => {
    await home.data.secrets.put(plugin, 'api-key', 'mine');
    await home.close();
    const db = new DatabaseSync(join(dir, 'omnitrade.db'));
    db.exec(`update secrets set plugin = '${other}'`);
    db.close();
    await reopen();
    await expect(home.data.secrets.open(other, 'api-key')).rejects.toMatchObject({ code: 'store.secret-sealed' });
  });

  it('open with the passphrase they were entered with, and no other', async () => {
    await reopen('correct horse');
    expect(home.data.secrets.protection).toBe('passphrase');
    await home.data.secrets.put(plugin, 'api-key', 'mine');
    await reopen('correct horse');
    expect(await home.data.secrets.open(plugin, 'api-key')).toBe('mine');
    await reopen('wrong horse');
    await expect(home.data.secrets.open(plugin, 'api-key')).rejects.toMatchObject({ code: 'store.wrong-passphrase' });
  });
});

describe('budgets', () => {
  it('outlive the plugin and its grants', async () => {
    const row = { plugin, budget: 'net:api.example.com bytesPerDay', window: 20_000, amount: '12' };
    await home.data.budgets.put([row]);
    await home.data.budgets.put([{ ...row, amount: '15.5' }]);
    await home.plugins.remove(plugin);
    await reopen();
    expect(await home.data.budgets.list()).toEqual([{ ...row, amount: '15.5' }]);
  });
});

describe('audit', () => {
  const note = (change: Partial<AuditNote> = {}): AuditNote => ({
    ...{ time: 1000, plugin, version: '1.0.0', permission: 'net:api.example.com', call: 'network.fetch' },
    ...{ target: 'https://api.example.com/', outcome: 'allowed', ...change },
  });
  const fill = async () => {
    for (let i = 0; i < 5; i++) await home.data.audit.append(note({ time: 1000 + i }));
    await home.data.audit.append(note({ plugin: other, outcome: 'denied', time: 1005 }));
  };

  it('chains its rows, and reads them by plugin', async () => {
    await fill();
    await reopen();
    const { audit } = home.data;
    const entries = await audit.read({ plugin, limit: 3 });
    expect(entries.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(await audit.read({ after: 4, limit: 1 })).toMatchObject([{ seq: 5 }]);
    const head = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await audit.verify()).toEqual({ ok: true, entries: 6, head, after: { seq: 0, hash: '' } });
  });

  it.each([
    ['a changed row', `update audit set target = 'https://elsewhere.example' where seq = 3`, 3],
    ['a changed time', `update audit set time = 1 where seq = 2`, 2],
    ['a row taken from the middle', 'delete from audit where seq = 4', 4],
    ['rows taken from the end', 'delete from audit where seq > 4', 5],
    ['rows taken from the beginning', 'delete from audit where seq < 3', 1],
    [
      'two rows that changed places',
      'update audit set seq = 9 where seq = 3; update audit set seq = 3 where seq = 4',
      3,
    ],
    ['everything gone', 'delete from audit', 1],
  ])('shows %s', async (_name, sql, seq) => {
    await fill();
    await home.close();
    const db = new DatabaseSync(join(dir, 'omnitrade.db'));
    db.exec(sql);
    db.close();
    await reopen();
    expect(await home.data.audit.verify()).toMatchObject({ ok: false, seq });
  });

  it('drops what is old without breaking the chain', async () => {
    await fill();
    await home.data.audit.count([{ plugin, permission: 'storage', minute: 0, allowed: 1, denied: 0 }]);
    await home.data.audit.prune(1003);
    expect(await home.data.audit.verify()).toMatchObject({ ok: true, entries: 3 });
    await home.data.audit.append(note());
    expect(await home.data.audit.verify()).toMatchObject({ ok: true, entries: 4 });
    await home.data.audit.prune(1e12);
    expect(await home.data.audit.verify()).toMatchObject({ ok: true, entries: 0 });
    await home.data.audit.append(note());
    expect(await home.data.audit.verify()).toMatchObject({ ok: true, entries: 1 });
    expect(await home.data.audit.counts({ limit: 9 })).toEqual([]);
  });

  it('tells what a plugin really used, from rows and counters', async () => {
    await fill();
    const count = { plugin, permission: 'storage', minute: 7, allowed: 20, denied: 1 };
    await home.data.audit.count([count]);
    await home.data.audit.count([count]);
    expect(await home.data.audit.uses(plugin)).toEqual([
      {
        ...{ permission: 'net:api.example.com', allowed: 5, denied: 0, last: 1004 },
        targets: ['https://api.example.com/'],
      },
      { permission: 'storage', allowed: 40, denied: 2, last: 420_000, targets: [] },
    ]);
  });
});
