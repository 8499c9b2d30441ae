import { fileURLToPath } from 'node:url';
import type { ChartStatus, PluginSummary, Workspace } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureVegaData } from '../../../tools/vega-data.ts';
import { createHost } from './create-host.ts';
import type { Host } from './host.ts';
import { createMemoryPluginStore, createMemoryWorkspaceStore } from './memory-store.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const firstParty = (name: string) => `${root}plugins/${name}`;
const broken = (name: string) => `${root}e2e/fixtures/plugins/${name}`;

const workspace: Workspace = {
  provider: 'sp500-history/history',
  instrument: 'INDEX:SPX',
  timeframe: '1D',
  indicators: [
    { contribution: 'classic-indicators/sma', inputs: { length: 50 } },
    { contribution: 'classic-indicators/rsi', inputs: {} },
  ],
  layout: null,
};

let host: Host;
const lines: string[] = [];

beforeEach(async () => {
  ensureVegaData();
  lines.length = 0;
  host = createHost({
    store: createMemoryPluginStore(),
    workspace: createMemoryWorkspaceStore(),
    guest: readGuestModules(),
    log: ({ plugin, level, text }) => lines.push(`${level} ${plugin ?? '-'} ${text}`),
  });
  await host.open();
});
afterEach(() => host[Symbol.asyncDispose]());

const install = (path: string, grants: readonly string[] = []) =>
  host.install({ source: { kind: 'directory', path }, grants, grantLowRisk: true });

async function openChart(): Promise<void> {
  await install(firstParty('sp500-history'), ['data:provide']);
  await install(firstParty('classic-indicators'));
  await host.chart.open(workspace);
}

const ready = () => {
  const { status } = host.chart;
  if (status.state !== 'ready') throw new Error(`the chart is ${JSON.stringify(status)}`);
  return status.chart;
};
const summary = (id: string) => host.plugins().find((plugin) => plugin.id === id) as PluginSummary;
const until = <T>(read: () => T) => vi.waitFor(read, { timeout: 15_000, interval: 20 });
const allLive = () =>
  until(() => expect(ready().indicators.map(({ status }) => status)).toEqual(ready().indicators.map(() => 'live')));

