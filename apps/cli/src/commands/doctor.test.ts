import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHome } from '@omnitrade/store';
import { describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

interface Examination {
  readonly ok: boolean;
  readonly findings: readonly { check: string; level: string; plugin?: string; message: string; remedy?: string }[];
}

function writePlugin(home: TestHome, name: string): string {
  const folder = join(home.dir, 'made', name);
  mkdirSync(folder, { recursive: true });
  const about = { author: 'example-labs', description: 'Made for a test.', main: 'index.js' };
  const manifest = { name, version: '1.0.0', ...about, compatibility: { terminal: '^1.0.0' } };
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), 'export default { activate() {} };');
  return folder;
}

const examine = async (home: TestHome): Promise<Examination> =>
  (await home.run('doctor', '--json')).json as Examination;
const worst = ({ findings }: Examination) =>
  findings.filter(({ level }) => level !== 'ok').map(({ check, level, plugin }) => [check, level, plugin ?? '-']);

describe('doctor', () => {
  it('finds nothing in a home that is well, and says what it looked at', async () => {
    using home = createTestHome();
    expect((await home.run('install', writePlugin(home, 'ant'), '--yes')).code).toBe(0);
    const examination = await examine(home);
    expect(worst(examination)).toEqual([]);
    expect(examination.ok).toBe(true);
    expect(new Set(examination.findings.map(({ check }) => check))).toEqual(
      new Set(['home', 'disk', 'file', 'starts', 'code', 'signatures', 'plugins', 'secrets', 'orphans']),
    );
  }, 60_000);

  it('finds damaged code, lost folders, leftovers, failed starts and a process that was killed', async () => {
    using home = createTestHome();
    const kept = writePlugin(home, 'ant');
    const lost = writePlugin(home, 'bee');
    expect((await home.run('install', kept, '--copy', '--yes')).code).toBe(0);
    expect((await home.run('install', lost, '--yes')).code).toBe(0);
    {
      await using opened = await openHome({ dir: home.dir });
      await opened.starts.begin(Date.now());
      const [ant] = (await opened.plugins.list()).filter(({ id }) => id === 'ant');
      const file = join(home.dir, 'store/sha256', ant?.digest as string, 'index.js');
      chmodSync(file, 0o600);
      writeFileSync(file, 'export default { activate() { /* another */ } };');
      await opened.code.put([{ path: 'stray.js', data: new Uint8Array([1]) }]);
    }
    rmSync(lost, { recursive: true });
    writeFileSync(join(home.dir, 'session.json'), JSON.stringify({ pid: 2 ** 22 + 1 }), { mode: 0o600 });
    const examination = await examine(home);
    expect(worst(examination)).toEqual([
      ['lock', 'info', '-'],
      ['starts', 'warning', '-'],
      ['code', 'error', 'ant'],
      ['code', 'error', 'bee'],
      ['orphans', 'info', '-'],
    ]);
    expect(examination.ok).toBe(false);
    expect(examination.findings.filter(({ level, remedy }) => level !== 'ok' && !remedy)).toEqual([]);
    const { code, stdout } = await home.run('doctor');
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL code');
  }, 60_000);

  it('says that a file is no home of ours, and asks a terminal that runs', async () => {
    using home = createTestHome();
    const { stop, url } = await home.start();
    const { findings } = await examine(home);
    expect(findings[0]).toMatchObject({ check: 'home', level: 'info', message: expect.stringContaining(url) });
    expect(await stop()).toBe(0);
    for (const name of readdirSync(home.dir)) if (name.startsWith('omnitrade.db')) rmSync(join(home.dir, name));
    writeFileSync(join(home.dir, 'omnitrade.db'), 'this is no database, however long it may be '.repeat(100));
    expect(worst(await examine(home))).toEqual([['home', 'error', '-']]);
  }, 60_000);
});

describe('doctor --bisect', () => {
  /** Fails where the terminal has all of these enabled. */
  function failingWith(home: TestHome, ...names: string[]): string {
    const script = join(home.dir, 'made', 'check.mjs');
    writeFileSync(
      script,
      `import { readFileSync } from 'node:fs';
       const { token } = JSON.parse(readFileSync(process.env.OMNITRADE_HOME + '/session.json', 'utf8'));
       const answer = await fetch(process.env.OMNITRADE_URL + '/api/plugins', { headers: { authorization: 'Bearer ' + token } });
       const on = (await answer.json()).plugins.filter(({ wanted }) => wanted === 'enabled').map(({ id }) => id);
       process.exit(${JSON.stringify(names)}.every((name) => on.includes(name)) ? 1 : 0);`,
    );
    return `"${process.execPath}" "${script}"`;
  }

  it('finds the pair that fails together, and leaves the home as it was', async () => {
    using home = createTestHome();
    for (const name of ['ant', 'bee', 'cat']) await home.run('install', writePlugin(home, name), '--yes');
    const { code, json } = await home.run('doctor', '--bisect', '--check', failingWith(home, 'ant', 'cat'), '--json');
    expect(json).toMatchObject({ ok: false, found: 'culprits', culprits: ['ant', 'cat'] });
    expect(code).toBe(1);
    const list = (await home.run('list', '--json')).json as { plugins: { id: string; wanted: string }[] };
    expect(list.plugins.filter(({ wanted }) => wanted !== 'enabled')).toEqual([]);
  }, 240_000);

  it('says so when all is well', async () => {
    using home = createTestHome();
    await home.run('install', writePlugin(home, 'ant'), '--yes');
    const { code, json } = await home.run('doctor', '--bisect', '--check', 'starts', '--json');
    expect([code, json]).toEqual([0, { ok: true, check: 'starts', found: 'nothing', culprits: [], starts: 1 }]);
  }, 120_000);
});
