/** A real terminal in memory, with one plugin in it: real sandbox, real permissions; market, clock, network and storage are the test's. */

import { setImmediate as nextRound } from 'node:timers/promises';
import type { ErrorJson, HostEvent, Json, JsonObject, PluginId, PluginInfo, Workspace } from '@omnitrade/contracts';
import {
  createHost,
  createMemoryData,
  createMemoryPluginStore,
  createMemoryWorkspaceStore,
  type Host,
} from '@omnitrade/host';
import { createHub } from '@omnitrade/market';
import { defaultPolicy } from '@omnitrade/sandbox';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { testError } from '../errors.ts';
import { openPluginFolder, type TestPlugin } from './plugin-folder.ts';
import { SteppedClock, type TestClock } from './test-clock.ts';
import { createTestIndicator, type TestIndicator } from './test-indicator.ts';
import { SeriesMarket, type TestMarket } from './test-market.ts';
import { type TestNetwork, WrittenNetwork } from './test-network.ts';
import { openTestPanel, type TestPanel } from './test-panel.ts';
import { type PermissionUse, readUses } from './use-log.ts';

export interface TestTerminalOptions {
  readonly plugin: TestPlugin;
  /** What its user gives; everything it asks for unless said otherwise. */
  readonly grants?: readonly string[];
  /** Plugins it needs, installed before it with everything they ask for. */
  readonly with?: readonly TestPlugin[];
  /** When the test begins, epoch milliseconds; 3 January 2022 unless said otherwise. */
  readonly now?: number;
}

export interface TestLog {
  readonly plugin: string;
  readonly level: string;
  readonly text: string;
}

export interface TestStorage {
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json): Promise<void>;
  keys(): Promise<string[]>;
}

/** Disposing it ends everything: `await using terminal = await openTestTerminal(…)`. */
export interface TestTerminal extends AsyncDisposable {
  /** Its id. */
  readonly plugin: string;
  /** Everything the terminal knows of it. */
  readonly info: PluginInfo;
  readonly market: TestMarket;
  readonly clock: TestClock;
  readonly network: TestNetwork;
  /** What the plugin has stored; a test may store for it. */
  readonly storage: TestStorage;
  /** Lines of the plugin, oldest first. */
  readonly logs: readonly TestLog[];
  /** What went wrong with the plugin, oldest first. */
  readonly errors: readonly ErrorJson[];
  readonly events: readonly HostEvent[];
  /** What it used and was refused, as of the last thing the test waited for. */
  readonly uses: readonly PermissionUse[];
  /** Puts one of its indicators on the chart; `other/sma` is that of another plugin. */
  addIndicator(id: string, inputs?: JsonObject): Promise<TestIndicator>;
  /** Opens one of its panels or widgets. */
  openPanel(id: string): Promise<TestPanel>;
  /** Carries out one of its commands. */
  run(command: string): Promise<void>;
  /** Shows what one of its providers supplies, instead of the market of the test. */
  openProvider(id: string, instrument: string, timeframe?: string): Promise<void>;
  /** The user gives a permission, with limits, or takes it back. */
  grant(permission: string, limits?: JsonObject): Promise<void>;
  revoke(permission: string): Promise<void>;
  /** Resolves once nothing is under way any more; everything above waits for it by itself. */
  settled(): Promise<void>;
  /** The terminal itself, for what is not here. */
  readonly host: Host;
}

const begin = Date.UTC(2022, 0, 3, 14, 30);
const patienceMs = 20_000;
/** Rounds of the event loop in which nothing may be under way before it is believed. */
const quietRounds = 6;
const onTheirWay: readonly string[] = ['loading', 'activating', 'deactivating', 'updating'];

