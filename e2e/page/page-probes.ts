/** Looks into the page: pixels of the chart, texts of the legend. Written as text because tests know no DOM types. */

import type { Page } from 'playwright-core';

/** How many pixels of the chart's canvases have a colour of the design tokens, or nearly. */
export function countPixels(page: Page, token: string): Promise<number> {
  return page.evaluate(`(() => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('${token}').trim();
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    let count = 0;
    for (const canvas of document.querySelectorAll('[aria-roledescription="chart"] canvas')) {
      const { width, height } = canvas;
      if (width === 0 || height === 0) continue;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) count++;
    }
    return count;
  })()`);
}

/** Text of the legend of the price pane: the symbol's row, then one line per indicator. */
export function readLegend(page: Page): Promise<string> {
  return page.locator('section[aria-label="Chart"] h2').locator('xpath=../..').innerText();
}

/** Texts of all elements that match. */
export function readTexts(page: Page, selector: string): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('${selector}')].map((one) => one.innerText)`);
}

/** Width of the first element that matches, in whole CSS pixels. */
export function readWidth(page: Page, selector: string): Promise<number> {
  return page.evaluate(`Math.round(document.querySelector('${selector}').getBoundingClientRect().width)`);
}

/** Waits for a claim about the page that no locator can make. */
export async function until(claim: () => Promise<boolean> | boolean, what: string, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await claim())) {
    if (Date.now() > end) throw new Error(`It did not come true within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
