import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginSummary } from '@omnitrade/contracts';
import { openHome } from '@omnitrade/store';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, fixturePlugin, type TestHome } from './cli-fixture.ts';

const slow = 60_000;
const shipped = readdirSync(new URL('../../../plugins/', import.meta.url));
let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => home[Symbol.dispose]());

describe('200,000 bars', { timeout: slow }, () => {
  const bars = 200_000;
  const file = () => join(home.dir, 'many.csv');
  beforeAll(() => {
    // A walk that repeats itself, with thirds and sevenths in it, so that nothing is a round number.
    const rows = Array.from({ length: bars }, (_, i) => {
      const close = 100 + 30 * Math.sin(i / 700) + (i % 7) / 3;
      return `${1_500_000_000_000 + i * 60_000},${close},${close + 1 / 3},${close - 1 / 7},${close},${i % 11}`;
    });
    writeFileSync(file(), `time,open,high,low,close,volume\n${rows.join('\n')}\n`);
  });

  it.each(['macd', 'bollinger'])('give %s the same numbers in a running terminal as without one', async (indicator) => {
    const args = ['indicator', 'run', 'classic-indicators', indicator, '--bars', file(), '--json'];
    const alone = await home.run(...args);
    const terminal = await home.start();
    const through = await home.run(...args);
    await terminal.stop();
    expect([alone.code, through.code, alone.stderr, through.stderr]).toEqual([0, 0, '', '']);
    const { outputs, bars: count } = alone.json as { outputs: Record<string, (number | null)[]>; bars: number };
    expect(count).toBe(bars);
    for (const values of Object.values(outputs)) {
      expect(values).toHaveLength(bars);
      expect(values.at(-1)).toEqual(expect.any(Number));
    }
    expect(through.stdout === alone.stdout).toBe(true);
  });
});

describe('a command', { timeout: slow }, () => {
  it('that meets a terminal on its way up waits for it', async () => {
    const starting = home.start();
    const [terminal, { code, json }] = await Promise.all([starting, home.run('list', '--json')]);
    expect(code).toBe(0);
    expect((json as { plugins: PluginSummary[] }).plugins).toHaveLength(shipped.length);
    await terminal.stop();
  });

  it('that meets another command waits until that is done', async () => {
    const results = await Promise.all(
      ['list', 'info classic-indicators', 'disable sp500-history', 'enable sp500-history'].map((line) =>
        home.run(...line.split(' '), '--json'),
      ),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });

  it('says the same of an unknown plugin with and without a terminal', async () => {
    const ask = async () => {
      const names = ['classic-indicator', 'Not A Name', '../escape'];
      return Promise.all(names.map(async (name) => (await home.run('info', name, '--json')).json));
    };
    const alone = await ask();
    const terminal = await home.start();
    expect(await ask()).toEqual(alone);
    await terminal.stop();
    expect(alone[0]).toMatchObject({
      error: { code: 'registry.not-installed', message: expect.stringContaining("'classic-indicators' is") },
    });
  });

  it('tries a failed plugin again, and says what is wrong with it still', async () => {
    await home.run('install', fixturePlugin('throws-at-load'), '--yes');
    const { code, json } = await home.run('retry', 'throws-at-load', '--json');
    expect(code).toBe(1);
    expect(json).toMatchObject({ error: { code: 'sandbox.load-failed', data: { plugin: 'throws-at-load' } } });
    await home.run('uninstall', 'throws-at-load');
  });
});

describe('a home that belongs to nobody any more', { timeout: slow }, () => {
  const stale = createTestHome();
  afterEach(() => stale[Symbol.dispose]());

  it('is worked on although its session names another program at that port', async () => {
    await using _ = await openHome({ dir: stale.dir });
    await _.close();
    // This very test is no terminal, but it lives and might listen.
    const session = { pid: process.pid, url: 'http://127.0.0.1:9', token: 'old' };
    writeFileSync(join(stale.dir, 'session.json'), JSON.stringify(session));
    const { code, json } = await stale.run('list', '--json');
    expect(code).toBe(0);
    expect((json as { plugins: PluginSummary[] }).plugins.length).toBeGreaterThan(0);
  });
});
