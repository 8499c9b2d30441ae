/** Measures the page beside the bare chart library, in one browser and one run: first paint, size, panning, a full history. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BarColumns } from '@omnitrade/contracts';
import { buildPage } from '@omnitrade/terminal';
import type { Browser, Page } from 'playwright-core';
import { until } from '../e2e/page/page-probes.ts';
import { openBrowser, openPageRig, readRealBars } from '../e2e/page/page-rig.ts';
import { sampleBars } from '../packages/market/src/bar-samples.ts';
import { toBarColumns } from '../packages/market/src/index.ts';
import { openPlainTab } from './plain-tab.ts';

/** One way of panning; milliseconds. */
export interface PanFigures {
  /** Between two frames. */
  readonly frame: { readonly p50: number; readonly p95: number };
  /** What the main thread did for one frame, on average: scripts, layout, painting. */
  readonly work: number;
}

export interface PageFigures {
  /** Compressed. */
  readonly kilobytes: { readonly firstPaint: number; readonly chart: number };
  /** From navigation, with 5,105 bars and 3 indicators. */
  readonly start: { readonly firstPaintMs: number; readonly drawnMs: number };
  readonly pan: { readonly bare: PanFigures; readonly bareWithLines: PanFigures; readonly terminal: PanFigures };
  /** 20 indicators on 200,000 bars: how much longer they take than the start does. */
  readonly fullHistoryMs: number;
}

const panBars = 20_000;
const panIndicators = 10;
const barsInView = 900;
const panFrames = 240;
const historyBars = 200_000;
const historyIndicators = 20;
const root = join(import.meta.dirname, '..');

export async function measurePage(): Promise<PageFigures> {
  const { bytes } = await buildPage();
  const start = await openFresh(readRealBars(), 3);
  const history = await openFresh(toBarColumns(sampleBars(historyBars)), historyIndicators);
  const browser = await openBrowser();
  try {
    const bars = toBarColumns(sampleBars(panBars));
    const bare = await panBare(browser, bars, 0);
    const bareWithLines = await panBare(browser, bars, panIndicators);
    const terminal = await panTerminal(browser, bars);
    return {
      kilobytes: { firstPaint: bytes.firstPaint / 1024, chart: bytes.chart / 1024 },
      start,
      pan: { bare, bareWithLines, terminal },
      fullHistoryMs: history.drawnMs - start.drawnMs,
    };
  } finally {
    await browser.close();
  }
}

/** Drags the chart back and forth, a little in each frame. */
const panScript = `(frames) => new Promise((done) => {
  const { left, top, width, height } = document.querySelector('canvas').getBoundingClientRect();
  const y = top + height / 2;
  let x = left + width / 2;
  const pane = document.elementFromPoint(x, y);
  const send = (target, type, buttons) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: x, clientY: y, buttons, button: 0 }));
  const starts = [];
  send(pane, 'mousedown', 1);
  const step = (time) => {
    starts.push(time);
    x += (Math.floor(starts.length / 60) % 2 === 0 ? 1 : -1) * 6;
    send(document.documentElement, 'mousemove', 1);
    if (starts.length <= frames) return requestAnimationFrame(step);
    send(document.documentElement, 'mouseup', 0);
    const gaps = starts.slice(1).map((time, i) => time - starts[i]).sort((a, b) => a - b);
    done({ p50: gaps[frames >> 1], p95: gaps[Math.floor(frames * 0.95)] });
  };
  requestAnimationFrame(step);
})`;

async function pan(page: Page): Promise<PanFigures> {
  await page.waitForTimeout(500);
  const debug = await page.context().newCDPSession(page);
  await debug.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await debug.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const before = await busy();
  const frame: PanFigures['frame'] = await page.evaluate(`(${panScript})(${panFrames})`);
  return { frame, work: ((await busy()) - before) / panFrames };
}