describe('a host with the start workspace', () => {
  it('charts real bars from a provider plugin and plots from an indicator plugin', async () => {
    await openChart();
    await allLive();
    const { series, values } = host.chart;
    expect(series?.length).toBe(5105);
    const [sma] = values;
    await until(() => expect(host.chart.values.map(({ length }) => length)).toEqual([5105, 5105]));
    const closes = series?.columns.close.slice(5055, 5105) as Float64Array;
    const mean = closes.reduce((sum, close) => sum + close, 0) / 50;
    expect(sma?.columns[0]?.[5104]).toBeCloseTo(mean, 9);
    expect(sma?.columns[0]?.[48]).toBeNaN();
    expect(summary('classic-indicators')).toMatchObject({ state: 'active', wanted: 'enabled' });
  });

  it('streams a replay tick by tick, and every plot follows', async () => {
    await openChart();
    await until(() => expect(host.chart.values.map(({ length }) => length)).toEqual([5105, 5105]));
    const before = host.chart.values.map(({ columns }) => columns[0]?.[5104]);
    host.chart.replay('start');
    expect(host.chart.series?.length).toBe(4985);
    const turns = summary('classic-indicators').usage.turns;
    host.chart.replaySpeed(200);
    host.chart.replay('play');
    await until(() => expect(ready().replay.mode).toBe('ended'));
    await until(() => expect(host.chart.values.map(({ length }) => length)).toEqual([5105, 5105]));
    await until(() => expect(host.chart.values.map(({ columns }) => columns[0]?.[5104])).toEqual(before));
    expect(summary('classic-indicators').usage.turns).toBeGreaterThan(turns + 5);
    host.chart.replay('stop');
    expect(ready().replay.mode).toBe('off');
  });

  it('changes inputs under the same instance id', async () => {
    await openChart();
    await allLive();
    const id = ready().indicators[0]?.id as string;
    host.chart.setIndicator(id, { inputs: { length: 5 } });
    await allLive();
    await until(() =>
      expect(host.chart.values.find(({ instance }) => instance.id === id)?.columns[0]?.[4]).not.toBeNaN(),
    );
    expect(ready().indicators.find((one) => one.id === id)?.inputs).toMatchObject({ length: 5 });
  });

  it('refuses inputs that do not fit, and names the input', async () => {
    await openChart();
    expect(() => host.chart.addIndicator('classic-indicators/sma', { lenght: 5 })).toThrow(/length/);
    expect(() => host.chart.addIndicator('classic-indicators/smaa', {})).toThrow(/classic-indicators\/sma/);
  });

  it('stops the lines of a disabled plugin with a sentence and goes on when it is enabled', async () => {
    await openChart();
    await allLive();
    await host.disable('classic-indicators');
    expect(ready().indicators.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(ready().indicators[0]?.error?.code).toBe('registry.disabled');
    await host.enable('classic-indicators');
    await allLive();
  });
});

describe('installing a broken plugin', () => {
  it.each([
    ['spins-in-load', 'sandbox.timeout'],
    ['spins-in-activate', 'sandbox.timeout'],
    ['spins-in-calc', 'sandbox.timeout'],
    ['spins-in-timer', 'sandbox.timeout'],
    ['spins-in-promise', 'sandbox.timeout'],
    ['never-loads', 'sandbox.start-timeout'],
    ['never-activates', 'sandbox.start-timeout'],
    ['throws-at-load', 'sandbox.load-failed'],
    ['throws-in-activate', 'plugin.activate-failed'],
    ['throws-in-calc', 'indicator.calc-failed'],
    ['too-few-values', 'indicator.too-few-values'],
    ['syntax-error', 'sandbox.load-failed'],
    ['unknown-import', 'sandbox.load-failed'],
    ['undeclared-point', 'registry.undeclared-point'],
  ])('%s is installed, marked failed with %s, and named', async (name, code) => {
    const { ok, warnings } = await install(broken(name));
    expect(ok).toBe(true);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(summary(name)).toMatchObject({ id: name, state: 'failed', error: { code } });
    expect(summary(name).error?.message).toContain(name);
  });

  it('heap-bomb is ended by whichever limit it meets first', async () => {
    const { warnings } = await install(broken('heap-bomb'));
    expect(warnings[0]?.code).toMatch(/^sandbox\.(memory|timeout|runner-died)$/);
    expect(summary('heap-bomb').error?.message).toContain('heap-bomb');
  });

  it.each([
    ['bad-manifest', /manifest/],
    ['broken-json', /manifest/],
    ['missing-main', /registry.no-main/],
  ])('%s is refused before anything runs', async (name, code) => {
    const error = await install(broken(name)).catch((thrown) => thrown);
    expect(error.code).toMatch(code);
    expect(host.plugins()).toEqual([]);
  });
});

describe('a plugin that fails while others run', () => {
  it('is the only one that stops: the neighbours turn on and the chart moves', async () => {
    await openChart();
    await allLive();
    host.chart.replay('start');
    host.chart.replaySpeed(2);
    host.chart.replay('play');
    for (const name of ['spins-in-load', 'spins-in-timer', 'spins-in-calc']) await install(broken(name));
    const turns = summary('classic-indicators').usage.turns;
    await until(() => expect(summary('classic-indicators').usage.turns).toBeGreaterThan(turns + 5));
    expect(summary('classic-indicators').state).toBe('active');
    expect(ready().indicators.every(({ status }) => status === 'live')).toBe(true);
  });

  it('is reported for a provider that lies, and the good bars are charted', async () => {
    await install(broken('lying-provider'), ['data:provide']);
    await host.chart.open({ ...workspace, provider: 'lying-provider/lies', instrument: 'LIE:NAN', indicators: [] });
    const status: ChartStatus = host.chart.status;
    expect(status.state).toBe('ready');
    const warned = host.events(0).find(({ type }) => type === 'plugin.warned');
    expect(warned?.plugin).toBe('lying-provider');
  });
});
