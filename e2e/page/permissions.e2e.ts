import type { ChangeResult, ConsentAsk } from '@omnitrade/host';
import { describeConsent, type Wish } from '@omnitrade/permissions';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './page-probes.ts';
import { findBarriers, openBrowser, openPageRig, type PageRig } from './page-rig.ts';
import { summarize } from './scripted-host.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const plugin = 'order-notes';
const wishes: readonly Wish[] = [
  { id: 'charts:read', limits: {} },
  { id: 'storage', limits: { mb: 5 } },
  { id: 'account:read', reason: 'To show your positions beside the chart.', limits: {} },
  { id: 'net:api.example.com', reason: 'To fetch prices.', limits: { methods: ['GET', 'POST'], bytesPerDay: 100_000 } },
  { id: 'trading:place-orders', limits: { maxOrderNotional: '2500.5', instruments: ['INDEX:SPX', 'INDEX:NDX'] } },
];

/** No barrier in either theme, and no breach of the page's own rules. */
async function expectClean(page: Page, rig: PageRig): Promise<void> {
  await page.mouse.move(2, 2);
  await page.waitForTimeout(250);
  for (const theme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    expect(await findBarriers(page), theme).toEqual([]);
  }
  expect(rig.faults).toEqual([]);
}

const change = (from: string | null, to: string, asks: readonly ConsentAsk[]): ChangeResult => ({
  ...{ ok: true as const, grants: [], dryRun: true, withheld: [], warnings: [], contributions: [] },
  changes: [{ plugin, from, to }],
  asks: asks.map((ask) => ({ plugin, ...ask })),
});

async function openInstall(page: Page, rig: PageRig): Promise<void> {
  rig.host.change = change(null, '1.0.0', describeConsent(wishes));
  await page.getByRole('button', { name: 'Install a plugin' }).click();
  await page.getByLabel('Folder that holds').fill('/plugins/order-notes');
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await page.getByText('What may order-notes 1.0.0 do?').waitFor();
}

describe('consent before a plugin is installed', () => {
  test('shows each permission in words, the grave ones off, the pairs named, ids only unfolded', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    await openInstall(page, rig);
    const dialog = page.getByRole('dialog');
    const on = await dialog
      .getByRole('switch')
      .evaluateAll((all) =>
        (all as unknown as { ariaLabel: string; ariaChecked: string }[]).map(
          (one) => `${one.ariaLabel} ${one.ariaChecked}`,
        ),
      );
    expect(on).toEqual([
      'Place orders false',
      'See your accounts false',
      'Reach api.example.com false',
      'Look at your charts true',
      'Keep its own data true',
    ]);
    const text = await dialog.innerText();
    expect(text).toContain(
      'Together with “See your accounts”, it can send your balances, positions and orders to api.example.com.',
    );
    expect(text).toContain('The author says: ');
    for (const { id } of wishes) expect(text).not.toContain(`: ${id}`);
    expect(text).not.toContain('account:read');
    await expectClean(page, rig);
    await dialog.locator('summary').nth(1).click();
    expect(await dialog.innerText()).toContain('account:read');
  });

  test('installs with what was given by keyboard alone, narrowed, and never wider', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    await openInstall(page, rig);
    const dialog = page.getByRole('dialog');
    const net = dialog.getByRole('listitem').filter({ hasText: 'To fetch prices.' });
    await net.getByRole('switch').press('Space');
    await net.locator('summary').press('Enter');
    await net.getByLabel('POST').press('Space');
    await net.getByLabel('Bytes a day').fill('100001');
    await dialog.getByText('The plugin asks for no more than 100000.').waitFor();
    expect(await dialog.getByRole('button', { name: /^Install/ }).isDisabled()).toBe(true);
    await net.getByLabel('Bytes a day').fill('5000');
    await expectClean(page, rig);
    await dialog.getByRole('button', { name: 'Install, giving 3 of 5' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(rig.host.calls).toEqual([
      'install dry',
      `install ${JSON.stringify({
        grants: ['net:api.example.com', 'charts:read', 'storage'],
        limits: {
          'net:api.example.com': { methods: ['GET'], bytesPerDay: 5000 },
          'charts:read': {},
          storage: { mb: 5 },
        },
      })}`,
      'send net:api.example.com true',
    ]);
  });
});