/** The library alone: candles, and as many line series as asked for with the volume as a histogram. */
async function panBare(browser: Browser, bars: BarColumns, lines: number): Promise<PanFigures> {
  const library = readFileSync(
    join(root, 'node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js'),
  );
  const rows = Array.from({ length: bars.length }, (_, i) => ({
    time: i * 86_400,
    open: bars.open[i],
    high: bars.high[i],
    low: bars.low[i],
    close: bars.close[i],
  }));
  const html = `<!doctype html><body style="margin:0"><div id="chart" style="width:920px;height:800px"></div>
<script src="/library.js"></script><script>
const { createChart, CandlestickSeries, LineSeries, HistogramSeries } = LightweightCharts;
const rows = ${JSON.stringify(rows)};
const chart = createChart('chart', { autoSize: true });
chart.addSeries(CandlestickSeries).setData(rows);
for (let k = 1; k <= ${lines}; k++)
  chart.addSeries(LineSeries, { lineWidth: 2 }).setData(rows.slice(50).map(({ time }, i) => {
    let sum = 0;
    for (let j = i + 1; j <= i + 50; j++) sum += rows[j].close;
    return { time, value: sum / 50 + k };
  }));
if (${lines} > 0) {
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: '' });
  volume.setData(rows.map(({ time, open, close }, i) => ({ time, value: 1000 + (i % 97), color: close >= open ? '#26a98580' : '#e5545f80' })));
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.8, bottom: 0 } });
}
chart.timeScale().setVisibleLogicalRange({ from: ${bars.length - barsInView}, to: ${bars.length} });
</script>`;
  const server = createServer((request, response) => response.end(request.url === '/library.js' ? library : html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await pan(page);
  } finally {
    await page.close();
    server.close();
  }
}

async function panTerminal(browser: Browser, bars: BarColumns): Promise<PanFigures> {
  await using rig = await openPageRig({ browser, bars, indicators: Array(panIndicators).fill('sma') });
  const page = await rig.open();
  await page.getByText('SMA 50').first().waitFor();
  await page.getByRole('application').focus();
  // 155 bars are in view at first; each step shows a quarter more.
  for (let shown = 155; shown < barsInView; shown *= 1.25) await page.keyboard.press('-');
  return await pan(page);
}

/** How many indicators have a value in the legend, which is written in the frame in which they are drawn. */
const drawn = `[...document.querySelectorAll('section[aria-label="Chart"] span[title="Average"]')]
  .filter((one) => /\\d/.test(one.textContent)).length`;

/** Opens the page in a browser without a test driver; milliseconds from navigation on. */
async function openFresh(bars: BarColumns, indicators: number): Promise<{ firstPaintMs: number; drawnMs: number }> {
  await using rig = await openPageRig({ bars, indicators: Array(indicators).fill('sma') });
  await using tab = await openPlainTab(rig.terminal.pageUrl);
  await until(async () => (await tab.evaluate<number>(drawn)) === indicators, 'all indicators are drawn', 60_000);
  const paint = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`;
  const [drawnMs = Number.NaN, firstPaintMs = Number.NaN] =
    (await tab.evaluate<number[]>(`[performance.now(), ${paint}]`)) ?? [];
  return { firstPaintMs, drawnMs };
}

if (import.meta.main) {
  const { kilobytes, start, pan: figures, fullHistoryMs } = await measurePage();
  const ms = (value: number) => value.toFixed(1).padStart(6);
  console.log(
    `Before the first paint ${kilobytes.firstPaint.toFixed(0)} KB (gzip), with the chart ${kilobytes.chart.toFixed(0)} KB`,
  );
  console.log(
    `First paint after ${ms(start.firstPaintMs)} ms, 5,105 bars and 3 indicators drawn after ${ms(start.drawnMs)} ms`,
  );
  console.log(`${historyIndicators} indicators on ${historyBars} bars drawn ${ms(fullHistoryMs)} ms later than that`);
  console.log(
    `Panning ${panBars} bars, about ${barsInView} in view          frame p50 / p95 ms    main thread ms per frame`,
  );
  const names = {
    bare: 'library alone, candles',
    bareWithLines: `library alone, ${panIndicators} lines, volume`,
    terminal: `terminal, ${panIndicators} indicators, volume`,
  };
  for (const [key, { frame, work }] of Object.entries(figures))
    console.log(
      `  ${names[key as keyof typeof names].padEnd(38)} ${ms(frame.p50)} / ${ms(frame.p95)}         ${ms(work)}`,
    );
  const ratio = (other: PanFigures) => (figures.terminal.work / other.work).toFixed(2);
  console.log(
    `  the terminal takes ${ratio(figures.bare)} x candles alone, ${ratio(figures.bareWithLines)} x the library's own lines`,
  );
}
