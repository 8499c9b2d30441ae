import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonObject, PluginId, PluginRecord } from '@omnitrade/contracts';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openHome, readSession } from './index.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];

function createFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'omnitrade-store-'));
  folders.push(dir);
  return dir;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function createRecord(id: string, change: Partial<PluginRecord> = {}): PluginRecord {
  return {
    id: id as PluginId,
    version: '1.0.0',
    wanted: 'enabled',
    source: { kind: 'directory', path: `/plugins/${id}`, builtIn: true },
    manifest: { name: id, version: '1.0.0' },
    contributions: [],
    grants: [{ permission: 'charts:write', limits: {}, lifetime: 'until-revoked', grantedAt: 5 }],
    settings: {},
    installedAt: 1,
    failure: null,
    ...change,
  };
}

/** Runs a small program against the store as another process; yields its lines. */
function runProgram(source: string, options: { uid?: number } = {}) {
  const index = new URL('./index.ts', import.meta.url).href;
  const code = `import { openHome } from ${JSON.stringify(index)};\n${source}`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    ...options,
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => error.code,
  );

describe('home', () => {
  it('gives back what was put, in the order of installation', async () => {
    const dir = createFolder();
    const failure = { state: 'quarantined', code: 'sandbox.timeout', message: 'It span.', time: 7 } as const;
    const records = [
      createRecord('zebra', { installedAt: 1, failure, wanted: 'disabled' }),
      createRecord('ant', { installedAt: 2, settings: { deep: { list: [1, 'two', null] } } }),
    ];
    const workspace = {
      provider: 'a/b',
      instrument: 'INDEX:SPX',
      timeframe: '1D',
      indicators: [{ contribution: 'ant/sma', inputs: { length: 50 } }],
      layout: null,
    };
    {
      await using home = await openHome({ dir });
      expect(await home.plugins.list()).toEqual([]);
      expect(await home.workspace.read()).toBeUndefined();
      await Promise.all([
        ...records.toReversed().map((record) => home.plugins.put(record)),
        home.workspace.write(workspace),
      ]);
    }
    await using home = await openHome({ dir });
    expect(await home.plugins.list()).toEqual(records);
    expect(await home.workspace.read()).toEqual(workspace);
  });

  it('keeps the layout apart from the workspace', async () => {
    await using home = await openHome({ dir: createFolder() });
    await home.layout.write({ panels: ['chart'] });
    expect(await home.workspace.read()).toBeUndefined();
    const workspace = { provider: 'a/b', instrument: 'X:Y', timeframe: '1D', indicators: [], layout: { panels: [] } };
    await home.workspace.write(workspace);
    expect(await home.layout.read()).toEqual({ panels: ['chart'] });
    expect(await home.workspace.read()).toEqual({ ...workspace, layout: { panels: ['chart'] } });
  });

  it('replaces a plugin whole and removes it with its grants', async () => {
    await using home = await openHome({ dir: createFolder() });
    await home.plugins.put(createRecord('ant'));
    const changed = createRecord('ant', { version: '2.0.0', grants: [] });
    await home.plugins.put(changed);
    expect(await home.plugins.list()).toEqual([changed]);
    await home.plugins.remove('ant' as PluginId);
    await home.plugins.put(createRecord('ant', { grants: [] }));
    expect((await home.plugins.list())[0]?.grants).toEqual([]);
  });

  it('keeps any JSON exactly, keys named __proto__ included', async () => {
    await using home = await openHome({ dir: createFolder() });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), async (value) => {
        const settings = JSON.parse(JSON.stringify(value)) as JsonObject;
        await home.plugins.put(createRecord('ant', { settings }));
        expect(JSON.stringify((await home.plugins.list())[0]?.settings)).toBe(JSON.stringify(settings));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses one bad request and keeps its neighbours', async () => {
    await using home = await openHome({ dir: createFolder() });
    const results = await Promise.allSettled([
      home.plugins.put(createRecord('ant')),
      home.plugins.put(createRecord('bee', { wanted: 'perhaps' as 'enabled' })),
      home.plugins.put(createRecord('cow')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'store.failed', data: { operation: 'plugins.put' } } });
    expect((await home.plugins.list()).map((record) => record.id)).toEqual(['ant', 'cow']);
  });

  it('finishes what was asked before it closes, and refuses what comes after', async () => {
    const dir = createFolder();
    const home = await openHome({ dir });
    const put = home.plugins.put(createRecord('ant'));
    const closing = home.close();
    await Promise.all([put, closing, home.close()]);
    expect(await codeOf(home.plugins.list())).toBe('store.closed');
    await using again = await openHome({ dir });
    expect(await again.plugins.list()).toHaveLength(1);
  });

  it('is readable by its owner only', async () => {
    const dir = join(createFolder(), 'new', 'home');
    await using home = await openHome({ dir });
    await home.announce({ url: 'http://127.0.0.1:8420', token: 'secret' });
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'session.json')).mode & 0o777).toBe(0o600);
    expect(await readSession(dir)).toEqual({ pid: process.pid, url: 'http://127.0.0.1:8420', token: 'secret' });
    await home.close();
    expect(await readSession(dir)).toBeUndefined();
  });
});

