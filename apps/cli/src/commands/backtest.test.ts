import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

const codeOf = ({ json }: { json: unknown }) => (json as { error?: { code: string } }).error?.code;

/** Days that rise and fall in waves, each opening a little off the close before: policies fill at different prices. */
function toCsv(days: number): string {
  const rows = Array.from({ length: days }, (_, i) => {
    const close = (100 + 20 * Math.sin(i / 9)).toFixed(2);
    const open = (100 + 20 * Math.sin((i - 0.5) / 9)).toFixed(2);
    const [low, high] = [Math.min(+open, +close) - 1, Math.max(+open, +close) + 1];
    return `${new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10)},${open},${high},${low},${close},100000`;
  });
  return `date,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

interface Document {
  readonly stats: { readonly bars: number; readonly startEquity: string };
  readonly fills: readonly { readonly time: number; readonly orderId: string; readonly price: string }[];
  readonly equity: { readonly time: readonly number[]; readonly value: readonly string[] };
  readonly log: string;
}

describe('backtest', { timeout: 60_000 }, () => {
  let home: TestHome;
  beforeAll(() => {
    home = createTestHome();
    writeFileSync(join(home.dir, 'bars.csv'), toCsv(200));
    writeFileSync(join(home.dir, 'bad.csv'), 'date,open,high,low,close\n2020-01-01,1,1,2,1\n');
  });
  afterAll(() => home[Symbol.dispose]());
  const run = (...args: string[]) =>
    home.run('backtest', 'sma-cross', 'sma-cross', '--bars', join(home.dir, 'bars.csv'), ...args);

  it('tells orders, fills, equity and a log that repeats', async () => {
    const args = ['--set', 'fast=3', '--set', 'slow=10', '--cash', '50000'];
    const first = await run(...args, '--json');
    expect(first.code).toBe(0);
    const document = first.json as Document;
    expect(document.stats).toMatchObject({ bars: 200, startEquity: '50000' });
    expect(document.fills.length).toBeGreaterThan(4);
    expect(document.fills[0]).toMatchObject({ orderId: 'r-1', side: 'buy', qty: '10', fee: '0' });
    expect(document.equity.time).toHaveLength(200);
    expect(document.equity.value).toHaveLength(200);
    expect(document.log).toMatch(/^[0-9a-f]{64}$/);
    expect(((await run(...args, '--json')).json as Document).log).toBe(document.log);
    const other = await run(...args, '--policy', 'nautilus-l1', '--json');
    expect((other.json as Document).log).not.toBe(document.log);
  });

  it('says PAPER to people, and what the run came to', async () => {
    const { stdout } = await run('--set', 'fast=3', '--set', 'slow=10');
    expect(stdout).toContain('sma-cross/sma-cross on PAPER: 200 bars');
    expect(stdout).toMatch(/Equity 100000 → \d/);
  });

  it('gives the same over a running terminal', async () => {
    const args = ['--set', 'fast=3', '--set', 'slow=10', '--json'];
    const alone = (await run(...args)).json;
    const terminal = await home.start();
    try {
      expect((await run(...args)).json).toEqual(alone);
    } finally {
      await terminal.stop();
    }
  });

  it.each([
    ['an unknown policy', ['--policy', 'pth'], 'trading.unknown-policy'],
    ['money that is none', ['--cash', 'lots'], 'trading.bad-backtest'],
    ['an unknown input', ['--set', 'fats=3'], 'desk.bad-inputs'],
    ['inputs the strategy refuses', ['--set', 'fast=60'], 'plugin.call-failed'],
  ])('refuses %s', async (_, args, code) => {
    const ran = await run(...args, '--json');
    expect([ran.code, codeOf(ran)]).toEqual([1, code]);
  });

  it('refuses bars that are none, and strategies nobody has', async () => {
    const bars = ['--bars', join(home.dir, 'bad.csv'), '--json'];
    expect(codeOf(await home.run('backtest', 'sma-cross', 'sma-cross', ...bars))).toMatch(/^market\./);
    const good = ['--bars', join(home.dir, 'bars.csv'), '--json'];
    expect(codeOf(await home.run('backtest', 'sma-cross', 'sma-crss', ...good))).toBe('desk.unknown-strategy');
  });
});
