import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHome, type TestHome } from '../../apps/cli/src/cli-fixture.ts';
import { createPlugin } from '../../apps/cli/src/creating/create-plugin.ts';
import { findBarriers, openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

let browser: Browser;
let terminal: TerminalUnderTest;
let view: TerminalPage;
let author: TestHome;
let archive: string;
let fingerprint: string;

beforeAll(async () => {
  author = createTestHome();
  const { dir } = await createPlugin({
    dir: join(author.dir, 'far-away'),
    template: 'indicator',
    author: 'example-labs',
  });
  archive = join(author.dir, 'far-away-1.0.0.otp');
  await author.run('pack', dir, '-o', archive);
  const key = await author.run('keys', 'create', '--plain', '--publisher', 'Example Labs', '--json');
  ({ fingerprint } = key.json as { fingerprint: string });
  await author.run('sign', archive);
  terminal = await startTerminal();
  browser = await openBrowser();
  view = await openTerminalPage(browser, terminal.pageUrl);
  await view.page.getByText('SMA 50').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await terminal?.[Symbol.asyncDispose]();
  author?.[Symbol.dispose]();
});

/** As if somebody had dragged them from a folder and let go over the chart. */
async function drop(...files: string[]): Promise<void> {
  const given = files.map((file) => ({ name: basename(file), text: readFileSync(file).toString('base64') }));
  const transfer = await view.page.evaluateHandle((all) => {
    const held = new DataTransfer();
    for (const { name, text } of all)
      held.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return held;
  }, given);
  const drag = (type: string) =>
    view.page.dispatchEvent('main', type, { dataTransfer: transfer, bubbles: true, cancelable: true });
  // The page listens once that part of it is read, and a hand that drags goes on moving.
  await until(async () => {
    for (const type of ['dragenter', 'dragover']) await drag(type);
    return view.page.getByText('Drop a plugin to install it').isVisible();
  }, 'the page takes it');
  await drag('drop');
}

const dialog = (name: string | RegExp) => view.page.getByRole('dialog', { name });

describe('an archive that is dropped on the page', () => {
  test('without its signatures is refused in one sentence, and can be dropped again', async () => {
    await drop(archive);
    await dialog('Install a plugin').getByText('Nobody has signed this archive').waitFor();
    expect(await findBarriers(view.page)).toEqual([]);
  });

  test('that is no plugin is not even sent', async () => {
    const file = join(author.dir, 'notes.txt');
    writeFileSync(file, 'hello');
    await drop(file);
    await dialog('Install a plugin').getByText('None of these is a plugin').waitFor();
  });

  test('shows whose key it is, then what it asks for, and is installed with what was given', async () => {
    await drop(archive, `${archive}b`);
    const key = dialog("Is this the publisher's key?");
    await key.getByText('Example Labs').waitFor();
    expect((await key.locator('code span').allInnerTexts()).join(' ').split(' ')).toEqual(fingerprint.split('-'));
    expect(await findBarriers(view.page)).toEqual([]);
    expect((await terminal.list()).map(({ id }) => id)).not.toContain('far-away');
    await key.getByRole('button', { name: 'It is the same' }).click();
    const consent = dialog('What may far-away 1.0.0 do?');
    await consent.getByText('Signed by Example Labs').waitFor();
    expect(await findBarriers(view.page)).toEqual([]);
    await consent.getByRole('button', { name: /^Install/ }).click();
    const row = view.page.getByRole('region', { name: 'Plugins' }).locator('tbody').filter({ hasText: 'far-away' });
    await row.getByText('private', { exact: true }).waitFor();
    expect(await terminal.find('far-away')).toMatchObject({ trust: 'private', fingerprint, source: basename(archive) });
    const granted = (await terminal.get<{ grants: { permission: string }[] }>('/api/plugins/far-away')).grants;
    expect(granted.map(({ permission }) => permission)).toEqual(['charts:write']);
  });

  test('draws on the chart like any other', async () => {
    await terminal.send('POST', '/api/chart/indicators', { contribution: 'far-away/distance', inputs: { length: 5 } });
    await until(
      async () =>
        (await terminal.chart()).indicators.some(
          (one) => one.contribution === 'far-away/distance' && one.status === 'live',
        ),
      'it is live',
    );
    await view.page
      .getByText(/^Distance/)
      .first()
      .waitFor();
  });

  test('of another key does not take its place', async () => {
    const thief = createTestHome();
    try {
      const { dir } = await createPlugin({ dir: join(thief.dir, 'far-away'), template: 'indicator', author: 'x' });
      const file = join(thief.dir, 'far-away-1.0.0.otp');
      await thief.run('pack', dir, '-o', file);
      await thief.run('keys', 'create', '--plain', '--publisher', 'Example Labs');
      await thief.run('sign', file);
      await drop(file, `${file}b`);
      await dialog('Install a plugin').getByText('far-away was taken under the key').waitFor();
      await view.page.getByRole('button', { name: 'Cancel' }).click();
    } finally {
      thief[Symbol.dispose]();
    }
  });

  test('leaves the page without a fault', () => {
    expect(view.faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
  });
});

test('a plugin that runs from a folder marks the page for as long as it does', async () => {
  const { dir } = await createPlugin({ dir: join(author.dir, 'half-done'), template: 'indicator', author: 'x' });
  await terminal.run('install', dir, '--yes');
  await view.page.getByText('Developer mode').waitFor();
  await terminal.run('uninstall', 'half-done');
  await view.page.getByText('Developer mode').waitFor({ state: 'detached' });
});
