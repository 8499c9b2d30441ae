import type { DeskState } from '@omnitrade/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countPixels } from '../page/page-probes.ts';
import { findBarriers, openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

/** A folder for pictures a person can look at; none are made without it. */
const shots = process.env.OMNITRADE_SHOTS;

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

const desk = () => terminal.get<DeskState>('/api/trading');
const panel = () => view.page.getByRole('region', { name: 'Trading' });
const ticket = () => panel().getByRole('form', { name: 'Order ticket' });
const tab = (name: string) => panel().getByRole('tab', { name });
const snap = async (name: string) => {
  if (shots) await view.page.screenshot({ path: `${shots}/trading-${name}.png` });
};
const replay = (action: string) => terminal.send('POST', '/api/chart/replay', { action });

describe('the trading desk, as a trader uses it', () => {
  test('shows a paper account and says that it is one', async () => {
    await view.page.keyboard.press('Alt+t');
    await panel().getByText('PAPER', { exact: true }).first().waitFor();
    await panel().getByText('No position').waitFor();
    expect(await panel().innerText()).toContain('100,000.00');
    await snap('start');
  });

  test('takes an order from the ticket, fills it on the replay, shows the position and marks it on the chart', async () => {
    await replay('start');
    await ticket().getByLabel('Quantity').fill('5');
    await panel().getByRole('button', { name: 'Buy on PAPER' }).click();
    await tab('Orders').click();
    await panel().getByText('working').waitFor();
    const before = await countPixels(view.page, '--up');
    await replay('step');
    await panel().getByText('filled', { exact: true }).waitFor();
    await tab('Positions').click();
    await panel().getByRole('cell', { name: 'INDEX:SPX', exact: true }).waitFor();
    expect((await desk()).accounts[0]?.view.positions).toMatchObject([{ instrument: 'INDEX:SPX', qty: '5' }]);
    await until(async () => (await countPixels(view.page, '--up')) > before, 'the fill is marked on the chart');
    await tab('Fills').click();
    await panel().getByText('you').waitFor();
    await snap('position');
  });

  test('says what is wrong with an order before it is sent, and why one was denied', async () => {
    await ticket().getByLabel('Quantity').fill('none');
    await panel().getByText('The quantity must be a number above 0.').waitFor();
    expect(await panel().getByRole('button', { name: 'Buy on PAPER' }).isDisabled()).toBe(true);
    await ticket().getByLabel('Quantity').fill('100000');
    await panel().getByRole('button', { name: 'Buy on PAPER' }).click();
    await tab('Orders').click();
    await panel().getByText('denied').waitFor();
    await ticket().getByLabel('Quantity').fill('1');
  });

  test('starts a strategy that may not trade, which is told so, and lets it trade once that is granted', async () => {
    await tab('Strategies').click();
    await panel().getByRole('combobox', { name: 'Strategy' }).click();
    await view.page.getByRole('option', { name: 'SMA cross' }).click();
    await panel().getByLabel('Fast length').fill('2');
    await panel().getByLabel('Slow length').fill('3');
    await panel().getByRole('button', { name: 'Start on PAPER' }).click();
    await panel().getByText('It may not place orders').waitFor();
    await panel().getByRole('button', { name: 'Stop SMA cross' }).click();
    await panel().getByRole('button', { name: 'Remove SMA cross from the list' }).click();
    const granted = await terminal.run('grants', 'set', 'sma-cross', 'trading:place-orders');
    expect(granted.stderr).toBe('');
    await panel().getByRole('button', { name: 'Start on PAPER' }).click();
    await panel()
      .getByText(/PAPER · running/)
      .waitFor();
    for (let bar = 0; bar < 25; bar++) await replay('step');
    await until(async () => ((await desk()).runs[0]?.fills ?? 0) > 1, 'the strategy has traded');
    await panel()
      .getByRole('img', { name: /Equity of the account/ })
      .waitFor();
    await snap('strategy');
    const own = (await desk()).orders.filter(({ owner }) => owner === 'sma-cross');
    expect(own.length).toBeGreaterThan(1);
    expect(own.every(({ status }) => status === 'filled' || status === 'accepted')).toBe(true);
  });

  test('stops all plugin trading by one key, wherever the focus is', async () => {
    await ticket().getByLabel('Quantity').focus();
    await view.page.keyboard.press('Alt+Shift+X');
    await panel().getByText('Plugin trading is stopped').first().waitFor();
    await until(async () => (await desk()).runs.every(({ status }) => status === 'stopped'), 'its run is over');
    expect(await panel().getByRole('button', { name: 'Start on PAPER' }).isDisabled()).toBe(true);
    await snap('halted');
    await panel().getByRole('button', { name: 'Allow it again' }).click();
    await panel().getByRole('button', { name: 'Stop plugin trading' }).waitFor();
  });

  test('closes a position by its button', async () => {
    await tab('Positions').click();
    await panel().getByRole('button', { name: 'Close INDEX:SPX' }).click();
    await replay('step');
    await panel().getByText('No position').waitFor();
  });

  test('sends an order that a plugin carries out in parts', async () => {
    await terminal.run('grants', 'set', 'iceberg', 'trading:order-types');
    await ticket().getByRole('combobox', { name: 'Type' }).click();
    await view.page.getByRole('option', { name: 'Iceberg' }).click();
    await ticket().getByLabel('Quantity').fill('25');
    await ticket().getByLabel('Limit').fill('3300');
    await ticket().getByLabel('Shown at a time').fill('10');
    await snap('iceberg');
    await ticket().getByRole('button', { name: 'Buy on PAPER' }).click();
    await until(async () => (await desk()).orders.some(({ qty, parent }) => qty === '10' && parent), 'a part works');
    for (let bar = 0; bar < 4; bar++) await replay('step');
    const whole = async () => (await desk()).orders.find(({ type }) => type === 'plugin:iceberg/iceberg');
    await until(async () => (await whole())?.status === 'filled', 'all of it is filled');
    await tab('Positions').click();
    await panel().getByRole('button', { name: 'Close INDEX:SPX' }).click();
    await replay('step');
    await panel().getByText('No position').waitFor();
    await ticket().getByRole('combobox', { name: 'Type' }).click();
    await view.page.getByRole('option', { name: 'Market' }).click();
  });

  test('is reachable by key, in both themes, and does nothing it must not do', async () => {
    expect(await findBarriers(view.page)).toEqual([]);
    await tab('Positions').focus();
    await view.page.keyboard.press('ArrowRight');
    expect(await tab('Orders').getAttribute('aria-selected')).toBe('true');
    await snap('dark');
    await view.page.getByRole('button', { name: /light/i }).click();
    expect(await findBarriers(view.page)).toEqual([]);
    await snap('light');
    expect(view.faults).toEqual([]);
  });

  test('has the account again after the terminal was killed', async () => {
    await ticket().getByLabel('Quantity').fill('2');
    await panel().getByRole('button', { name: 'Buy on PAPER' }).click();
    await replay('step');
    await until(async () => (await desk()).accounts[0]?.view.positions[0]?.qty === '2', 'it is bought');
    const before = await desk();
    await terminal.kill();
    await using again = await startTerminal({ home: terminal.home });
    const after = await again.get<DeskState>('/api/trading');
    expect(after.accounts[0]?.view.cash).toBe(before.accounts[0]?.view.cash);
    expect(after.accounts[0]?.view.positions).toMatchObject([{ instrument: 'INDEX:SPX', qty: '2' }]);
    expect(after.fills.map(({ order }) => order)).toEqual(before.fills.map(({ order }) => order));
  });
});
