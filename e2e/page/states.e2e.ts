import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readLegend, readTexts, readWidth, until } from './page-probes.ts';
import { openBrowser, openPageRig, type PageRig } from './page-rig.ts';
import { summarize } from './scripted-host.ts';

let browser: Browser;
let rig: PageRig;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  rig = await openPageRig({ browser, indicators: ['sma', 'rsi'] });
});
afterEach(async () => {
  const { faults } = rig;
  await rig[Symbol.asyncDispose]();
  expect(faults).toEqual([]);
});

const open = async (): Promise<Page> => {
  const page = await rig.open();
  await page.getByText('SMA 50').waitFor();
  return page;
};

/** Opens a page whose socket the test can cut, and whose messages it can change. */
async function openThrough(change: (text: string) => string = (text) => text, isLost: () => boolean = () => false) {
  const routes: WebSocketRoute[] = [];
  const page = await rig.open({
    prepare: (fresh) =>
      fresh.routeWebSocket(/api\/socket/, (route) => {
        routes.push(route);
        const server = route.connectToServer();
        server.onMessage((message) => {
          if (typeof message === 'string') route.send(change(message));
          else if (!isLost()) route.send(message);
        });
      }),
  });
  return { page, routes };
}

describe('the session', () => {
  test('survives a reload, and its key never stays in the address bar', async () => {
    const page = await open();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByText('SMA 50').waitFor();
  });

  test('is refused to whoever has no key', async () => {
    const page = await rig.open({ url: rig.terminal.url });
    await page.getByRole('heading', { name: 'This browser is not connected to your terminal' }).waitFor();
    const wrong = await rig.open({ url: `${rig.terminal.url}/#token=wrong` });
    await wrong.getByRole('heading', { name: 'This browser is not connected to your terminal' }).waitFor();
    expect(wrong.url()).not.toContain('token');
  });
});

describe('the connection', () => {
  test('comes back by itself with everything as it is now', async () => {
    const { page, routes } = await openThrough();
    await page.getByText('SMA 50').waitFor();
    await routes[0]?.close();
    await page.getByText('Connection lost, trying again …').waitFor();
    expect(await readLegend(page)).toContain('2,874.56');
    rig.host.chart.addIndicator('classic-indicators/bollinger', {});
    await page.getByText('BB 20 2').waitFor();
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    expect(routes).toHaveLength(2);
  });

  test('keeps what was there while the terminal is gone, then asks for a new key', async () => {
    const page = await open();
    await rig.stop();
    await page.getByText('Connection lost, trying again …').waitFor();
    expect(await readLegend(page)).toContain('2,874.56');
    await page.getByRole('button', { name: 'Hide SMA 50' }).press('Enter');
    await page.getByRole('region').getByText('There is no connection to the terminal right now.').waitFor();
    await rig.restart();
    await page.getByRole('heading', { name: 'This browser is not connected to your terminal' }).waitFor();
  });

  test('is made again after input that cannot be read', async () => {
    let broken = false;
    const { page, routes } = await openThrough((text) => {
      if (broken || !text.includes('"plugins"')) return text;
      broken = true;
      return '{';
    });
    await page.getByText('SMA 50').waitFor();
    await until(() => routes.length === 2, 'a second socket');
    await page.getByText('SMA 50').waitFor();
    expect(rig.faults.splice(0).join()).toContain('cannot be read');
  });

  test('asks for bars that have not come, and for what does not fit', async () => {
    let lost = 0;
    // The bars and plots of the first sending, then all but the plots of the second.
    const { page } = await openThrough(undefined, () => lost++ < 4);
    await page.getByText('SMA 50').waitFor();
    await until(async () => (await readLegend(page)).includes('2,874.56'), 'the bars');
    await until(async () => /SMA 50\s+2,863\.09/.test(await readLegend(page)), 'the plots');
  });

  test('asks to reload where the protocols differ', async () => {
    const { page } = await openThrough((text) => text.replace('"protocol":1', '"protocol":2'));
    await page.getByRole('heading', { name: 'The terminal has been updated' }).waitFor();
    await page.getByRole('button', { name: 'Reload' }).waitFor();
  });

  test('says why something could not be done', async () => {
    const page = await open();
    rig.host.retry = () => Promise.reject(new Error('The plugin is being updated; try again in a moment.'));
    const error = { code: 'sandbox.timeout', message: 'It took too long.', time: Date.now() };
    rig.host.pluginList = [summarize('slow', 'Slow thing', { state: 'failed', error })];
    rig.host.emit('plugin.failed', {}, 'slow');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('region').getByText('Start Slow thing again').waitFor();
  });
});

describe('the chart area', () => {
  test('says what it waits for, and what went wrong', async () => {
    const page = await open();
    rig.host.chart.force({ state: 'loading', text: 'Loading INDEX:SPX' });
    await page.getByText('Loading INDEX:SPX').waitFor();
    const message = 'sp500-history did not answer within 10 s; start it again or choose another provider.';
    const error = { code: 'provider.timeout', message, data: { plugin: 'sp500-history' } };
    rig.host.chart.force({ state: 'failed', error });
    await page.getByText(message).waitFor();
    await page.getByRole('button', { name: 'Start S&P 500 history again' }).click();
    await until(() => rig.host.calls.includes('retry sp500-history'), 'the plugin is asked to start again');
    rig.host.chart.force(undefined);
    await page.getByText('SMA 50').waitFor();
    await page.mouse.move(5, 895);
    await until(async () => (await readLegend(page)).includes('2,874.56'), 'the chart is back');
  });
});

