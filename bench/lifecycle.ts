/** Measures a start with 200 installed plugins of which 20 are used: until the address is printed, until those run, until the page paints. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginId, PluginRecord, PluginSummary } from '@omnitrade/contracts';
import { openHome, readSession } from '@omnitrade/store';
import { createTestHome, type TestHome } from '../apps/cli/src/cli-fixture.ts';
import { openBrowser } from '../e2e/page/page-rig.ts';
import { median, printTable, show } from './figures.ts';

export interface StartFigures {
  /** Milliseconds from the start of the command until its address is printed. */
  readonly listeningMs: number;
  /** From the address until the first paint of a page that is opened at once, the browser's start left out. */
  readonly paintMs: number;
  /** From the address until every plugin in use is active. */
  readonly activeMs: number;
  /** Those of the {@link installed} that run half a second later; whose bars are on the chart runs besides. */
  readonly active: number;
}

export const installed = 200;
export const used = 20;
const rounds = 3;
const provider = 'sp500-history';

const nameOf = (n: number) => `bench-plugin-${n}`;
const code = (n: number) => `import { definePlugin } from '@omnitrade/sdk';
export default definePlugin({ activate({ charts }) {
  charts.addIndicator({ id: 'line', title: 'Line ${n}', outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
    warmup: () => 0, repaint: 'last-bar',
    calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i] + ${n}; } });
} });
`;

/** As an installation leaves them behind: code in the home, a record each. */
async function fill(home: TestHome): Promise<void> {
  // The command itself brings what ships.
  await home.run('list', '--json');
  await using open = await openHome({ dir: home.dir });
  for (let n = 0; n < installed; n++) {
    const manifest = {
      ...{
        name: nameOf(n),
        version: '1.0.0',
        author: 'example-labs',
        description: 'Made for a bench.',
        main: 'index.js',
      },
      ...{ permissions: ['charts:write'], extensionPoints: ['chart.indicator'], compatibility: { terminal: '^1.0.0' } },
    };
    const files = { 'plugin.json': JSON.stringify(manifest), 'index.js': code(n) };
    const digest = await open.code.put(
      Object.entries(files).map(([path, text]) => ({ path, data: Buffer.from(text) })),
    );
    await open.plugins.put(toRecord(n, manifest, digest));
  }
  const indicators = Array.from({ length: used }, (_, n) => ({ contribution: `${nameOf(n)}/line`, inputs: {} }));
  await open.workspace.write({
    ...{ provider: `${provider}/history`, instrument: 'INDEX:SPX', timeframe: '1D', indicators, layout: null },
  });
}

function toRecord(n: number, manifest: PluginRecord['manifest'], digest: string): PluginRecord {
  const outputs = [{ key: 'value', plot: 'line', pane: 'price' }] as const;
  const info = { title: `Line ${n}`, inputs: {}, outputs, state: [], repaint: 'last-bar' } as const;
  return {
    id: nameOf(n) as PluginId,
    ...{ version: '1.0.0', wanted: 'enabled', manifest, digest, settings: {}, installedAt: n + 1, failure: null },
    source: { kind: 'directory', path: `/bench/${nameOf(n)}`, copy: true },
    contributions: [{ point: 'chart.indicator', id: 'line', info }],
    grants: [{ permission: 'charts:write', limits: {}, lifetime: 'until-revoked', grantedAt: 1 }],
  };
}

export async function measureStarts(): Promise<StartFigures[]> {
  using home = createTestHome();
  await fill(home);
  const browser = await openBrowser();
  try {
    const figures: StartFigures[] = [];
    for (let round = 0; round < rounds; round++) figures.push(await measureStart(home, browser));
    return figures;
  } finally {
    await browser.close();
  }
}

async function measureStart(home: TestHome, browser: Awaited<ReturnType<typeof openBrowser>>): Promise<StartFigures> {
  const begun = performance.now();
  const started = await home.start();
  const listening = performance.now();
  const { token = '' } = (await readSession(home.dir)) ?? {};
  const page = await browser.newPage();
  const painted = page.goto(`${started.url}/#token=${token}`).then(async () => {
    const paint = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime + performance.timeOrigin))
      .observe({ type: 'paint', buffered: true }))`;
    return (await page.evaluate(paint)) as number;
  });
  const headers = { authorization: `Bearer ${token}` };
  const countActive = async () => {
    const answer = await fetch(`${started.url}/api/plugins?state=active&text=bench-plugin`, { headers });
    return ((await answer.json()) as { plugins: PluginSummary[] }).plugins.length;
  };
  let active = await countActive();
  for (; active < used; active = await countActive()) await sleep(5);
  const activeMs = performance.now() - listening;
  const paintMs = (await painted) - (listening + performance.timeOrigin);
  await sleep(500);
  active = await countActive();
  await page.close();
  await started.stop();
  return { listeningMs: listening - begun, paintMs, activeMs, active };
}

if (import.meta.main) {
  const all = await measureStarts();
  const columns = ['listeningMs', 'paintMs', 'activeMs'] as const;
  const rows = [...all, undefined].map((one, n) => [
    one ? `start ${n + 1}` : 'median',
    ...columns.map((column) => show(one?.[column] ?? median(all.map((other) => other[column])), 'ms')),
    one ? `${one.active} of ${installed}` : '',
  ]);
  console.log(`${installed} installed, ${used} used\n`);
  printTable(['', 'to the address', 'from there to first paint', `to ${used} active`, 'active'], rows);
}