describe('an update that asks for more', () => {
  test('marks what is new, says that the old version runs on, and keeps earlier answers', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    const before = { declared: wishes.slice(0, 2), held: [{ permission: 'storage', limits: { mb: 5 } }] };
    rig.host.change = change('1.0.0', '2.0.0', describeConsent(wishes.slice(0, 3), before));
    rig.host.pluginList = [summarize(plugin, 'Order notes')];
    rig.host.emit('plugin.update-waiting', { from: '1.0.0', to: '2.0.0', permissions: ['account:read'] }, plugin);
    await page.getByRole('button', { name: /^Order notes/ }).click();
    await page.getByRole('button', { name: 'See what it asks for' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Version 1.0.0 runs on until you have chosen').waitFor();
    expect(await dialog.getByText('new', { exact: true }).count()).toBe(1);
    await expectClean(page, rig);
    await dialog.getByRole('button', { name: 'Update to 2.0.0, giving 1 of 3' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(rig.host.calls.at(-1)).toBe(
      `update ${plugin} ${JSON.stringify({ grants: ['storage'], limits: { storage: { mb: 5 } } })}`,
    );
  });
});

describe('the permissions of a plugin', () => {
  test('are narrowed, ended and given anew, and show what was used', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    const { access } = rig.host;
    access.suggestion = 'It only ever fetched (GET); limit its methods to that?';
    const grants = access.script(plugin, wishes);
    await grants.give({ permission: 'net:api.example.com', limits: {}, lifetime: 'until-revoked' });
    await grants.give({ permission: 'account:read', limits: {}, lifetime: 'until-revoked' });
    const decision = grants.decide('account:read');
    if (decision.allow) await grants.take(decision);
    rig.host.pluginList = [summarize(plugin, 'Order notes')];
    rig.host.emit('plugin.updated', {}, plugin);
    await page.getByRole('button', { name: /^Order notes/ }).click();
    await page.getByRole('button', { name: 'Permissions' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It only ever fetched (GET)').first().waitFor();
    await dialog.getByText('Used 12 times').first().waitFor();
    await dialog.getByText('Since then it reaches no host at all.').waitFor();
    await expectClean(page, rig);
    await dialog.getByRole('button', { name: 'Let it reach all its hosts again' }).click();
    await dialog.getByText('Since then').waitFor({ state: 'detached' });
    const net = dialog.getByRole('listitem').filter({ hasText: 'To fetch prices.' });
    await net.locator('summary').click();
    await net.getByLabel('POST').click();
    await net.getByRole('button', { name: 'Save Reach api.example.com' }).click();
    await net.getByText('Methods: GET').waitFor();
    await dialog.getByRole('switch', { name: 'See your accounts' }).click();
    await until(() => rig.host.calls.includes('revoke account:read'), 'the grant is taken back');
    await dialog.getByRole('switch', { name: 'Look at your charts' }).click();
    await until(() => rig.host.calls.includes('give charts:read {} until-revoked'), 'the grant is given');
    await dialog.getByRole('button', { name: 'Take everything back' }).click();
    await until(() => grants.all.length === 0, 'nothing is granted');
    expect(rig.host.calls).toContain('give net:api.example.com {"methods":["GET"],"bytesPerDay":100000} until-revoked');
    expect(rig.faults).toEqual([]);
  });
});

describe('what stands beside the permissions', () => {
  test('narrows by one click, stores and forgets secrets, and tells what was done', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    const { access } = rig.host;
    access.suggestion = 'It only ever fetched (GET); limit its methods to that?';
    const grants = access.script(plugin, [
      { id: 'net:api.example.com', limits: {} },
      { id: 'secrets', limits: {} },
    ]);
    for (const permission of ['net:api.example.com', 'secrets'])
      await grants.give({ permission, limits: {}, lifetime: 'until-revoked' });
    rig.host.pluginList = [summarize(plugin, 'Order notes')];
    rig.host.emit('plugin.updated', {}, plugin);
    await page.getByRole('button', { name: /^Order notes/ }).click();
    await page.getByRole('button', { name: 'Permissions' }).click();
    const dialog = page.getByRole('dialog');
    const net = dialog.getByRole('listitem').filter({ hasText: 'Exchange data with' });
    await net.getByRole('button', { name: 'Do that' }).click();
    await net.getByText('Methods: GET').waitFor();
    const secrets = dialog.getByRole('listitem').filter({ hasText: 'Use secrets you store' });
    await secrets.locator('summary').click();
    await secrets.getByLabel('Name').fill('api-key');
    await secrets.getByLabel('Secret', { exact: true }).fill('hunter-two');
    await secrets.getByRole('button', { name: 'Store' }).click();
    await secrets.getByRole('button', { name: 'Forget api-key' }).waitFor();
    expect(await secrets.getByLabel('Secret', { exact: true }).inputValue()).toBe('');
    await dialog.getByText('What it did, the last 50').click();
    await dialog.getByText('GET https://api.example.com/prices').waitFor();
    await expectClean(page, rig);
    await secrets.getByRole('button', { name: 'Forget api-key' }).click();
    await secrets.getByRole('button', { name: 'Forget api-key' }).waitFor({ state: 'detached' });
  });
});

describe('a running plugin that asks', () => {
  test("is answered in the terminal's own frame, and takes no key that was meant for something else", async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    const { access } = rig.host;
    const grants = access.script(plugin, wishes);
    await page.getByRole('tab', { name: 'Plugins' }).waitFor();
    access.request(7, plugin, 'account:read');
    await page.getByText('asks you:').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Look' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The terminal asks you this, not the plugin.').waitFor();
    await expectClean(page, rig);
    // The key that opened it must not be the one that gives.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(rig.host.calls).toEqual(['decline 7']);
    access.request(8, plugin, 'account:read');
    await page.getByRole('button', { name: 'Look' }).click();
    await dialog.getByRole('button', { name: 'For this run' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(grants.all).toMatchObject([{ permission: 'account:read', lifetime: 'once' }]);
    await page.getByText('asks you:').waitFor({ state: 'detached' });
    expect(rig.faults).toEqual([]);
  });

  test('shows a notification with its name on it', async () => {
    await using rig = await openPageRig({ browser });
    const page = await rig.open();
    await page.getByRole('tab', { name: 'Plugins' }).waitFor();
    rig.host.emit('plugin.notified', { title: 'Crossed', text: 'SMA 50 crossed <b>200</b>' }, plugin);
    await page.getByText('order-notes: Crossed').first().waitFor();
    await page.getByText('SMA 50 crossed <b>200</b>').first().waitFor();
    await expectClean(page, rig);
  });
});

test('the page tells the terminal which bars are in view, for plugins that may look', async () => {
  await using rig = await openPageRig({ browser });
  const page = await rig.open();
  const { columns, length } = rig.host.chart.series;
  await until(() => rig.host.looked !== undefined, 'the first range');
  const last = columns.time[length - 1] as number;
  expect(rig.host.looked?.to).toBe(last);
  await page.getByRole('application').press('Home');
  await until(() => rig.host.looked?.from === columns.time[0], 'the oldest bars are in view');
  expect(rig.host.looked?.to).toBeLessThan(last);
  await page.getByRole('application').press('End');
  for (const key of ['ArrowLeft', 'ArrowLeft', 'Enter']) await page.getByRole('application').press(key);
  await until(() => rig.host.looked?.selected === columns.time[length - 2], 'the picked bar');
  await page.getByRole('application').press('Enter');
  await until(() => rig.host.looked?.selected === null, 'the bar is let go');
  expect(rig.faults).toEqual([]);
});
