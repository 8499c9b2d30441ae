/** A real host in memory and plugins written on the spot, for the tests of this package. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ChartState,
  HostEvent,
  JsonObject,
  PluginData,
  PluginStore,
  PluginSummary,
  Workspace,
  WorkspaceStore,
} from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { createHost, type HostOptions } from './create-host.ts';
import type { ChangeResult, Host } from './host.ts';
import { createMemoryData } from './memory-data.ts';
import { createMemoryPluginStore, createMemoryWorkspaceStore } from './memory-store.ts';

export interface WrittenPlugin {
  readonly name: string;
  readonly version?: string;
  readonly permissions?: readonly string[];
  readonly extensionPoints?: readonly string[];
  readonly main?: string;
  readonly library?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly configuration?: JsonObject;
  /** By path inside the package. */
  readonly files: Readonly<Record<string, string>>;
}

/** A plugin whose indicators copy the close, plus a number each. */
export function copyPlugin(name: string, adds: Readonly<Record<string, number>>, more = ''): WrittenPlugin {
  const indicators = Object.entries(adds).map(
    ([id, add]) => `charts.addIndicator({
      id: '${id}', title: '${id}',
      inputs: { add: { type: 'number', default: ${add} } },
      outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
      warmup: () => 0,
      calc({ p, in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i] + p.add; },
    });`,
  );
  const code = `export default { activate({ charts, log }) { ${indicators.join('\n')} }, ${more} };`;
  return { name, permissions: ['charts:write'], extensionPoints: ['chart.indicator'], files: { 'index.js': code } };
}

/** A provider of sixty days whose close is 100 and rises by one; `live` is code with `emit` and `status` in reach. */
export function dailyProvider(name: string, live = ''): WrittenPlugin {
  const code = `
    const day = 86400000, count = 60;
    const column = (read) => Float64Array.from({ length: count }, (_, i) => read(i));
    let context;
    export default { activate({ data }) { data.addProvider({
      id: 'days', title: 'Days',
      capabilities: { timeframes: ['1D'], history: 'bars', stream: ${live ? "['bar']" : '[]'}, maxBarsPerCall: 1000,
        lastBar: 'always-closed', stampedAt: 'open' },
      connect(given) { context = given; },
      search: () => [],
      resolve: (id) => ({ id, title: id, kind: 'other', quote: 'USD', multiplier: '1', priceIncrement: '0.01',
        sizeIncrement: '1', timeZone: 'UTC', calendar: '24x7', adjustment: 'raw', delaySec: 0, tradable: false }),
      bars: () => ({ earlier: 'no', lastClosed: true, columns: { length: count, time: column((i) => i * day),
        open: column((i) => 100 + i), high: column((i) => 101 + i), low: column((i) => 99 + i),
        close: column((i) => 100 + i), volume: column(() => 1) } }),
      subscribe({ sub }) {
        const bar = (i, close) => ({ time: i * day, open: close, high: close + 1, low: close - 1, close, volume: 1 });
        const emit = (seq, bar, closed = true) => context.emit({ sub, seq, bar, closed });
        ${live}
      },
      unsubscribe() {},
    }); } };`;
  return { name, permissions: ['data:provide'], extensionPoints: ['data.provider'], files: { 'index.js': code } };
}

export const daysOf = (provider: string, indicators: Workspace['indicators'] = []): Workspace => ({
  provider: `${provider}/days`,
  instrument: 'TEST:DAYS',
  timeframe: '1D',
  indicators,
  layout: null,
});

export interface TestHost extends AsyncDisposable {
  readonly host: Host;
  readonly store: PluginStore;
  readonly workspace: WorkspaceStore;
  readonly lines: string[];
  readonly data: PluginData;
  /** Writes the plugin into its folder, which it keeps, and returns the folder. */
  write(plugin: WrittenPlugin): string;
  /** Writes and installs it with everything it asks for. */
  install(plugin: WrittenPlugin): Promise<ChangeResult>;
  summary(id: string): PluginSummary;
  /** Throws unless the chart is ready. */
  chart(): ChartState;
  events(type: string): HostEvent[];
  readonly until: typeof until;
}

export async function openTestHost(
  given: Partial<Pick<TestHost, 'store' | 'workspace'> & HostOptions> = {},
): Promise<TestHost> {
  const { store = createMemoryPluginStore(), workspace = createMemoryWorkspaceStore() } = given;
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'omnitrade-host-'));
  const log = ({ plugin = '-', level, text }: { plugin?: string; level: string; text: string }) =>
    void lines.push(`${level} ${plugin} ${text}`);
  const { data = createMemoryData() } = given;
  const host = createHost({ ...given, store, workspace, data, guest: readGuestModules(), log });
  await host.open();
  const write = (plugin: WrittenPlugin) => writePlugin(join(folder, plugin.name), plugin);
  return {
    host,
    store,
    workspace,
    lines,
    data,
    write,
    install: (plugin) =>
      host.install({
        source: { kind: 'directory', path: write(plugin) },
        grants: plugin.permissions ?? [],
        grantLowRisk: true,
      }),
    summary: (id) => {
      const found = host.plugins().find((plugin) => plugin.id === id);
      if (!found) throw new Error(`${id} is not installed`);
      return found;
    },
    chart: () => {
      const { status } = host.chart;
      if (status.state !== 'ready') throw new Error(`the chart is ${JSON.stringify(status)}`);
      return status.chart;
    },
    events: (type) => host.events(0).filter((event) => event.type === type),
    until,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns what `read` returns once it throws no more; what it throws after ten seconds is thrown. */
async function until<T>(read: () => T | Promise<T>): Promise<T> {
  for (const end = Date.now() + 10_000; ; await sleep(10)) {
    try {
      return await read();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

export function writePlugin(folder: string, plugin: WrittenPlugin): string {
  const {
    name,
    version = '1.0.0',
    permissions = [],
    extensionPoints = [],
    main = 'index.js',
    library,
    files,
    dependencies = {},
    optionalDependencies = {},
    configuration,
  } = plugin;
  const compatibility = { terminal: '^1.0.0' };
  const manifest = {
    ...{ name, version, author: 'example-labs', description: 'Made for a test.', main },
    ...(library !== undefined && { library }),
  };
  const all = {
    'plugin.json': JSON.stringify({
      ...{ ...manifest, permissions, extensionPoints, dependencies, optionalDependencies, compatibility },
      ...(configuration && { configuration }),
    }),
    ...files,
  };
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
