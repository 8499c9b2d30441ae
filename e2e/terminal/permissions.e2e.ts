import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '@omnitrade/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../page/page-rig.ts';
import { openTerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

let browser: Browser;
let terminal: TerminalUnderTest;
let folder: string;
const own = new AsyncDisposableStack();

const manifest = {
  ...{ name: 'position-notes', version: '1.0.0', author: 'example-labs', main: 'index.js' },
  description: 'Shows notes beside the chart.',
  permissions: [
    'charts:write',
    { id: 'storage', limits: { mb: 5 } },
    { id: 'account:read', reason: 'To note what you hold.', optional: true },
  ],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};
/** Asks for accounts once it is used, and then looks at them over and over. */
const code = `export default { activate(context) {
  context.charts.addIndicator({ id: 'line', title: 'Notes line', outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
    warmup: () => 0, calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i]; } });
  const look = async () => { const kept = context.account; for (;;) {
    await kept.list().catch(() => {});
    await new Promise((done) => setTimeout(done, 50)); } };
  context.permissions.request('account:read').then((given) => given && look());
} };`;

beforeAll(async () => {
  terminal = own.use(await startTerminal());
  browser = await openBrowser();
  folder = join(terminal.home.dir, 'position-notes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), code);
});
afterAll(async () => {
  await browser?.close();
  await own.disposeAsync();
});

const audit = async () =>
  (await terminal.run('audit', 'position-notes', '--verify', '--json')).json as { entries: AuditEntry[]; ok: boolean };
const told = async () => (await audit()).entries.map(({ call, outcome }) => `${call} ${outcome}`);

describe('a plugin on its way into the terminal', () => {
  test('is installed with what is given, asks for more when it needs it, and loses it again', async () => {
    await using view = await openTerminalPage(browser, terminal.pageUrl);
    const { page, faults } = view;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Install a plugin' }).click();
    await page.getByLabel('Folder that holds').fill(folder);
    await page.getByRole('button', { name: 'Next' }).click();
    await dialog.getByText('What may position-notes 1.0.0 do?').waitFor();
    expect(await dialog.getByRole('switch', { name: 'See your accounts' }).getAttribute('aria-checked')).toBe('false');
    await dialog.getByRole('switch', { name: 'Keep its own data' }).click();
    await dialog.getByRole('button', { name: 'Install, giving 1 of 3' }).click();
    await dialog.waitFor({ state: 'detached' });
    await until(async () => (await terminal.find('position-notes')).wanted === 'enabled', 'it is installed');

    const added = await terminal.send('POST', '/api/chart/indicators', { contribution: 'position-notes/line' });
    expect(added.status).toBe(201);
    await page.getByText('asks you:').waitFor();
    await page.getByRole('button', { name: 'Look' }).click();
    await dialog.getByText('To note what you hold.').waitFor();
    await dialog.getByRole('button', { name: 'For this run' }).click();
    await dialog.waitFor({ state: 'detached' });
    await until(async () => (await told()).includes('account.list allowed'), 'it looks at the accounts');

    await page.getByRole('button', { name: /^position-notes/ }).click();
    await page.getByRole('button', { name: 'Permissions' }).click();
    await dialog.getByText('It read your accounts on').waitFor();
    await dialog.getByRole('switch', { name: 'See your accounts' }).click();
    await until(async () => (await told()).includes('account.list denied'), 'its next look is denied');
    const seen = await told();
    // A call may be denied a moment before the revocation is written down; from the first of the two on, none is allowed.
    const taken = Math.min(seen.indexOf('account.list denied'), seen.indexOf('grants.revoke revoked'));
    expect(taken).toBeGreaterThan(0);
    expect(seen.slice(taken)).not.toContain('account.list allowed');
    expect((await audit()).ok).toBe(true);
    expect(faults).toEqual([]);
  });
});