describe('the list of events', () => {
  test('holds what happened before the page was there, and what happens now', async () => {
    rig.host.emit('plugin.installed', { version: '1.2.0' }, 'sp500-history');
    const page = await open();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('Version 1.2.0 was installed.').waitFor();
    rig.host.emit('plugin.failed', { code: 'sandbox.timeout', message: 'It took too long.' }, 'sp500-history');
    await page.getByText('It took too long.').waitFor();
    // The sentence stands in a toast first; the list follows with the next frame.
    await expect
      .poll(() => readTexts(page, '[aria-label="Events"] li p'))
      .toEqual(['It took too long.', 'Version 1.2.0 was installed.']);
  });
});

describe('the list of plugins', () => {
  test('shows names as text, whatever they hold', async () => {
    const page = await open();
    const name = `<img src=x onerror="document.title='owned'"> ${'long name '.repeat(8)}`;
    rig.host.pluginList = [summarize('hostile', name), summarize('rtl', '\u202eevil\u202c name')];
    rig.host.emit('plugin.installed', { text: '<script>alert(1)</script>' }, 'hostile');
    await page.getByText('<img src=x', { exact: false }).first().waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('<script>alert(1)</script>').waitFor();
    expect(await page.title()).toContain('S&P 500');
    const wider = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
    expect(wider).toBe(false);
  });

  test('switches, retries and explains', async () => {
    const page = await open();
    const message = 'slow took longer than 100 ms for one turn and was stopped.';
    const error = { code: 'sandbox.timeout', message, time: Date.now() };
    rig.host.pluginList = [
      summarize('slow', 'Slow thing', { state: 'failed', error }),
      summarize('off', 'Switched off', { state: 'installed', wanted: 'disabled' }),
    ];
    rig.host.emit('plugin.failed', {}, 'slow');
    await page.getByText(message).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('switch', { name: 'Enable Switched off' }).click();
    await page.getByRole('switch', { name: 'Enable Slow thing' }).press('Space');
    await until(() => rig.host.calls.includes('disable slow'), 'all three calls');
    expect(rig.host.calls.slice(-3)).toEqual(['retry slow', 'enable off', 'disable slow']);
    await page.getByRole('button', { name: /^Switched off/ }).click();
    await page.getByText('What Switched off is for, in one sentence.').waitFor();
  });

  test('takes 200 plugins, and no row moves while their figures do', async () => {
    const page = await open();
    const many = (round: number) =>
      Array.from({ length: 200 }, (_, i) =>
        summarize(`plugin-${i}`, `Plugin ${i}`, {
          usage: { ...summarize('', '').usage, cpuMs: 1000 + ((i * 7919) % 200) + round * (i % 3) * 500 },
        }),
      );
    rig.host.pluginList = many(0);
    rig.host.emit('plugin.installed', {});
    await page.getByText('Plugin 199', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'CPU ms' }).click();
    await page.getByRole('button', { name: 'CPU ms' }).hover();
    const names = () => readTexts(page, 'tbody th');
    const figures = () => readTexts(page, 'tbody td:nth-child(3)');
    const before = await names();
    const old = await figures();
    expect(before).toHaveLength(200);
    rig.host.pluginList = many(1);
    await until(async () => (await figures()).join() !== old.join(), 'new figures');
    expect(await names()).toEqual(before);
  });

  test('is explained where it is empty', async () => {
    const page = await open();
    rig.host.pluginList = [];
    rig.host.emit('plugin.uninstalled', {});
    await page.getByText('No plugins are installed').waitFor();
  });
});

describe('the layout', () => {
  const width = (page: Page) => readWidth(page, 'section[aria-label="Plugins"]');

  test('is resized by key, comes back after a reload, and can be reset', async () => {
    const page = await open();
    const first = await width(page);
    await page.getByRole('separator').first().focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    await until(async () => (await width(page)) !== first, 'another width');
    const chosen = await width(page);
    // The change is saved when it has settled.
    await page.waitForTimeout(1000);
    await page.reload();
    await page.getByText('SMA 50').waitFor();
    expect(await width(page)).toBe(chosen);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'Reset the layout' }).click();
    await until(async () => (await width(page)) === first, 'the first width again');
  });

  test('gives the chart everything on request', async () => {
    const page = await open();
    await page.keyboard.press('Alt+M');
    await page.getByRole('tab', { name: 'Plugins' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Alt+M');
    await page.getByRole('tab', { name: 'Plugins' }).waitFor();
  });
});

describe('the look', () => {
  test('holds still while everything arrives', async () => {
    const page = await rig.open({
      prepare: async (fresh) => {
        await fresh.addInitScript(`window.shifted = 0; new PerformanceObserver((list) => {
          for (const { value } of list.getEntries()) shifted += value;
        }).observe({ type: 'layout-shift', buffered: true })`);
      },
    });
    await page.getByText('SMA 50').waitFor();
    await page.getByText('2 active').waitFor();
    await page.waitForTimeout(1500);
    // From 0.1 on a page is said to jump.
    expect(await page.evaluate('shifted')).toBeLessThan(0.03);
  });

  test('is kept in this browser and is there before the first paint', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Change to the light theme' }).click();
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitemradio', { name: 'Blue and orange' }).click();
    await page.reload({ waitUntil: 'commit' });
    // Not waitForFunction: that evaluates text, which the page's policy refuses and reports.
    await page.waitForSelector('body', { state: 'attached' });
    const { theme, rise } = (await page.evaluate('({ ...document.documentElement.dataset })')) as Record<
      string,
      string
    >;
    expect([theme, rise]).toEqual(['light', 'blue']);
  });
});
