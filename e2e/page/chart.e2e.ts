import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleBars } from '../../packages/market/src/bar-samples.ts';
import { toBarColumns } from '../../packages/market/src/index.ts';
import { countPixels, readLegend, until } from './page-probes.ts';
import { openBrowser, openPageRig, type PageRig } from './page-rig.ts';

let browser: Browser;
let rig: PageRig;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  rig = await openPageRig({ browser, indicators: ['sma', 'bollinger', 'rsi'] });
  page = await rig.open();
  await page.getByText('SMA 50').waitFor();
});
afterEach(async () => {
  const { faults } = rig;
  await rig[Symbol.asyncDispose]();
  expect(faults).toEqual([]);
});

const number = (value: number) => value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const close = (row: number) => number(rig.host.chart.series.columns.close[row] as number);
const replayed = async (text: RegExp) => page.getByText(text).waitFor();

describe('the chart', () => {
  test('shows the real bars, their indicators and the price', async () => {
    const { length } = rig.host.chart.series;
    expect(length).toBe(5105);
    await until(async () => (await readLegend(page)).includes(`C\n${close(length - 1)}`), 'the last close');
    const legend = await readLegend(page);
    expect(legend).toContain('S&P 500');
    expect(legend).toMatch(/SMA 50\s+2,863\.09/);
    expect(legend).toMatch(/BB 20 2\s+2,613\.10\s+2,958\.16\s+2,268\.05/);
    expect(await page.title()).toBe('2,874.56 ▲ S&P 500 · OmniTrade');
    await page.getByText('+2.68%', { exact: true }).waitFor();
    for (const token of ['--candle-up', '--candle-down', '--plot-0', '--plot-1', '--plot-2'])
      expect(await countPixels(page, token), token).toBeGreaterThan(100);
  });

  test('follows the crosshair, by pointer and by key', async () => {
    await page.mouse.move(400, 300);
    await until(async () => !(await readLegend(page)).includes(`C\n${close(5104)}`), 'another bar under the pointer');
    await page.mouse.move(1200, 500);
    const chart = page.getByRole('application');
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await readLegend(page)).includes(`C\n${close(5103)}`), 'the bar before the newest');
    await page.keyboard.press('Shift+ArrowLeft');
    await until(async () => (await readLegend(page)).includes(`C\n${close(5093)}`), 'the bar ten further');
    await page.keyboard.press('Escape');
    await until(async () => (await readLegend(page)).includes(`C\n${close(5104)}`), 'the newest bar again');
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Newest bar' }).click();
    await page.getByRole('button', { name: 'Newest bar' }).waitFor({ state: 'detached' });
  });

  test('draws every kind of plot', async () => {
    const before = await countPixels(page, '--plot-3');
    rig.host.chart.addIndicator('classic-indicators/shapes', {});
    await page.getByText('Shapes').first().waitFor();
    // Step, markers and area take the colours that nothing else uses; the histogram is coloured by its sign.
    for (const token of ['--plot-3', '--plot-4', '--plot-5'])
      await until(async () => (await countPixels(page, token)) > 20, token);
    expect(before).toBe(0);
  });

  test('takes a correction of a past bar', async () => {
    const row = 5101;
    rig.host.chart.amend(row, 2500);
    await page.getByRole('application').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
    await until(async () => (await readLegend(page)).includes('C\n2,500.00'), 'the corrected close');
  });

  test('replays by keyboard, tick by tick, and comes back whole', async () => {
    await page.keyboard.press('Alt+R');
    await replayed(/0 of 120 bars/);
    expect(rig.host.chart.series.length).toBe(4985);
    await until(async () => (await readLegend(page)).includes(`C\n${close(4984)}`), 'the bar before the replay');
    await page.keyboard.press('ArrowRight');
    await replayed(/1 of 120 bars/);
    await until(async () => (await readLegend(page)).includes(`C\n${close(4985)}`), 'the first replayed bar');
    await page.getByText('25×').click();
    await page.getByRole('application').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await replayed(/All 120 bars/);
    expect(rig.host.calls).toContain('speed 25');
    await until(async () => (await readLegend(page)).includes('C\n2,874.56'), 'the last bar');
    expect(await readLegend(page)).toMatch(/SMA 50\s+2,863\.09/);
    await page.keyboard.press('Alt+R');
    await page.getByRole('button', { name: 'Replay' }).waitFor();
  });

  test('leaves keys to the control that has the focus', async () => {
    await page.keyboard.press('Alt+R');
    await replayed(/0 of 120 bars/);
    await page.getByRole('tab', { name: 'Plugins' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+I');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    expect(rig.host.calls.filter((call) => call.startsWith('replay'))).toEqual(['replay start']);
  });
});

