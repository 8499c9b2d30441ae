/** A scripted terminal behind the real server, and a page in a real browser that must not break its own rules. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BarColumns, JsonObject } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { parseBarsCsv } from '@omnitrade/market';
import { buildPage, startTerminal, type Terminal, type TerminalOptions } from '@omnitrade/terminal';
import { pino } from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../tools/chromium.ts';
import { ScriptedHost } from './scripted-host.ts';

const root = join(import.meta.dirname, '../..');
const axeSource = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** 5,105 daily bars of the S&P 500. */
export function readRealBars(): BarColumns {
  const name = 'sp500-2000.csv';
  return parseBarsCsv(readFileSync(join(root, 'node_modules/vega-datasets/data', name)), { name });
}

export const browserArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function openBrowser(): Promise<Browser> {
  const found = findChromium();
  if (!found.ok) throw new Error(found.sentence);
  return chromium.launch({ executablePath: found.path, args: browserArgs });
}

export interface OpenOptions {
  readonly url?: string;
  readonly width?: number;
  readonly height?: number;
  /** Called before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface PageRig extends AsyncDisposable {
  readonly host: ScriptedHost;
  readonly terminal: Terminal;
  /** What went wrong in the page on its own: errors, refused content, failed loads. Empty in every good test. */
  readonly faults: string[];
  /** Opens a page; without `url` the one that the terminal prints. */
  open(options?: OpenOptions): Promise<Page>;
  /** Ends the server, as a crash would; a new one on the same port comes with `restart`. */
  stop(): Promise<void>;
  restart(): Promise<Terminal>;
}

export interface PageRigOptions {
  /** Without one, `open` cannot be called. */
  readonly browser?: Browser;
  readonly bars?: BarColumns;
  /** Indicators on the chart from the start. */
  readonly indicators?: readonly string[];
}

export async function openPageRig({ browser, bars, indicators = [] }: PageRigOptions): Promise<PageRig> {
  const { outDir: pageDir } = await buildPage();
  const home = createHome();
  const faults: string[] = [];
  const contexts = new AsyncDisposableStack();
  const create = async (port: number) => {
    const host = new ScriptedHost(bars ?? readRealBars());
    for (const one of indicators) host.chart.addIndicator(`classic-indicators/${one}`, {});
    const terminal = await startTerminal({
      home,
      // No page reaches the rest of a host.
      host: host as unknown as Host,
      logger: pino({ level: 'silent' }),
      address: '127.0.0.1',
      port,
      pageDir,
    });
    return { host, terminal };
  };
  let now = await create(0);
  return {
    faults,
    get host() {
      return now.host;
    },
    get terminal() {
      return now.terminal;
    },
    async open({ url = now.terminal.pageUrl, width = 1440, height = 900, prepare } = {}) {
      if (browser === undefined) throw new Error('This rig was opened without a browser.');
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
      contexts.defer(() => context.close());
      const page = await context.newPage();
      await watch(page, faults);
      await prepare?.(page);
      await page.goto(url);
      return page;
    },
    async stop() {
      await now.terminal.close();
    },
    async restart() {
      now = await create(now.terminal.port);
      return now.terminal;
    },
    async [Symbol.asyncDispose]() {
      await contexts.disposeAsync();
      await now.terminal.close();
      rmSync(home.dir, { recursive: true, force: true });
    },
  };
}

/** Keeps the layout, which is all of a home that a page can change; the scripted host needs nothing of it. */
function createHome(): TerminalOptions['home'] {
  let layout: JsonObject | null = null;
  const dir = mkdtempSync(join(tmpdir(), 'omnitrade-page-'));
  const home: Pick<TerminalOptions['home'], 'dir' | 'layout' | 'announce' | 'close'> & AsyncDisposable = {
    dir,
    layout: {
      read: async () => layout,
      write: async (next) => {
        layout = next;
      },
    },
    announce: async () => {},
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return home as TerminalOptions['home'];
}

/** Collects what the page must never do. */
export async function watch(page: Page, faults: string[]): Promise<void> {
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => {
    console.error('content security policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
  });`);
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isOutage(message.text())) faults.push(`console: ${message.text()}`);
  });
}

/** What a browser says on its own when the server is away or refuses. */
const isOutage = (text: string) => /Failed to load resource|WebSocket connection to/.test(text);

/** Breaches of WCAG 2.2 A and AA, as `rule: target`. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated through the debugger, which the page's policy does not govern.
  await page.evaluate(axeSource);
  // "region" would have menus and tooltips stand inside the page's landmarks, where they would be cut off.
  return page.evaluate(`axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { region: { enabled: false } },
    })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ' – ' + failureSummary)))`);
}
