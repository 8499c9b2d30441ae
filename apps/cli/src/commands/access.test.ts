import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome } from '../cli-fixture.ts';

const home = createTestHome();
const plugin = join(home.dir, 'asker');
const run = (...args: string[]) => home.run(...args, '--json');
const codeOf = ({ json }: { json: unknown }) => (json as { error?: { code: string } }).error?.code;
const grantsOf = ({ json }: { json: unknown }) =>
  (json as { grants: { permission: string; limits: object; lifetime: string }[] }).grants.map(
    ({ permission, limits, lifetime }) => ({ permission, limits, lifetime }),
  );

beforeAll(() => {
  mkdirSync(plugin);
  const permissions = [
    'storage',
    'account:read',
    { id: 'net:*.example.com', reason: 'For prices.', limits: { bytesPerDay: 1000 } },
  ];
  const about = { name: 'asker', version: '1.0.0', author: 'example-labs', description: 'Asks.', main: 'index.js' };
  const manifest = { ...about, permissions, extensionPoints: [], compatibility: { terminal: '^1.0.0' } };
  writeFileSync(join(plugin, 'plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(plugin, 'index.js'), 'export default { activate() {} };');
});
afterAll(() => home[Symbol.dispose]());

describe('the powers of a plugin', { timeout: 120_000 }, () => {
  it('are asked for with what they mean, given with limits, changed, and taken back', async () => {
    const dry = (await run('install', plugin, '--yes', '--dry-run')).json as { asks: object[] };
    expect(dry.asks).toMatchObject([
      { id: 'account:read', on: false, warnings: [expect.stringContaining('example.com')] },
      { id: 'net:*.example.com', on: false, authorReason: 'For prices.', asked: { bytesPerDay: 1000 } },
      { id: 'storage', on: true },
    ]);
    const wide = await run('install', plugin, '--yes', '--grant', 'net:*.example.com=bytesPerDay:2000');
    expect([wide.code, codeOf(wide)]).toEqual([1, 'permission.wider']);
    await run('install', plugin, '--yes', '--grant', 'net:*.example.com=bytesPerDay:500,methods:GET|POST');
    expect(grantsOf(await run('grants', 'list', 'asker'))).toEqual([
      {
        permission: 'net:*.example.com',
        limits: { bytesPerDay: 500, methods: ['GET', 'POST'] },
        lifetime: 'until-revoked',
      },
      { permission: 'storage', limits: {}, lifetime: 'until-revoked' },
    ]);
    const narrowed = await run('grants', 'set', 'asker', 'net:api.example.com', '--until', '2999-01-01');
    expect(grantsOf(narrowed)[1]).toMatchObject({ permission: 'net:api.example.com', lifetime: 'until' });
    expect(grantsOf(await run('grants', 'revoke', 'asker', 'net:*.example.com')).map((one) => one.permission)).toEqual([
      'net:api.example.com',
      'storage',
    ]);
    expect(grantsOf(await run('grants', 'revoke', 'asker'))).toEqual([]);
    expect((await run('grants', 'report', 'asker')).json).toEqual({ report: [] });
  });

  it.each([
    [['grants', 'set', 'asker', 'trading:place-orders'], 'permission.not-declared'],
    [['grants', 'set', 'asker', 'storage=gb:3'], 'permission.unknown-limit'],
    [['grants', 'set', 'asker', 'storage=5'], 'cli.bad-limits'],
    [['grants', 'set', 'asker', 'storage={5'], 'cli.bad-limits'],
    [['grants', 'set', 'asker', 'storage', '--until', 'soon'], 'cli.bad-time'],
    [['grants', 'set', 'asker', 'storage', '--until', '1999-01-01'], 'permission.over'],
    [['grants', 'list', 'nobody'], 'registry.not-installed'],
  ])('%j is refused', async (args, code) => {
    const refused = await run(...args);
    expect([refused.code, codeOf(refused)]).toEqual([1, code]);
  });

  it('stand in the audit, which shows when it was changed', async () => {
    const audit = await run('audit', 'asker', '--verify');
    const { entries, ok } = audit.json as { entries: { call: string; outcome: string }[]; ok: boolean };
    expect(entries.map(({ call, outcome }) => `${call} ${outcome}`)).toEqual(
      expect.arrayContaining(['grants.set given', 'grants.revoke revoked']),
    );
    expect([audit.code, ok]).toEqual([0, true]);
    const db = new DatabaseSync(join(home.dir, 'omnitrade.db'));
    db.exec(`update audit set permission = 'storage' where seq = 1`);
    db.close();
    const changed = await run('audit', '--verify');
    expect([changed.code, changed.json]).toMatchObject([1, { ok: false, check: { seq: 1 } }]);
  });

  it('keep secrets that come from standard input and are never shown', async () => {
    const bin = fileURLToPath(new URL('../../bin/omnitrade.js', import.meta.url));
    const env = { PATH: process.env.PATH, HOME: home.dir, OMNITRADE_HOME: home.dir };
    const child = spawn(process.execPath, [bin, 'secrets', 'set', 'asker', 'api-key'], { env, stdio: 'pipe' });
    child.stdin.end('hunter-two\n');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    const list = await run('secrets', 'list', 'asker');
    expect(list.json).toEqual({ protection: 'key-file', secrets: [{ name: 'api-key', setAt: expect.any(Number) }] });
    await run('secrets', 'remove', 'asker', 'api-key');
    expect((await run('secrets', 'list', 'asker')).json).toMatchObject({ secrets: [] });
  });
});
