import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countPixels } from '../page/page-probes.ts';
import { findBarriers, openBrowser, readRealBars } from '../page/page-rig.ts';
import { bands, mean, strength } from './plain-indicators.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

const { close: closes, length: barCount } = readRealBars();
const last = barCount - 1;
const replayed = 120;

const shipped = readdirSync(join(import.meta.dirname, '../../plugins')).sort();
/** What the start workspace and the status bar use. */
const atWork = ['classic-indicators', 'session-clock', 'sp500-history'];
let browser: Browser;
let terminal: TerminalUnderTest;
let view: TerminalPage;

beforeAll(async () => {
  terminal = await startTerminal();
  browser = await openBrowser();
  view = await openTerminalPage(browser, terminal.pageUrl);
  await view.page.getByText('SMA 50').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await terminal?.[Symbol.asyncDispose]();
});

/** Prices as the page writes them: two decimals. */
const shown = (...values: number[]) => values.map((value) => Number(value.toFixed(2)));
const text = (value: number) => value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The legend stands at one bar, with price and every line. */
async function standsAt(bar: number): Promise<void> {
  await until(async () => (await view.close()) === text(closes[bar] as number), `the price is that of bar ${bar}`);
  await until(async () => {
    expect(await view.values('SMA 50')).toEqual(shown(mean(closes, bar, 50)));
    expect(await view.values('BB 20 2')).toEqual(shown(...bands(closes, bar)));
    expect(await view.values('RSI 14')).toEqual(shown(strength(closes, bar)));
    return true;
  }, `every line is that of bar ${bar}`);
}

describe('the terminal that one command starts', () => {
  test('charts 5,105 real bars with three indicators whose values are right', async () => {
    await standsAt(last);
    expect(view.barCount).toBe(5105);
    for (const token of ['--candle-up', '--candle-down', '--plot-0', '--plot-1', '--plot-2'])
      expect(await countPixels(view.page, token), token).toBeGreaterThan(100);
  });

  test('runs a provider plugin and an indicator plugin, and their cost moves', async () => {
    const rows = view.page.getByRole('region', { name: 'Plugins' }).locator('tbody');
    for (const name of ['S&P 500 history', 'Classic indicators'])
      await rows.filter({ hasText: name }).getByText('Active').waitFor();
    const cost = async () => (await terminal.find('classic-indicators')).usage;
    await until(async () => (await cost()).cpuMs > 0 && (await cost()).heapBytes > 1e5, 'it has used time and memory');
    const before = await cost();
    const row = rows.filter({ hasText: 'Classic indicators' });
    const seen = await row.innerText();
    await terminal.send('POST', '/api/chart/replay', { action: 'step' });
    await until(
      async () => (await cost()).turns > before.turns && (await cost()).cpuMs > before.cpuMs,
      'it costs more',
    );
    await until(async () => (await row.innerText()) !== seen, 'the page shows it');
    await terminal.send('POST', '/api/chart/replay', { action: 'stop' });
    await standsAt(last);
  });

  test('says that it is well to whoever asks', async () => {
    const answer = await fetch(`${terminal.url}/api/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'ok',
      plugins: { active: atWork.length, failed: 0, quarantined: 0 },
    });
    expect((await fetch(`${terminal.url}/api/plugins`)).status).toBe(401);
  });

  test('lists its plugins in the format of the command', async () => {
    const plugins = await terminal.list();
    expect(plugins.map(({ id, state, wanted, source, trust }) => ({ id, state, wanted, source, trust }))).toEqual(
      shipped.map((id) => ({
        id,
        state: atWork.includes(id) ? 'active' : 'installed',
        wanted: 'enabled',
        source: 'built-in',
        trust: 'reviewed',
      })),
    );
  });

  test('replays step by step: price and every line move to each bar, and come back', async () => {
    const { page } = view;
    await page.keyboard.press('Alt+R');
    await page.getByText(`0 of ${replayed} bars`).waitFor();
    await standsAt(last - replayed);
    expect(view.barCount).toBe(barCount - replayed);
    for (let step = 1; step <= 3; step++) {
      await page.keyboard.press('ArrowRight');
      await page.getByText(`${step} of ${replayed} bars`).waitFor();
      await standsAt(last - replayed + step);
    }
    await page.keyboard.press('Alt+R');
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    await standsAt(last);
  });

  test('replays tick by tick: the price moves within a bar, and the lines with it', async () => {
    const { page } = view;
    await page.keyboard.press('Alt+R');
    await page.getByText(`0 of ${replayed} bars`).waitFor();
    await page.keyboard.press('Space');
    const within = new Map<string, Set<string>>();
    await until(async () => {
      const [price, line] = [await view.close(), (await view.values('RSI 14')).join()];
      const { position } = (await terminal.chart()).replay;
      const prices = within.get(`${position}`) ?? new Set();
      within.set(`${position}`, prices.add(`${price} ${line}`));
      return prices.size >= 3;
    }, 'three prices were seen within one bar');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Stop and show all bars' }).click();
    await standsAt(last);
  });

  test('lets an indicator be added, changed, hidden and removed', async () => {
    const { page } = view;
    await page.keyboard.press('Alt+I');
    await page.getByRole('combobox').pressSequentially('exponential');
    await page.keyboard.press('Enter');
    await page.getByText('EMA 20', { exact: true }).waitFor();
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    await until(async () => (await view.values('EMA 20')).length === 1, 'it has a value');
    await page.getByRole('button', { name: 'Settings of SMA 50' }).click();
    await page.getByLabel('Length').fill('200');
    await page.getByRole('button', { name: 'Apply' }).click();
    await until(
      async () => `${await view.values('SMA 200')}` === `${shown(mean(closes, last, 200))}`,
      'the line is that of 200 bars',
    );
    await page.getByRole('button', { name: 'Hide EMA 20' }).press('Enter');
    await page.getByRole('button', { name: 'Show EMA 20' }).waitFor();
    await page.getByRole('button', { name: 'Remove EMA 20' }).press('Enter');
    await page.getByText('EMA 20', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Settings of SMA 200' }).click();
    await page.getByLabel('Length').fill('50');
    await page.getByRole('button', { name: 'Apply' }).click();
    await standsAt(last);
  });

  test('shows the same after the page was loaded again', async () => {
    await view.page.reload();
    await view.page.getByText('SMA 50').waitFor();
    await standsAt(last);
  });

  test.each(['dark', 'light'])('has no barrier in the %s theme', async (theme) => {
    const { page } = view;
    if (theme === 'light') await page.getByRole('button', { name: 'Change to the light theme' }).click();
    await page.mouse.move(700, 890);
    await page.waitForTimeout(300);
    expect(await findBarriers(page)).toEqual([]);
    expect(view.faults).toEqual([]);
  });
});