describe('home and other processes', () => {
  const holder = (dir: string) => `
    const home = await openHome({ dir: ${JSON.stringify(dir)} });
    await home.announce({ url: 'http://127.0.0.1:8420', token: 't' });
    console.log('open');
    setInterval(() => {}, 1000);`;

  it('refuses a second process and names the first, until that one is killed', async () => {
    const dir = createFolder();
    const { child, lines } = runProgram(holder(dir));
    await lines.next();
    const refused = openHome({ dir, waitMs: 0 });
    await expect(refused).rejects.toMatchObject({ code: 'store.home-in-use', data: { pid: child.pid } });
    await expect(refused).rejects.toThrow(
      `Another terminal (process ${child.pid}, http://127.0.0.1:8420) uses the home`,
    );
    child.kill('SIGKILL');
    await using home = await openHome({ dir, waitMs: 5000 });
    expect(await readSession(dir)).toEqual({ pid: process.pid });
    await home.plugins.put(createRecord('ant'));
  });

  it('waits for a command that is about to finish', async () => {
    const dir = createFolder();
    const first = await openHome({ dir });
    const second = openHome({ dir, waitMs: 10_000 });
    await first.plugins.put(createRecord('ant'));
    await first.close();
    await using home = await second;
    expect(await home.plugins.list()).toHaveLength(1);
    expect(await readSession(dir)).toEqual({ pid: process.pid });
  });

  it('lets exactly one of many through', async () => {
    const dir = createFolder();
    const homes = await Promise.allSettled([1, 2, 3, 4].map(() => openHome({ dir, waitMs: 300 })));
    const open = homes.filter((home) => home.status === 'fulfilled');
    expect(open).toHaveLength(1);
    await open[0]?.value.close();
  });

  it.each([1, 2, 3])('keeps everything it acknowledged when the process is killed (round %i)', async (round) => {
    const dir = createFolder();
    const { child, lines } = runProgram(`
      const home = await openHome({ dir: ${JSON.stringify(dir)} });
      const record = ${JSON.stringify(createRecord('plugin'))};
      for (let n = 0; ; n += 3) {
        await Promise.all([n, n + 1, n + 2].map((i) => home.plugins
          .put({ ...record, id: 'plugin-' + i % 20, settings: { n: i } })
          .then(() => process.stdout.write(i + '\\n'))));
      }`);
    let acknowledged = -1;
    for (let i = 0; i < 40 * round + 7; i++) acknowledged = Number((await lines.next()).value);
    child.kill('SIGKILL');
    for (let line = await lines.next(); !line.done; line = await lines.next())
      if (/^\d+$/.test(line.value)) acknowledged = Math.max(acknowledged, Number(line.value));
    await using home = await openHome({ dir, waitMs: 5000 });
    const kept = (await home.plugins.list()).map((record) => Number(record.settings.n));
    expect(Math.max(...kept)).toBeGreaterThanOrEqual(acknowledged);
    for (const n of kept) expect(n).toBeGreaterThan(Math.max(...kept) - 21);
  });
});

describe('home on bad ground', () => {
  it('refuses a path that is a file, and one below a file', async () => {
    const file = join(createFolder(), 'file');
    writeFileSync(file, 'text');
    expect(await codeOf(openHome({ dir: file }))).toBe('store.not-a-folder');
    expect(await codeOf(openHome({ dir: join(file, 'below') }))).toBe('store.not-a-folder');
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  it('refuses a folder that cannot be written', async () => {
    const dir = createFolder();
    chmodSync(dir, 0o555);
    const program = `
      await openHome({ dir: ${JSON.stringify(dir)} }).then(() => console.log('opened'), (e) => console.log(e.code + ' ' + e.message));`;
    const { lines } = runProgram(program, process.getuid?.() === 0 ? { uid: 65_534 } : {});
    expect((await lines.next()).value).toMatch(/^store\.not-writable .*cannot be written/);
    chmodSync(dir, 0o755);
  });

  it.each([
    ['text', (bytes: Buffer) => bytes.fill('not a database ')],
    ['a damaged header', (bytes: Buffer) => bytes.fill(0xff, 16, 100)],
    ['damaged pages', (bytes: Buffer) => bytes.fill(0xff, 100)],
  ])('refuses a database that holds %s and leaves it as it is', async (_name, damage) => {
    const dir = createFolder();
    const file = join(dir, 'omnitrade.db');
    await using home = await openHome({ dir });
    await home.plugins.put(createRecord('ant'));
    await home.close();
    const bytes = readFileSync(file);
    damage(bytes);
    writeFileSync(file, bytes);
    const open = async () => {
      await using damaged = await openHome({ dir });
      await damaged.plugins.list();
    };
    await expect(open()).rejects.toMatchObject({ code: 'store.damaged', data: { file } });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    await expect(open()).rejects.toThrow(/put back a copy/);
  });

  it('answers or refuses, but never hangs, whatever byte is damaged', async () => {
    const dir = createFolder();
    const file = join(dir, 'omnitrade.db');
    await using home = await openHome({ dir });
    await home.plugins.put(createRecord('ant'));
    await home.close();
    const bytes = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ flip;
        writeFileSync(file, damaged);
        rmSync(`${file}-wal`, { force: true });
        try {
          await using open = await openHome({ dir });
          await open.plugins.list();
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^store\.(damaged|failed|newer)$/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a folder where the database should be', async () => {
    const dir = createFolder();
    mkdirSync(join(dir, 'omnitrade.db'));
    expect(await codeOf(openHome({ dir }))).toBe('store.not-writable');
  });
});
