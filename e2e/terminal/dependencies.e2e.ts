import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers, openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

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

const wanted = async () =>
  (await terminal.list())
    .filter(({ id }) => ['advanced-indicators', 'chart-utilities'].includes(id))
    .map(({ wanted: is }) => is);
const press = (name: string) => view.page.getByRole('switch', { name: `Enable ${name}` }).click();

describe('the plugin of the requirement', () => {
  test('draws its indicators with the library of the plugin it needs', async () => {
    const { page } = view;
    await page.keyboard.press('Alt+I');
    await page.getByRole('combobox').pressSequentially('keltner');
    await page.keyboard.press('Enter');
    await until(async () => (await view.values('KC 20 2')).length === 3, 'its three lines have values');
    const [upper, middle, lower] = await view.values('KC 20 2');
    expect([upper, middle, lower]).toEqual([upper, middle, lower].sort((a, b) => (b as number) - (a as number)));
    expect((await terminal.find('chart-utilities')).state).toBe('installed');
  });

  test('is spoken for when what it needs is switched off, and goes on without', async () => {
    const { page } = view;
    await press('Chart utilities');
    const dialog = page.getByRole('dialog', { name: 'Disable Chart utilities' });
    await dialog.getByText('Needed by advanced-indicators').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await wanted()).toEqual(['enabled', 'enabled']);
    await dialog.getByText('Leave them').click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await wanted()).toEqual(['enabled', 'disabled']);
    expect((await view.values('KC 20 2')).length).toBe(3);
  });

  test('brings what it needs with it when it is switched on again', async () => {
    const { page } = view;
    await press('advanced-indicators');
    await until(async () => (await wanted())[0] === 'disabled', 'it is off');
    await press('advanced-indicators');
    const dialog = page.getByRole('dialog', { name: 'Enable advanced-indicators' });
    await dialog.getByText('It needs chart-utilities').waitFor();
    await dialog.getByRole('button', { name: 'Enable' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await wanted()).toEqual(['enabled', 'enabled']);
    await until(async () => (await view.values('KC 20 2')).length === 3, 'its lines are back');
    expect(view.faults).toEqual([]);
  });
});
