import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBatch } from './batch.ts';
import { Database, openDatabase } from './database.ts';
import { migrations } from './tables/index.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-database-'));
  file = join(dir, 'test.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (id: number, content: string) => ({
  id,
  operation: 'workspaces.write-content' as const,
  input: { name: `w${id}`, content },
});

describe('database', () => {
  it('brings an older file to this release and keeps what it holds', () => {
    openDatabase(file, migrations.slice(0, 1))[Symbol.dispose]();
    using older = openDatabase(file, migrations);
    expect(older.all('pragma user_version')).toEqual([{ user_version: migrations.length }]);
    runBatch(older, [write(1, '{}')]);
    older[Symbol.dispose]();
    using again = openDatabase(file, migrations);
    expect(again.all('select name from workspaces')).toEqual([{ name: 'w1' }]);
  });

  it('refuses a file of a newer release', () => {
    openDatabase(file, [...migrations, 'create table later (a)'])[Symbol.dispose]();
    expect(() => openDatabase(file, migrations)).toThrow(
      expect.objectContaining({
        code: 'store.newer',
        data: { file, found: migrations.length + 1, known: migrations.length },
      }),
    );
  });

  it('leaves no trace of a migration that fails', () => {
    openDatabase(file, migrations)[Symbol.dispose]();
    expect(() => openDatabase(file, [...migrations, 'create table a (b); create nonsense'])).toThrow();
    using db = openDatabase(file, migrations);
    expect(db.all("select name from sqlite_schema where name = 'a'")).toEqual([]);
  });

  it('refuses a database of another program', () => {
    using other = new Database(file, []);
    other.exec('create table theirs (a)');
    other[Symbol.dispose]();
    expect(() => openDatabase(file, migrations)).toThrow(/it belongs to another program/);
  });

  it('answers a full disk for the request that met it, and keeps the others', () => {
    using db = openDatabase(file, migrations);
    const pages = Number(db.all('pragma page_count')[0]?.page_count);
    db.exec(`pragma max_page_count = ${pages + 4}`);
    const large = JSON.stringify('x'.repeat(1_000_000));
    const answers = runBatch(db, [write(1, '1'), write(2, large), write(3, '3')]);
    expect(answers).toMatchObject([
      { id: 1, ok: true },
      { id: 2, ok: false, error: { code: 'store.disk-full' } },
      { id: 3, ok: true },
    ]);
    expect(db.all('select name from workspaces')).toEqual([{ name: 'w1' }, { name: 'w3' }]);
  });

  it('is the only file of the package that touches node:sqlite', () => {
    const src = new URL('.', import.meta.url);
    const users = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .filter((name) => readFileSync(new URL(name, src), 'utf8').includes("'node:sqlite'"));
    expect(users).toEqual(['database.ts']);
  });
});
