/** Assembles the engines into one host: the trusted side, which runs no plugin code. */

import {
  type ChangeStore,
  type CodeStore,
  findNearest,
  type Json,
  type LockFile,
  type PluginCatalogue,
  type PluginData,
  type PluginHistory,
  type PluginId,
  type PluginStore,
  type ProfileStore,
  type SettingsStore,
  type TradingStore,
  type WorkspaceStore,
} from '@omnitrade/contracts';
import type { StartMode } from '@omnitrade/lifecycle';
import { createHub, type Hub } from '@omnitrade/market';
import { type After, CapsuleRecorder, createSandbox, type GuestBundle, type SandboxPolicy } from '@omnitrade/sandbox';
import { createAccessDesk } from './access/access-desk.ts';
import { PluginAccess } from './access/plugin-access.ts';
import { type AuthorRuns, checkAuthorRuns, toAuthorRun } from './authoring/author-runs.ts';
import type { AccountReader, TerminalView } from './capabilities/terminal-view.ts';
import { BarsReader } from './chart/bars-reader.ts';
import { WorkspaceChart } from './chart/chart.ts';
import { ChartLooks } from './chart/chart-looks.ts';
import { indicatorError, registryError } from './errors.ts';
import { EventStream } from './events.ts';
import { DependencyStates } from './exports/dependency-states.ts';
import { ExportBroker } from './exports/export-broker.ts';
import type { PluginLinks } from './exports/plugin-links.ts';
import type { Host } from './host.ts';
import { createMemoryChanges, createMemoryCode, createMemoryHistory } from './memory-changes.ts';
import { createMemoryData } from './memory-data.ts';
import { createMemoryTrading } from './memory-trading.ts';
import type { NetworkPolicy } from './network/policy.ts';
import { OpenPanels } from './panels/panel-desk.ts';
import { PluginRegistry, type RegistryWorld } from './plugin-registry.ts';
import { PastWriter } from './plugins/past-writer.ts';
import { matches } from './plugins/plugin-query.ts';
import { toInfo } from './plugins/summary.ts';
import { SuspectLine } from './plugins/suspect-line.ts';
import { createMemoryProfiles, Profiles } from './profiling/profiles.ts';
import { runIndicator } from './run-indicator.ts';
import { createMemorySettings } from './settings/memory-settings.ts';
import { createSettingsDesk } from './settings/settings-desk.ts';
import { createMemoryTrust, type TrustStore } from './sources/trust.ts';
import { createAccountReader } from './trading/account-reader.ts';
import { findContribution } from './trading/find-contribution.ts';
import { PaperDesk } from './trading/paper-desk.ts';
import { runSandboxedBacktest } from './trading/run-backtest.ts';

/** One line of a plugin or of the host about it. */
export type HostLog = (line: { plugin?: string; level: string; text: string }) => void;

export interface HostOptions {
  readonly store: PluginStore;
  readonly workspace: WorkspaceStore;
  /** What plugins keep and what is kept about them; without it, only as long as this process lives. */
  readonly data?: PluginData;
  /** Plugins' code and the changes of their versions; without them, only as long as this process lives. */
  readonly code?: CodeStore;
  readonly changes?: ChangeStore;
  /** Plugins that can be had by name. */
  readonly catalogue?: PluginCatalogue;
  /** Where `installed.lock` is kept. */
  readonly lockFile?: LockFile;
  readonly history?: PluginHistory;
  /** Whether plugins may run in this life of the terminal. */
  readonly start?: StartMode;
  /** How long a new version that runs is watched before it counts as good, in milliseconds. */
  readonly healthMs?: number;
  /** How long nobody must have used an active plugin before it is told so, in milliseconds. */
  readonly suspendMs?: number;
  /** Settings of plugins that hold in the workspace; without it, only as long as this process lives. */
  readonly settings?: SettingsStore;
  /** Told before each step of a change of version. */
  readonly onStep?: RegistryWorld['onStep'];
  /** Whose signatures are believed; without it nobody's, and pins last as long as this process. */
  readonly trust?: TrustStore;
  /** Where profiles of slow plugins are kept; without it nowhere. */
  readonly profiles?: ProfileStore;
  /** Plugins to run in a plain Node process, for whoever writes them. */
  readonly authorRuns?: AuthorRuns;
  /** The guest runtime, from the SDK. */
  readonly guest: GuestBundle;
  readonly log?: HostLog;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly policy?: SandboxPolicy;
  /** Who fires the timers of plugins, and who owns the series; made here unless given. */
  readonly after?: After;
  readonly hub?: Hub;
  /** Where plugins' requests may go; the usual one reaches the public internet and nothing else. */
  readonly network?: NetworkPolicy;
  /** Paper accounts with their orders and fills; without it, only as long as this process lives. */
  readonly trading?: TradingStore;
  /** The accounts plugins may be let see; the paper accounts of the desk unless given. */
  readonly accounts?: AccountReader;
}

