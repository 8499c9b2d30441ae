import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginInfo, PluginSummary } from '@omnitrade/contracts';
import type { ChangeResult } from '@omnitrade/host';
import { openHome, readSession } from '@omnitrade/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome, findOtherNode, fixturePlugin, type TestHome, takePort } from './cli-fixture.ts';

const slow = 60_000;

const codeOf = ({ json }: { json: unknown }) => (json as { error?: { code: string } }).error?.code;
const listOf = ({ json }: { json: unknown }) => (json as { plugins: PluginSummary[] }).plugins;

/** Bars whose closes are given; the rest is in order. */
function toCsv(closes: readonly number[]): string {
  const rows = closes.map((close, i) => {
    const date = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${date},${close},${close + 1},${close - 1},${close},100`;
  });
  return `date,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

describe('commands on a home without a terminal', { timeout: slow }, () => {
  let home: TestHome;
  beforeAll(() => {
    home = createTestHome();
    writeFileSync(join(home.dir, 'bars.csv'), toCsv([10, 11, 13, 16, 20]));
  });
  afterAll(() => home[Symbol.dispose]());
  const bars = () => join(home.dir, 'bars.csv');

  it('list what ships with the terminal, from the first use on', async () => {
    const list = await home.run('list', '--json');
    expect(list.code).toBe(0);
    expect(listOf(list).map(({ id }) => id)).toEqual(expect.arrayContaining(['classic-indicators', 'sp500-history']));
    expect(listOf(list).find(({ id }) => id === 'classic-indicators')).toMatchObject({
      version: expect.any(String),
      wanted: 'enabled',
      state: 'installed',
      source: 'built-in',
      publisher: 'OmniTrade',
      trust: 'reviewed',
      usage: {
        cpuMs: 0,
        heapBytes: 0,
        externalBytes: 0,
        turns: 0,
        dropped: 0,
        kills: 0,
        turnMs: { p50: 0, p95: 0, max: 0 },
      },
    });
    const table = (await home.run('list')).stdout.split('\n');
    expect(table[0]).toMatch(/^PLUGIN +VERSION +STATE/);
    const column = table[0]?.indexOf('VERSION') as number;
    const versions = listOf(list).map(({ version }) => version);
    expect(table.slice(1, 1 + versions.length).map((line) => line.slice(column, column + 5))).toEqual(versions);
  });

  it('run an indicator over the bars of a file', async () => {
    const args = ['indicator', 'run', 'classic-indicators', 'sma', '--bars', bars(), '--set', 'length=2'];
    const ran = await home.run(...args, '--json');
    expect(ran.code).toBe(0);
    expect(ran.json).toEqual({
      indicator: 'classic-indicators/sma',
      inputs: { length: 2, source: 'close' },
      bars: 5,
      outputs: { sma: [null, 10.5, 12, 14.5, 18] },
    });
    const csv = await home.run(...args, '--csv');
    expect(csv.stdout.trim().split('\n').slice(0, 3)).toEqual([
      'time,sma',
      '2020-01-01T00:00:00.000Z,',
      '2020-01-02T00:00:00.000Z,10.5',
    ]);
  });

  it.each([
    [
      'an unknown indicator',
      ['classic-indicators', 'smaa'],
      'indicator.unknown',
      "'classic-indicators/sma' is the nearest",
    ],
    ['an unknown plugin', ['classic-indicator', 'sma'], 'registry.not-installed', "'classic-indicators'"],
    ['an unknown input', ['classic-indicators', 'sma', '--set', 'lenght=3'], 'indicator.bad-inputs', 'length'],
    ['an impossible input', ['classic-indicators', 'sma', '--set', 'length=many'], 'indicator.bad-inputs', 'length'],
  ])('refuse %s in one sentence', async (_name, args, code, words) => {
    const ran = await home.run('indicator', 'run', ...args, '--bars', bars(), '--json');
    expect([ran.code, codeOf(ran)]).toEqual([1, code]);
    expect(ran.stdout).toContain(words);
    expect(ran.stderr).toBe('');
  });

  it('refuse a file with a bad row, name its line, and read nothing', async () => {
    const file = join(home.dir, 'bad.csv');
    writeFileSync(file, toCsv([1, 2, 3]).replace('2020-01-02,2,3,', '2020-01-02,2,0,'));
    const ran = await home.run('indicator', 'run', 'classic-indicators', 'sma', '--bars', file, '--json');
    expect([ran.code, codeOf(ran)]).toEqual([1, 'market.csv-row']);
    expect(ran.stdout).toContain('line 3');
    const missing = await home.run('indicator', 'run', 'classic-indicators', 'sma', '--bars', '/no/such.csv');
    expect([missing.code, missing.stderr]).toEqual([1, '/no/such.csv cannot be read: there is no such file.\n']);
  });

  it('install a folder only after an answer, and give no more than was said', async () => {
    const path = fixturePlugin('trivial');
    const unanswered = await home.run('install', path, '--json');
    expect([unanswered.code, codeOf(unanswered)]).toEqual([1, 'cli.needs-answer']);
    const dry = await home.run('install', path, '--yes', '--dry-run', '--json');
    expect(dry.json).toMatchObject({
      ok: true,
      dryRun: true,
      changes: [{ plugin: 'trivial', from: null, to: '1.0.0' }],
    });
    expect(codeOf(await home.run('info', 'trivial', '--json'))).toBe('registry.not-installed');
    const installed = (await home.run('install', path, '--yes', '--json')).json as ChangeResult;
    expect(installed).toMatchObject({
      dryRun: false,
      grants: [{ plugin: 'trivial', permission: 'charts:write' }],
      warnings: [],
    });
    const info = (await home.run('info', 'trivial', '--json')).json as PluginInfo;
    expect(info).toMatchObject({ source: path, trust: 'developer', grants: [{ permission: 'charts:write' }] });
    const removed = await home.run('uninstall', 'trivial', '--json');
    expect(removed.json).toMatchObject({ ok: true, changes: [{ plugin: 'trivial', from: '1.0.0', to: null }] });
  });

  it('install a plugin that spins, and list it as failed with the reason', async () => {
    const installed = await home.run('install', fixturePlugin('spins-in-load'), '--yes', '--json');
    expect(installed.code).toBe(0);
    const found = listOf(await home.run('list', '--json')).find(({ id }) => id === 'spins-in-load');
    expect(found).toMatchObject({
      state: 'failed',
      error: { code: expect.stringMatching(/^sandbox\.(start-)?timeout$/) },
    });
    expect((await home.run('list')).stdout).toContain('spins-in-load: ');
  });

  it('refuse what is no plugin', async () => {
    for (const [path, code] of [
      ['/no/such/folder', 'registry.no-directory'],
      [home.dir, 'registry.no-manifest'],
      [fixturePlugin('broken-json'), 'manifest.not-json'],
    ] as const) {
      const refused = await home.run('install', path, '--yes', '--json');
      expect([refused.code, codeOf(refused)?.split('.')[0]]).toEqual([1, code.split('.')[0]]);
    }
  });

  it('keep a plugin away that was removed, and switched off what was switched off', async () => {
    expect((await home.run('uninstall', 'sp500-history')).stdout).toBe('Uninstalled sp500-history 1.0.0\n');
    expect((await home.run('disable', 'classic-indicators', '--json')).json).toMatchObject({ wanted: 'disabled' });
    const list = listOf(await home.run('list', '--json'));
    expect(list.map(({ id }) => id)).not.toContain('sp500-history');
    expect(list.find(({ id }) => id === 'classic-indicators')?.wanted).toBe('disabled');
  });
});

describe('wrong usage', { timeout: slow }, () => {
  let home: TestHome;
  beforeAll(() => {
    home = createTestHome();
  });
  afterAll(() => home[Symbol.dispose]());

  it.each([
    [['list', '--nope']],
    [['dance']],
    [['info']],
    [['indicator', 'run', 'a', 'b']],
    [['indicator', 'run', 'a', 'b', '--bars', 'x', '--set', 'novalue']],
    [['start', '--port', 'eighty']],
    [['start', '--port', '70000']],
  ])('%j ends with 2, and with --json in one document', async (args) => {
    const plain = await home.run(...args);
    expect([plain.code, plain.stdout]).toEqual([2, '']);
    expect(plain.stderr).toMatch(/^error: /);
    const json = await home.run(...args, '--json');
    expect([json.code, codeOf(json), json.stderr]).toEqual([2, 'cli.usage', '']);
  });

  it('is met with help that shows an example', async () => {
    for (const command of [['start'], ['list'], ['install'], ['indicator', 'run']]) {
      const help = await home.run(...command, '--help');
      expect(help.code).toBe(0);
      expect(help.stdout).toMatch(/Example:\n {2}omnitrade /);
    }
  });
});

describe('a started terminal', { timeout: slow }, () => {
  let home: TestHome;
  beforeEach(() => {
    home = createTestHome();
  });
  afterEach(() => home[Symbol.dispose]());

  const readHealth = async (url: string) =>
    (await (await fetch(`${url}/api/health`)).json()) as { status: string; plugins: { active: number } };
  const untilActive = (url: string) =>
    expect.poll(async () => (await readHealth(url)).plugins.active, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);

  it('brings the start workspace up, serves commands, and ends on Ctrl-C', async () => {
    const terminal = await home.start();
    await untilActive(terminal.url);
    const { url, token, pid } = (await readSession(home.dir)) ?? {};
    expect([url, pid]).toEqual([terminal.url, terminal.pid]);
    const chart = await (await fetch(`${url}/api/chart`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(chart).toMatchObject({ state: 'ready', chart: { series: 'INDEX:SPX@1D', replay: { mode: 'off' } } });

    const list = listOf(await home.run('list', '--json'));
    expect(list.find(({ id }) => id === 'classic-indicators')).toMatchObject({ state: 'active' });
    expect(list.find(({ id }) => id === 'classic-indicators')?.usage.turns).toBeGreaterThan(0);
    const file = join(home.dir, 'bars.csv');
    writeFileSync(file, toCsv([10, 11, 13]));
    const args = ['indicator', 'run', 'classic-indicators', 'sma', '--bars', file, '--set', 'length=2', '--json'];
    expect((await home.run(...args)).json).toMatchObject({ outputs: { sma: [null, 10.5, 12] } });
    expect((await home.run('install', fixturePlugin('trivial'), '--yes')).stdout).toContain('Installed trivial 1.0.0');
    expect((await home.run('disable', 'trivial', '--json')).json).toMatchObject({ wanted: 'disabled' });

    expect(await terminal.stop()).toBe(0);
    expect(await readSession(home.dir)).toBeUndefined();
    expect(listOf(await home.run('list', '--json')).find(({ id }) => id === 'trivial')?.wanted).toBe('disabled');
  });

  it('keeps a second one from its home, and names itself', async () => {
    const first = await home.start();
    const second = await home.run('start', '--port', '0', '--json');
    expect([second.code, codeOf(second)]).toEqual([1, 'store.home-in-use']);
    expect(second.stdout).toContain(`process ${first.pid}, ${first.url}`);
    expect((await readHealth(first.url)).status).toBe('ok');
  });

  it('says that its port is taken, and leaves the home free', async () => {
    using taken = await takePort();
    const refused = await home.run('start', '--port', `${taken.port}`, '--json');
    expect([refused.code, codeOf(refused)]).toEqual([1, 'terminal.port-taken']);
    expect(refused.stdout).toContain('--port');
    await using open = await openHome({ dir: home.dir, waitMs: 0 });
    expect(await open.plugins.list()).toBeInstanceOf(Array);
  });

  it('can be started again after it was killed, with all it had', async () => {
    const first = await home.start();
    await untilActive(first.url);
    await home.run('install', fixturePlugin('trivial'), '--yes');
    await first.stop('SIGKILL');
    const { token } = (await readSession(home.dir)) ?? {};
    expect(token).toBeDefined();
    const second = await home.start();
    expect((await readSession(home.dir))?.token).not.toBe(token);
    await untilActive(second.url);
    expect(listOf(await home.run('list', '--json')).map(({ id }) => id)).toContain('trivial');
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it('refuses a configuration with a sentence that names the file', async () => {
    writeFileSync(join(home.dir, 'config.json'), '{ "prot": 9000 }');
    const refused = await home.run('start', '--json');
    expect([refused.code, codeOf(refused)]).toEqual([1, 'terminal.bad-config']);
    expect(refused.stdout).toContain('config.json');
  });
});

const otherNode = findOtherNode();

describe.skipIf(otherNode === undefined)('another Node', { timeout: slow }, () => {
  it('stands aside: output, exit code and signals pass through', async () => {
    using home = createTestHome(otherNode);
    expect(listOf(await home.run('list', '--json')).length).toBeGreaterThanOrEqual(2);
    expect((await home.run('info', 'nothing', '--json')).code).toBe(1);
    expect((await home.run('dance')).code).toBe(2);
    const terminal = await home.start();
    expect(terminal.pid).not.toBe(terminal.child.pid);
    expect(await terminal.stop('SIGTERM')).toBe(0);
  });

  it('takes the terminal along when it is killed', async () => {
    using home = createTestHome(otherNode);
    const terminal = await home.start();
    await terminal.stop('SIGKILL');
    await using open = await openHome({ dir: home.dir, waitMs: 10_000 });
    expect(open.dir).toBe(home.dir);
  });
});
