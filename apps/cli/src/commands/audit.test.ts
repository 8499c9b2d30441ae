import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, fixturePlugin } from '../cli-fixture.ts';

const home = createTestHome();
const other = createTestHome();
const run = (...args: string[]) => home.run(...args, '--json');
const codeOf = ({ json }: { json: unknown }) => (json as { error?: { code: string } }).error?.code;
const plugin = 'tries-everything';
const file = join(home.dir, 'part.jsonl');
const change = (sql: string) => {
  const db = new DatabaseSync(join(home.dir, 'omnitrade.db'));
  db.exec(sql);
  db.close();
};

beforeAll(async () => {
  for (const one of [home, other]) {
    await one.run('install', fixturePlugin(plugin), '--yes');
    await one.run('grants', 'set', plugin, 'secrets', '--json');
    await one.run('grants', 'set', plugin, 'net:api.example.com', '--json');
  }
}, 120_000);
afterAll(() => {
  home[Symbol.dispose]();
  other[Symbol.dispose]();
});

describe('the audit in a file', { timeout: 120_000 }, () => {
  let head: string;

  it('is written whole, once, readable by its owner only, and checks by itself', async () => {
    const { json, code } = await run('audit', '--export', file);
    expect([code, json]).toMatchObject([0, { entries: 2, after: { seq: 0 }, last: { seq: 2 } }]);
    head = (json as { last: { hash: string } }).last.hash;
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(codeOf(await run('audit', '--export', file))).toBe('cli.not-written');
    expect((await run('audit', '--file', file)).json).toMatchObject({ ok: true, entries: 2, joins: 'joins' });
  });

  it('joins the audit that went on, also when the beginning was dropped since', async () => {
    await run('grants', 'revoke', plugin, 'secrets');
    expect((await run('audit', '--file', file)).json).toMatchObject({ joins: 'joins' });
    expect((await run('audit', '--verify', '--head', head)).json).toMatchObject({ ok: true, check: { entries: 3 } });
    change(`update audit_ends set seq = 2, hash = '${head}' where which = 'first'; delete from audit where seq <= 2`);
    expect((await run('audit', '--verify', '--head', head)).json).toMatchObject({
      ok: true,
      check: { entries: 1, after: { seq: 2, hash: head } },
    });
    expect((await run('audit', '--file', file)).json).toMatchObject({ joins: 'joins' });
  });

  it('shows every change made to it, and that another audit is another one', async () => {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n');
    const bad = join(home.dir, 'bad.jsonl');
    for (const changed of [
      text.replace('secrets', 'storage'),
      [lines[0], lines[2], ''].join('\n'),
      [...lines.slice(0, 2), lines[1], ''].join('\n'),
      lines.slice(1).join('\n'),
      '',
      'null',
      '{"audit":1,"after":{"seq":"0","hash":""}}',
    ]) {
      writeFileSync(bad, changed);
      expect(codeOf(await run('audit', '--file', bad))).toBe('cli.audit-file-changed');
    }
    expect(codeOf(await other.run('audit', '--file', file, '--json'))).toBe('cli.audit-does-not-join');
    expect(codeOf(await run('audit', '--verify', '--head', 'f'.repeat(64)))).toBe('cli.audit-head-gone');
    expect(codeOf(await run('audit', '--file', join(home.dir, 'none')))).toBe('cli.no-file');
  });
});