/** Throws `test.not-installed` with what keeps the plugin out. */
export async function openTestTerminal(options: TestTerminalOptions): Promise<TestTerminal> {
  await using stack = new AsyncDisposableStack();
  const logs: TestLog[] = [];
  const network = new WrittenNetwork();
  const data = createMemoryData();
  const hub = createHub();
  let uses: readonly PermissionUse[] = [];
  const settle = async () => {
    const end = performance.now() + patienceMs;
    const isBusy = () => host.busy || host.plugins().some(({ state }) => onTheirWay.includes(state));
    for (let quiet = 0; quiet < quietRounds; quiet = isBusy() ? 0 : quiet + 1) {
      await nextRound();
      if (performance.now() > end)
        throw testError('not-settled', { seconds: patienceMs / 1000, what: 'the plugin keeps working' });
    }
    uses = await readUses(host);
  };
  const clock = new SteppedClock(options.now ?? begin, settle);
  const host = stack.use(
    createHost({
      ...{ store: createMemoryPluginStore(), workspace: createMemoryWorkspaceStore() },
      ...{ data, hub, network: network.policy, guest: readGuestModules() },
      now: () => clock.now,
      after: clock.after,
      random: () => 0.5,
      policy: { ...defaultPolicy, flushMs: 0 },
      log: ({ plugin = '', level, text }) => void logs.push({ plugin, level, text }),
    }),
  );
  await host.open();
  for (const other of options.with ?? []) await install(host, other, undefined, stack);
  const id = await install(host, options.plugin, options.grants, stack);
  const market = new SeriesMarket({
    hub,
    settle,
    onSeries: (series) => host.openSeries(hub.get(series) as NonNullable<ReturnType<typeof hub.get>>),
  });
  await settle();
  const toFull = (local: string) => (local.includes('/') ? local : `${id}/${local}`);
  const open = stack.move();
  return {
    host,
    plugin: id,
    market,
    clock,
    network,
    events: listen(host),
    get info() {
      return host.plugin(id);
    },
    get logs() {
      return logs.filter(({ plugin }) => plugin === id);
    },
    get errors() {
      return readErrors(host, id);
    },
    get uses() {
      return uses.filter(({ plugin }) => plugin === id);
    },
    storage: {
      get: async (key) => (await data.storage.read(id, key))?.value,
      set: async (key, value) => {
        await data.storage.commit(id, { expects: [], puts: [{ key, value }], removes: [], quotaBytes: 1e9 });
      },
      keys: () => data.storage.keys(id, { prefix: '', after: '', limit: 1_000 }),
    },
    async addIndicator(local, inputs = {}) {
      if (host.chart.status.state !== 'ready') throw testError('no-bars', { what: 'addIndicator()' });
      const instance = host.chart.addIndicator(toFull(local), inputs);
      await settle();
      return createTestIndicator(host, instance.id, settle);
    },
    async openPanel(local) {
      const panel = openTestPanel(host, toFull(local), settle);
      await settle();
      return panel;
    },
    async run(local) {
      await host.panels.run(toFull(local), {} as never);
      await settle();
    },
    async openProvider(local, instrument, timeframe = '1D') {
      const workspace: Workspace = { provider: toFull(local), instrument, timeframe, indicators: [], layout: null };
      await host.chart.open(workspace);
      await settle();
      const { status } = host.chart;
      if (status.state === 'failed') throw Object.assign(new Error(status.error.message), status.error);
    },
    async grant(permission, limits = {}) {
      await host.access.set(id, { permission, limits, lifetime: 'until-revoked' });
      await settle();
    },
    async revoke(permission) {
      await host.access.revoke(id, permission);
      await settle();
    },
    settled: settle,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function install(
  host: Host,
  plugin: TestPlugin,
  grants: readonly string[] | undefined,
  stack: AsyncDisposableStack,
): Promise<PluginId> {
  const { path } = stack.use(openPluginFolder(plugin));
  const source = { kind: 'directory', path } as const;
  try {
    const asked = { source, grants: [], grantLowRisk: false, dryRun: true };
    const { withheld, changes } = await host.install(asked);
    const all = withheld.map(({ permission }) => permission);
    const { warnings } = await host.install({ source, grants: grants ?? all, grantLowRisk: false, consent: true });
    const [warning] = warnings;
    if (warning) throw new Error(warning.message);
    return changes.at(-1)?.plugin as PluginId;
  } catch (error) {
    throw testError('not-installed', { plugin: path, text: (error as Error).message }, error);
  }
}

function listen(host: Host): readonly HostEvent[] {
  const events: HostEvent[] = [...host.events(0)];
  host.onEvent((event) => void events.push(event));
  return events;
}

/** Failures of the plugin itself, and of what it has on the chart. */
function readErrors(host: Host, id: string): ErrorJson[] {
  const { error } = host.plugin(id);
  const placed = host.chart.values.flatMap(({ instance }) =>
    instance.error && instance.contribution.startsWith(`${id}/`) ? [instance.error] : [],
  );
  const warned = host
    .events(0)
    .filter(({ type, plugin }) => type === 'plugin.warned' && plugin === id)
    .map(({ data }) => ({ data: {}, ...(data as { code: string; message: string }) }));
  return [...(error ? [{ data: {}, code: error.code, message: error.message }] : []), ...placed, ...warned];
}
