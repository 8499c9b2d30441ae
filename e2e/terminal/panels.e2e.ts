import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers, openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

const hostile = join(import.meta.dirname, '../fixtures/plugins/hostile-panels');

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

/** By keyboard alone, as the palette is meant to be used. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: 'Search commands' }).pressSequentially(words);
  const meant = new RegExp(words.replaceAll(' ', '.*'), 'i');
  await page.getByRole('option', { name: meant }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox').waitFor({ state: 'detached' });
}
/** Somewhere it can be seen: the list of events holds it too. */
const sees = (page: Page, text: string) => page.getByText(text).filter({ visible: true }).first().waitFor();
const panel = (page: Page, name: string) => page.getByRole('region', { name });

async function fill(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press('Tab');
}

describe('a panel of a plugin', () => {
  test('opens from the palette, reckons with what is typed, and remembers it', async () => {
    const { page } = view;
    await command(page, 'position sizer');
    const sizer = panel(page, 'Position sizer, a panel of the plugin position-sizer');
    await sizer.getByText('Type the price you would enter at').waitFor();
    await fill(page, 'Entry price', '100');
    await fill(page, 'Stop price', '95');
    await until(async () => /Buy\s+20\s+At risk\s+100\.00/.test(await sizer.innerText()), 'it says twenty');
    await fill(page, 'Stop price', '104');
    await until(async () => /Sell short\s+25/.test(await sizer.innerText()), 'it says to sell twenty-five');
    const kept = async () => JSON.stringify(await terminal.get('/api/layout')).includes('position-sizer');
    await until(kept, 'the layout is kept');
    await page.reload();
    await until(
      async () => /Sell short\s+25/.test(await sizer.innerText()),
      'it stands where it stood, with what was typed',
    );
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: /theme/ }).click();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('can be closed, and its plugin hears of it', async () => {
    const { page } = view;
    const tab = page.getByRole('tab', { name: 'Position sizer' });
    await tab.getByRole('button', { name: 'Close' }).or(tab.locator('[title="Close"]')).first().click();
    await panel(page, 'Position sizer, a panel of the plugin position-sizer').waitFor({ state: 'detached' });
  });

  test('says that its plugin is gone, and comes back with it', async () => {
    const { page } = view;
    await command(page, 'position sizer');
    const sizer = panel(page, 'Position sizer, a panel of the plugin position-sizer');
    await sizer.waitFor();
    await terminal.run('disable', 'position-sizer');
    await page
      .getByText('Position sizer cannot be shown')
      .or(page.getByText('position-sizer/sizer cannot be shown'))
      .waitFor();
    await terminal.run('enable', 'position-sizer');
    await sizer.waitFor();
  });
});

describe('a widget of a plugin', () => {
  test('lives in the status bar', async () => {
    const clock = panel(view.page, 'Session clock, by the plugin session-clock');
    const before = await clock.innerText();
    expect(before).toMatch(/^NY\s+\d\d:\d\d:\d\d\s+(open|closed)$/);
    await until(async () => (await clock.innerText()) !== before, 'it ticks');
  });
});

describe('a hostile plugin', () => {
  test('draws nothing but components, in words that stay its own', async () => {
    const { page } = view;
    const installed = await terminal.run('install', hostile, '--yes');
    expect(installed.code).toBe(0);
    await command(page, 'panel script');
    await sees(page, 'the unknown component "script"');
    await command(page, 'panel markup');
    await sees(page, 'the unknown property Text.class');
    await command(page, 'panel sound');
    const sound = panel(page, 'Sound, a panel of the plugin hostile-panels');
    await sound.getByText('<b>Not bold</b>').waitFor();
    await sees(page, 'by hostile-panels');
    expect(await page.locator('script[src*="evil"], img[src="x"]').count()).toBe(0);
    expect((await terminal.find('hostile-panels')).state).toBe('active');
  });

  test('gets what its user typed, in order, and shows what it made of it', async () => {
    const { page } = view;
    const sound = panel(page, 'Sound, a panel of the plugin hostile-panels');
    await sound.getByLabel('Symbol').pressSequentially('sym4', { delay: 15 });
    await sound.getByText('You typed SYM4.').waitFor();
    await until(async () => (await sound.getByLabel('Symbol').inputValue()) === 'SYM4', 'the field holds the answer');
    for (let i = 0; i < 5; i++) await sound.getByRole('button', { name: 'Press' }).click();
    await sound.getByText('Pressed 5 times.').waitFor();
  });

  test('floods its own panel, and the chart goes on', async () => {
    const { page } = view;
    await command(page, 'panel flood');
    const flood = panel(page, 'Flood, a panel of the plugin hostile-panels');
    await flood.getByText('row 299 of turn').waitFor();
    const turn = async () => Number(/row 299 of turn (\d+)/.exec(await flood.innerText())?.[1]);
    const from = await turn();
    await until(async () => (await turn()) > from + 20, 'it goes on');
    await page.keyboard.press('Alt+R');
    await page.getByText('0 of 120 bars').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('1 of 120 bars').waitFor();
    await page.keyboard.press('Alt+R');
    await page.getByRole('button', { name: 'Replay' }).waitFor();
  });

  test('carries out its commands by palette and by key, and a failure is a sentence', async () => {
    const { page } = view;
    const heard = async (word = 'hello') =>
      (await terminal.run('logs', 'hostile-panels', '--json')).stdout.split(`"${word}"`).length - 1;
    await command(page, 'say hello');
    await until(async () => (await heard()) === 1, 'it said hello once');
    await page.keyboard.press('Alt+Shift+H');
    await until(async () => (await heard()) === 2, 'it said hello twice');
    await page.getByRole('button', { name: 'More for SMA 50' }).press('Enter');
    await page.getByRole('menuitem', { name: 'About this one' }).press('Enter');
    await until(async () => (await heard('about')) === 1, 'its menu entry was carried out');
    await command(page, 'fail on purpose');
    await sees(page, 'hostile-panels failed in fail.run(): not today');
  });

  test('leaves no trace of an error in the page', () => {
    expect(view.faults).toEqual([]);
  });
});