/** Long enough for a first screen of bars. */
const defaultHealthMs = 2_000;
/** Longer than it takes to exchange one indicator for another. */
const defaultSuspendMs = 5_000;

export function createHost(options: HostOptions): Host {
  const { authorRuns = {} } = options;
  const { store, workspace, guest, log = () => {}, now = Date.now, random = Math.random, policy } = options;
  const data = options.data ?? createMemoryData();
  const events = new EventStream(now);
  const terminal: TerminalView = {
    get look() {
      return looks.look;
    },
    listenLook: (listener) => looks.listen(listener),
    bars: (wish) => bars.read(wish),
    get accounts() {
      return options.accounts ?? createAccountReader(desk);
    },
    notify: (plugin, { title, text }) => events.emit('plugin.notified', plugin, { title, text }),
  };
  const access = new PluginAccess({
    ...{ data, now, log, terminal },
    ...(options.network && { network: options.network }),
    emit: (type, plugin, what) => events.emit(type, plugin, what),
    onEnded: (id) => reconsider(id),
  });
  const hub = options.hub ?? createHub();
  const sandbox = createSandbox({
    guest,
    now,
    ...(policy && { policy }),
    ...(options.after && { after: options.after }),
    prepare: (request) =>
      toAuthorRun(
        request,
        authorRuns,
        (id) => registry.find(id)?.record,
        (plugin) => notice(plugin, 'registry.not-its-author', registryError('not-its-author', { plugin }).message),
      ),
    onRunnerDied: ({ kind, pid, reason, culprit }) => {
      log({ level: 'warn', text: `Runner ${pid} (${kind}) ended: ${reason}`, ...(culprit && { plugin: culprit }) });
      events.emit('runner.died', culprit, { kind, pid, reason });
    },
  });
  const notice = (plugin: PluginId, code: string, message: string) => {
    log({ plugin, level: 'warn', text: message });
    events.emit('plugin.warned', plugin, { code, message });
  };
  const history = options.history ?? createMemoryHistory();
  const past = new PastWriter(history, (text) => log({ level: 'warn', text }));
  let start: StartMode = options.start ?? { mode: 'normal' };
  const find = (id: PluginId) => registry.find(id);
  const states = new DependencyStates({ find, emit: (type, plugin, what) => events.emit(type, plugin, what) });
  const broker = new ExportBroker(find);
  const links: PluginLinks = {
    call: (caller, request) => broker.call(caller, request),
    statusesOf: (manifest) => states.statusesOf(manifest),
    watch: (plugin, manifest, tell) => states.watch(plugin, manifest, tell),
  };
  const registry = new PluginRegistry({
    isSafe: () => start.mode === 'safe',
    past,
    suspects: new SuspectLine(),
    store,
    code: options.code ?? createMemoryCode(),
    changes: options.changes ?? createMemoryChanges(store, data.storage),
    ...(options.catalogue && { catalogue: options.catalogue }),
    ...(options.lockFile && { lockFile: options.lockFile }),
    trust: options.trust ?? createMemoryTrust(),
    healthMs: options.healthMs ?? defaultHealthMs,
    suspendMs: options.suspendMs ?? defaultSuspendMs,
    settings: options.settings ?? createMemorySettings(),
    ...(options.onStep && { onStep: options.onStep }),
    sandbox,
    now,
    random,
    services: { ...access.services, plugins: links },
    createGrants: (record, save) => access.createGrants(record, save),
    emit: (type: string, plugin: PluginId, what?: Json) => {
      events.emit(type, plugin, what);
      states.changed(plugin);
    },
    bringUp: (record) => states.bringUp(record),
    log: (plugin, level, text) => log({ plugin, level, text }),
    onChanged: ({ id }) => reconsider(id),
  });
  const chart = new WorkspaceChart({
    hub,
    sandbox,
    now,
    store: workspace,
    plugin: (id) => registry.find(id),
    contributions: () => registry.contributions(),
    nearestIndicator: (contribution) =>
      findNearest(
        contribution,
        registry
          .contributions()
          .filter(({ point }) => point === 'chart.indicator')
          .map((one) => one.contribution),
      ),
    notice,
  });
  const desk = new PaperDesk({
    ...{ hub, sandbox, now, log },
    store: options.trading ?? createMemoryTrading(),
    plugins: () => registry.all,
    emit: (type, plugin, what) => events.emit(type, plugin, what),
  });
  chart.listen({ onChart: () => desk.follow(chart.market) });
  const panels = new OpenPanels({ plugin: (id) => registry.find(id), notice });
  const reconsider = (id: PluginId) => {
    chart.reconsider(id);
    panels.reconsider(id);
  };
  const profiles = new Profiles({
    now,
    store: options.profiles ?? createMemoryProfiles(),
    measure: (plugin, ms) => registry.get(plugin).profile(ms),
    emit: (type, plugin, what) => events.emit(type, plugin, what),
    log: (plugin, text) => log({ plugin, level: 'info', text }),
  });
  events.listen(({ type, plugin, data: what }) => {
    const isSlow = type === 'plugin.warned' && (what as { code?: unknown } | null)?.code === 'sandbox.slow-turn';
    if (isSlow) void profiles.slow(plugin as PluginId);
  });
  const looks = new ChartLooks(chart);
  const bars = new BarsReader(() => chart.source);

  return {
    chart,
    openSeries: (series) => chart.openSeries(series),
    looks,
    panels,
    trading: desk,
    open: async () => {
      await access.open();
      await registry.open();
      await desk.open();
      checkAuthorRuns(
        authorRuns,
        registry.all.map(({ record }) => record),
      );
    },
    access: createAccessDesk({
      access,
      plugin: (id) => registry.get(id),
      emit: (type, plugin, what) => events.emit(type, plugin, what),
      onChanged: reconsider,
      now,
    }),
    settings: createSettingsDesk((id) => registry.get(id)),
    plugins: (query = {}) => registry.all.filter((one) => matches(one, query)).map(({ summary }) => summary),
    leaveSafeMode: () => {
      if (start.mode === 'normal') return;
      start = { mode: 'normal' };
      events.emit('terminal.safe-mode-left', undefined);
      for (const { id } of registry.all) reconsider(id);
    },
    plugin: (id) => {
      const { summary, record, powers } = registry.get(id);
      return toInfo(
        summary,
        { ...record, grants: powers.grants.all },
        registry.all.map((plugin) => plugin.record),
        registry.kept(record.id).map((kept) => kept.record.version),
        links.statusesOf(record.manifest),
      );
    },
    pastOf: async (id) => {
      const { id: plugin } = registry.get(id);
      await past.written;
      const [moves, faults] = await Promise.all([history.moves(plugin), history.faults(plugin)]);
      return { moves, faults };
    },
    contributions: () => registry.contributions(),
    get busy() {
      // One that is on its way has no isolate yet, and one that leaves none any more.
      return sandbox.busy || panels.busy || registry.all.some(({ state }) => /ing$/.test(state));
    },
    vitals: () => ({
      time: now(),
      loopGapMs: 0,
      rssBytes: process.memoryUsage.rss(),
      runners: sandbox.runners,
      deaths: sandbox.deaths,
      ...(start.mode === 'safe' && { safeMode: { why: start.why, reason: start.reason } }),
    }),
    install: (request) => registry.install(request),
    lock: () => registry.lock(),
    installLock: (text, how) => registry.installLock(text, how),
    uninstall: (id, removal) => registry.uninstall(id, removal),
    update: (id, request) => registry.update(id, request),
    rollback: (id, to) => registry.rollback(id, to),
    pin: (id, pinned) => registry.pin(id, pinned),
    enable: (id, options) => registry.enable(id, options),
    disable: (id, removal) => registry.disable(id, removal),
    startRecording: async (id, write) => {
      const plugin = registry.get(id);
      const recorder = new CapsuleRecorder({ plugin: plugin.id, version: plugin.record.version, guest, write });
      await plugin.startRecording(recorder);
      return { [Symbol.dispose]: () => recorder.stop() };
    },
    profile: async (id, seconds) => profiles.take(registry.get(id).id, seconds),
    profilesOf: async (id) => profiles.kept(registry.get(id).id),
    retry: async (id) => {
      await registry.retry(id);
      reconsider(id as PluginId);
    },
    runIndicator: async ({ plugin: id, indicator, inputs, series }) => {
      const plugin = registry.get(id);
      const contribution = plugin.contributions.find((one) => one.point === 'chart.indicator' && one.id === indicator);
      if (contribution?.point !== 'chart.indicator') {
        const names = plugin.contributions.filter(({ point }) => point === 'chart.indicator').map((one) => one.id);
        const nearest = findNearest(indicator, names);
        throw indicatorError('unknown', {
          contribution: `${id}/${indicator}`,
          ...(nearest && { nearest: `${id}/${nearest}` }),
        });
      }
      const files = await registry.readPackage(plugin.record);
      return runIndicator(sandbox, plugin, files, contribution, inputs, series);
    },
    runBacktest: async (id, strategy, request) => {
      const { plugin, contribution } = findContribution(registry.all, 'trading.strategy', `${id}/${strategy}`);
      return runSandboxedBacktest(sandbox, plugin, await registry.readPackage(plugin.record), contribution, request);
    },
    events: (afterSeq) => events.after(afterSeq),
    onEvent: (listener) => events.listen(listener),
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]();
      bars[Symbol.dispose]();
      looks[Symbol.dispose]();
      chart[Symbol.dispose]();
      panels[Symbol.dispose]();
      await chart.saved.catch(() => {});
      registry[Symbol.dispose]();
      sandbox[Symbol.dispose]();
      await registry.quiet;
      await past.written;
      await access[Symbol.asyncDispose]();
      hub[Symbol.dispose]();
    },
  };
}
