/** The page of a real terminal in a real browser, and what a trader reads off it. */

import { decodeFrame, type ServerColumns } from '@omnitrade/contracts';
import type { Browser, Page } from 'playwright-core';
import { readLegend } from '../page/page-probes.ts';
import { watch } from '../page/page-rig.ts';

export interface TerminalPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page did that it must never do: errors, refused content. Empty in every good test. */
  readonly faults: string[];
  /** Bars the page was sent and has not been told to forget. */
  readonly barCount: number;
  /** Close of the bar under the legend, as text. */
  close(): Promise<string>;
  /** Values of one indicator in the legend. */
  values(title: string): Promise<number[]>;
}

export async function openTerminalPage(browser: Browser, url: string): Promise<TerminalPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults: string[] = [];
  let barCount = 0;
  await watch(page, faults);
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') return;
      const { header } = decodeFrame<ServerColumns>(payload);
      if (header.type === 'bars') barCount = header.length;
    });
  });
  await page.goto(url);
  return {
    page,
    faults,
    get barCount() {
      return barCount;
    },
    close: async () => /\bC\n([\d,.]+)/.exec(await readLegend(page))?.[1] ?? '',
    values: (title) => readValues(page, title),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Each value of the legend's row stands in an element of its own that is named by its output. */
async function readValues(page: Page, title: string): Promise<number[]> {
  const row = page.locator('section[aria-label="Chart"]').getByText(title, { exact: true }).locator('xpath=../..');
  const text = await row.first().innerText();
  return Array.from(text.replace(title, '').matchAll(/−?[\d,]+\.\d+/g), ([digits]) =>
    Number(digits.replaceAll(',', '').replace('−', '-')),
  );
}