describe('a long history', () => {
  test('arrives in parts, is handed to the chart as it is looked at, and is there to its first bar', async () => {
    const bars = toBarColumns(sampleBars(80_000));
    await using long = await openPageRig({ browser, bars, indicators: ['sma'] });
    const open = await long.open();
    const at = (row: number) => `C\n${number(bars.close[row] as number)}`;
    await until(async () => (await readLegend(open)).includes(at(79_999)), 'the last bar');
    await open.getByRole('application').focus();
    await open.keyboard.press('Home');
    await open.mouse.move(8, 300);
    await until(async () => (await readLegend(open)).includes(at(0)), 'the first bar under the pointer');
    expect(await readLegend(open)).toMatch(/SMA 50\s+–/);
    await open.keyboard.press('End');
    await open.mouse.move(5, 895);
    await until(async () => (await readLegend(open)).includes(at(79_999)), 'the last bar again');
    expect(await countPixels(open, '--plot-0')).toBeGreaterThan(100);
    expect(long.faults).toEqual([]);
  });
});

describe('indicators', () => {
  test('are found, added, changed, hidden and removed without a pointer', async () => {
    await page.keyboard.press('Alt+I');
    await page.getByRole('combobox').pressSequentially('relative str');
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await until(async () => (await page.getByText('RSI 14').count()) === 2, 'a second RSI');
    await page.getByRole('combobox').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Settings of SMA 50' }).focus();
    await page.keyboard.press('Enter');
    const length = page.getByLabel('Length');
    await length.fill('0');
    await page.getByText('"Length" must be at least 1, not 0.').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await length.fill('200');
    await page.getByLabel('Source').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'HL2' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await length.focus();
    await page.keyboard.press('Enter');
    await page.getByText('SMA 200 open', { exact: true }).waitFor();
    expect(rig.host.calls).toContain('set {"inputs":{"length":200,"source":"open"}}');

    await page.getByRole('button', { name: 'Hide SMA 200 open' }).press('Enter');
    await page.getByRole('button', { name: 'Show SMA 200 open' }).waitFor();
    await until(async () => (await countPixels(page, '--plot-0')) === 0, 'the line is gone');
    await page.getByRole('button', { name: 'Remove SMA 200 open' }).press('Enter');
    await page.getByText('SMA 200 open', { exact: true }).waitFor({ state: 'detached' });
  });

  test('say what is wrong with one of them, and go on with the others', async () => {
    const [sma] = rig.host.chart.values.map(({ instance }) => instance.id);
    const message = 'classic-indicators took longer than 100 ms for one turn and was stopped.';
    rig.host.chart.patch(sma as string, { status: 'failed', error: { code: 'sandbox.timeout', message, data: {} } });
    await page.getByText(message).waitFor();
    await until(async () => (await countPixels(page, '--plot-0')) === 0, 'its line is gone');
    expect(await countPixels(page, '--plot-1')).toBeGreaterThan(100);
  });

  test('close the pane of their own with them', async () => {
    const panes = () => page.locator('[aria-roledescription="chart"] tr').count();
    const before = await panes();
    await page.getByRole('button', { name: 'Remove RSI 14' }).press('Enter');
    await until(async () => (await panes()) < before, 'one pane less');
    expect(await countPixels(page, '--plot-2')).toBe(0);
  });

  test('are not found where none matches', async () => {
    await page.getByRole('button', { name: 'Indicators', exact: true }).click();
    await page.getByRole('combobox').fill('<script>');
    await page.getByText('No indicator matches “<script>”.').waitFor();
    await page.keyboard.press('Enter');
    expect(rig.host.calls.filter((call) => call.startsWith('add'))).toHaveLength(3);
  });
});
