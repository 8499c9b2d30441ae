import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginSummary } from '@omnitrade/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

const fixtures = join(import.meta.dirname, '../fixtures/plugins');

let browser: Browser;
let terminal: TerminalUnderTest;
let view: TerminalPage;

beforeAll(async () => {
  terminal = await startTerminal();
  browser = await openBrowser();
  view = await openTerminalPage(browser, terminal.pageUrl);
  await view.page.getByText('SMA 50').waitFor();
  await terminal.send('POST', '/api/chart/replay', { speed: 0.5 });
  await terminal.send('POST', '/api/chart/replay', { action: 'play' });
});
afterAll(async () => {
  await browser?.close();
  await terminal?.[Symbol.asyncDispose]();
});

/** What installing each one leads to: refused before anything runs, or installed and marked failed, or sound. */
const refused = {
  'bad-manifest': 'manifest.invalid',
  'broken-json': 'manifest.invalid',
  'missing-main': 'registry.no-main',
};
const failed = {
  'heap-bomb': /^sandbox\.(memory|timeout|runner-died)$/,
  'never-activates': /^sandbox\.start-timeout$/,
  'never-loads': /^sandbox\.start-timeout$/,
  'spins-in-activate': /^sandbox\.timeout$/,
  'spins-in-calc': /^sandbox\.timeout$/,
  'spins-in-load': /^sandbox\.timeout$/,
  'spins-in-promise': /^sandbox\.timeout$/,
  'spins-in-timer': /^sandbox\.timeout$/,
  'syntax-error': /^sandbox\.load-failed$/,
  'throws-at-load': /^sandbox\.load-failed$/,
  'throws-in-activate': /^plugin\.activate-failed$/,
  'throws-in-calc': /^indicator\.calc-failed$/,
  'too-few-values': /^indicator\.too-few-values$/,
  'undeclared-point': /^registry\.undeclared-point$/,
  'unknown-import': /^sandbox\.load-failed$/,
};
/** The provider, the indicators, and the clock in the status bar. */
const atWork = 3;
const sound = {
  'hostile-panels': 'ui:panels',
  'lying-provider': 'data:provide',
  'log-flood': 'charts:write',
  'tries-everything': 'net:api.example.com',
  trivial: 'charts:write',
};

interface Moving {
  readonly turns: number;
  readonly position: number;
}

/** What must go on rising whatever else happens: the turns of the indicators, and the replay. */
async function readMoving(): Promise<Moving> {
  const { usage } = await terminal.get<PluginSummary>('/api/plugins/classic-indicators');
  return { turns: usage.turns, position: (await terminal.chart()).replay.position };
}

/** Runs `work` and asserts that nobody else was held up by it. */
async function meanwhile<T>(work: () => Promise<T>): Promise<T> {
  const before = await readMoving();
  const price = await view.close();
  const result = await work();
  await until(async () => (await readMoving()).turns > before.turns, 'the other plugins go on');
  await until(async () => (await view.close()) !== price, 'the price on the page moves');
  await until(async () => (await terminal.chart()).indicators.every(({ status }) => status === 'live'), 'lines live');
  const { replay } = await terminal.chart();
  expect(replay).toMatchObject({ mode: 'playing' });
  expect(replay.position).toBeGreaterThanOrEqual(before.position);
  return result;
}

const install = (name: string, ...more: string[]) =>
  meanwhile(() => terminal.run('install', join(fixtures, name), '--yes', '--json', ...more));

describe('every broken plugin that is installed while the chart moves', () => {
  test('has an expectation here', () => {
    const folders = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(refused), ...Object.keys(failed), ...Object.keys(sound)].sort(),
    );
  });

  test.each(Object.entries(refused))('%s is refused with %s, and is not in the list', async (name, code) => {
    const { code: exit, json, stderr } = await install(name);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ error: { code, message: expect.stringContaining(name) } });
    expect(stderr).toBe('');
    expect((await terminal.list()).map(({ id }) => id)).not.toContain(name);
  });

  test.each(Object.entries(failed))('%s is installed, marked failed with %s, and named', async (name, code) => {
    const { code: exit, json } = await install(name);
    expect(exit).toBe(0);
    expect(json).toMatchObject({ ok: true, warnings: [{ code: expect.stringMatching(code) }] });
    const plugin = await terminal.find(name);
    expect(plugin).toMatchObject({ id: name, wanted: 'enabled', error: { code: expect.stringMatching(code) } });
    expect(['failed', 'quarantined']).toContain(plugin.state);
    const { message = '' } = plugin.error ?? {};
    expect(message).toContain(name);
    await view.page.getByRole('region', { name: 'Plugins' }).getByText(message).first().waitFor();
  });

  test.each(Object.entries(sound))('%s is installed, given %s, and waits to be used', async (name, asked) => {
    const { code, json } = await install(name, '--grant', asked);
    expect(code).toBe(0);
    const grants = expect.arrayContaining([expect.objectContaining({ plugin: name, permission: asked })]);
    expect(json).toMatchObject({ warnings: [], grants });
    expect((await terminal.find(name)).state).toBe('installed');
  });

  test('leaves a terminal that is well, a replay that went on, and a page without a fault', async () => {
    const health = await terminal.get('/api/health');
    const count = Object.keys(failed).length;
    expect(health).toMatchObject({ status: 'ok', plugins: { active: atWork, failed: count, quarantined: 0 } });
    expect((await terminal.chart()).replay.position).toBeGreaterThan(3);
    const failures = await terminal.events('plugin.failed');
    expect(new Set(failures.map(({ plugin }) => plugin))).toEqual(new Set(Object.keys(failed)));
    expect(view.faults).toEqual([]);
  });
});

describe('a plugin directory that its author edits', () => {
  test('is installed again and again: better, broken, mended', async () => {
    const folder = join(terminal.home.dir, 'my-line');
    cpSync(join(fixtures, 'trivial'), folder, { recursive: true });
    const edit = (file: string, from: string, to: string) =>
      writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replaceAll(from, to));
    edit('plugin.json', '"trivial"', '"my-line"');
    const save = async (from: string, to: string) => {
      edit('index.js', from, to);
      const { json } = await terminal.run('install', folder, '--yes', '--json');
      return (json as { warnings: { code: string }[] }).warnings.map(({ code }) => code);
    };
    const line = async () => (await view.values('Copy'))[0] as number;
    const follows = (sign: number) =>
      until(
        async () => {
          const price = Number((await view.close()).replaceAll(',', ''));
          return Math.abs((await line()) - sign * price) < 5;
        },
        `the line follows ${sign < 0 ? 'the negative of the price' : 'the price'}`,
      );

    expect(await save("title: 'Copy'", "title: 'Copy'")).toEqual([]);
    await terminal.send('POST', '/api/chart/indicators', { contribution: 'my-line/copy', inputs: {} });
    await follows(1);
    expect(await save('bars.close[i]', '-bars.close[i]')).toEqual([]);
    await follows(-1);
    expect(await save('-bars.close[i]', 'nothing[i]')).toEqual(['indicator.calc-failed']);
    const legend = view.page.getByRole('region', { name: 'Chart' });
    await legend.getByText(/my-line\/copy threw in calc: .*nothing is not defined/).waitFor();
    expect(await save('nothing[i]', 'bars.close[i]')).toEqual([]);
    await follows(1);
    expect((await terminal.chart()).indicators.map(({ status }) => status)).toEqual(['live', 'live', 'live', 'live']);
    await terminal.run('uninstall', 'my-line');
    await legend.getByText("No plugin 'my-line' is installed.").waitFor();
    expect(view.faults).toEqual([]);
  });
});
