import type { PluginSummary } from '@omnitrade/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers, openBrowser, openPageRig, type PageRig } from './page-rig.ts';
import { summarize } from './scripted-host.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type State = (page: Page, rig: PageRig) => Promise<void>;

const error = { code: 'sandbox.timeout', message: 'It took longer than 100 ms and was stopped.', time: 0 };
const failed = { code: error.code, message: error.message, data: {} };

/** Every state a user can meet. */
const states: Readonly<Record<string, State>> = {
  'the chart': async () => {},
  'the list of plugins in every state': async (page, { host }) => {
    host.pluginList = [
      summarize('a', 'Active one'),
      summarize('b', 'Broken one', {
        state: 'failed',
        error,
        usage: {
          ...summarize('', '').usage,
          ...{ kills: 2, strikes: 2, restarts: 1, dropped: 3, calls: { 'network.fetch': { allowed: 12, denied: 4 } } },
          errors: {
            count: 41,
            kinds: [
              {
                fingerprint: 'f',
                code: 'plugin.uncaught',
                message: 'RangeError: a length that is none',
                place: 'services/ema.ts:41:12',
                count: 40,
                lastAt: 1,
              },
              { fingerprint: 'g', code: 'sandbox.timeout', message: error.message, count: 1, lastAt: 1 },
            ],
          },
        },
      }),
      summarize('c', 'Quarantined one', { state: 'quarantined', error }),
      summarize('d', 'Starting one', { state: 'activating' }),
      summarize('e', 'Switched off', { state: 'installed', wanted: 'disabled' }),
    ];
    host.emit('plugin.failed', {});
    await page.getByRole('button', { name: /^Active one/ }).click();
    await page.getByRole('button', { name: /^Broken one/ }).click();
    await page.getByText('services/ema.ts:41:12').waitFor();
  },
  'events of every tone': async (page, { host }) => {
    for (const type of ['plugin.failed', 'plugin.activated', 'replay.stepped']) host.emit(type, { code: 'x' }, 'a');
    await page.getByRole('tab', { name: 'Events' }).click();
  },
  'a replay': async (page) => {
    await page.keyboard.press('Alt+R');
    await page.getByText('0 of 120 bars').waitFor();
  },
  'a failed and a hidden indicator': async (page, { host }) => {
    const [first, second] = host.chart.values.map(({ instance }) => instance.id);
    host.chart.patch(first as string, { status: 'failed', error: failed });
    host.chart.patch(second as string, { hidden: true });
    await page.getByText(error.message).waitFor();
  },
  'a failed chart': async (page, { host }) => {
    host.chart.force({ state: 'failed', error: failed });
    await page.getByText('The chart could not be loaded').waitFor();
  },
  'a chart that is loading': async (page, { host }) => {
    host.chart.force({ state: 'loading', text: 'Loading INDEX:SPX' });
    await page.getByText('Loading INDEX:SPX').waitFor();
  },
  'the indicator picker': async (page) => {
    await page.keyboard.press('Alt+I');
    await page.getByRole('option').first().waitFor();
  },
  'the indicator picker while their plugin is quarantined': async (page, { host }) => {
    const [days, classic] = host.pluginList as [PluginSummary, PluginSummary];
    host.pluginList = [days, { ...classic, state: 'quarantined', error: { ...error, time: 1 } }];
    await page.keyboard.press('Alt+I');
    await page.getByRole('option').first().getByText('Quarantined').waitFor();
    await page.getByRole('option').first().getByText(error.message).waitFor();
  },
  'the settings of an indicator, with a fault': async (page) => {
    await page.getByRole('button', { name: 'Settings of SMA 50' }).press('Enter');
    await page.getByLabel('Length').fill('0');
  },
  'the list of shortcuts': async (page) => {
    await page.keyboard.press('Control+/');
    await page.getByRole('dialog').waitFor();
  },
  'the view menu': async (page) => {
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitem').first().waitFor();
  },
  'a lost connection and a failed request': async (page, rig) => {
    await rig.stop();
    await page.getByText('Connection lost').waitFor();
    await page.getByRole('button', { name: 'Hide SMA 50' }).press('Enter');
    await page.getByRole('region').getByText('There is no connection').waitFor();
  },
  'a browser without a key': async (page, { terminal }) => {
    await page.context().clearCookies();
    await page.goto(`${terminal.url}/?anew`);
    await page.getByText('This browser is not connected').waitFor();
  },
};

describe('to whoever cannot see, point or tell colours apart', () => {
  test.each(Object.entries(states))('%s is no barrier', async (_name, reach) => {
    await using rig = await openPageRig({ browser, indicators: ['sma', 'rsi'] });
    const page = await rig.open();
    await page.getByText('SMA 50').waitFor();
    await reach(page, rig);
    // The pointer must not leave a tooltip that fades while it is looked at.
    await page.mouse.move(700, 890);
    await page.waitForTimeout(300);
    for (const theme of ['dark', 'light']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      expect(await findBarriers(page), theme).toEqual([]);
    }
    expect(rig.faults).toEqual([]);
  });
});

describe('the keyboard', () => {
  test('reaches everything, in the order of the page, and shows where it is', async () => {
    await using rig = await openPageRig({ browser, indicators: ['sma', 'rsi'] });
    const page = await rig.open();
    await page.getByText('SMA 50').waitFor();
    await page.getByText('Classic indicators').waitFor();
    const seen: string[] = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const [name, outlined] = (await page.evaluate(`(() => {
        const one = document.activeElement;
        const name = (one.getAttribute('aria-label') ?? one.innerText).split('\\n')[0];
        const outlined = [undefined, '::after'].some((part) => getComputedStyle(one, part).outlineStyle === 'solid' || getComputedStyle(one, part).outlineStyle === 'auto');
        return [(one.getAttribute('role') ?? one.localName) + ' ' + name, outlined];
      })()`)) as [string, boolean];
      if (seen.includes(name) || name.startsWith('body')) break;
      seen.push(name);
      expect(outlined, name).toBe(true);
    }
    const wanted = [
      'button Indicators',
      'button View',
      'tab Plugins',
      'button Hide SMA 50',
      'button Remove RSI 14',
      'button Replay',
      'switch Enable Classic indicators',
      'button Connection',
    ];
    const places = wanted.map((name) => seen.indexOf(name));
    expect(places, seen.join(', ')).toEqual([...places].sort((a, b) => a - b));
    expect(places, seen.join(', ')).not.toContain(-1);
  });
});
