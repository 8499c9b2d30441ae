/** What the trusted side offers to its edges (terminal server, command): every button and command ends here. */

import type {
  ChartState,
  ChartStatus,
  Contribution,
  HostEvent,
  IndicatorInstance,
  JsonObject,
  KeptProfile,
  PageContribution,
  PluginFault,
  PluginId,
  PluginInfo,
  PluginMove,
  PluginQuery,
  PluginRecord,
  PluginSource,
  PluginStore,
  PluginSummary,
  SeriesDelta,
  SeriesReader,
  ServerVitals,
  Workspace,
  WorkspaceStore,
} from '@omnitrade/contracts';
import type { ConsentAsk } from '@omnitrade/permissions';
import type { LeftOut } from '@omnitrade/registry';
import type { CpuProfile } from '@omnitrade/sandbox';
import type { AccessDesk } from './access/access-desk.ts';
import type { ChartLook, LookReport } from './capabilities/terminal-view.ts';
import type { PanelDesk } from './panels/panel-desk.ts';
import type { SettingsDesk } from './settings/settings-desk.ts';
import type { SignedBy } from './sources/archive.ts';
import type { BacktestAnswer, BacktestRequest } from './trading/run-backtest.ts';
import type { TradingDesk } from './trading/trading-desk.ts';

/** A plugin from a source: with what it needs, or not at all. */
export interface InstallRequest extends InstallOptions {
  readonly source: PluginSource;
}

/** A plugin of a catalogue, in a version that fits. */
export interface InstallByName extends InstallOptions {
  readonly want: { readonly name: string; readonly range: string };
}

export interface InstallOptions {
  /** Permissions the user gives; what is declared but not listed here stays ungranted. Low-risk ones are added if `grantLowRisk`. */
  readonly grants: readonly string[];
  /** Limits by permission, for those in `grants`; no wider than what is asked for. */
  readonly limits?: Readonly<Record<string, JsonObject>>;
  readonly grantLowRisk: boolean;
  readonly dryRun?: boolean;
  /** Fingerprint of the publisher's key, compared by the user: an archive signed with it is taken. */
  readonly pin?: string;
  /** The user has seen what a new version asks for beyond the old one, and goes on with what is given here. */
  readonly consent?: boolean;
  /** Where plugins it needs may come from, besides what is installed and what a catalogue lists. */
  readonly offers?: readonly PluginSource[];
  /** What is given to plugins that come with it, by name; `grants` and `limits` are for the one that was asked for. */
  readonly others?: Readonly<Record<string, Pick<InstallOptions, 'grants' | 'limits'>>>;
}

/** How a lock is brought about. */
export interface LockOptions extends Omit<InstallOptions, 'grants' | 'limits' | 'pin' | 'consent'> {
  /** Uninstall what the lock does not name. */
  readonly prune?: boolean;
}

/** What happens to those who need the plugin, and to what it stored. */
export interface RemovalOptions {
  /** Do the same with every plugin that needs it. Without this or `alone` their existence is a refusal. */
  readonly withDependents?: boolean;
  /** Leave those that need it without it: each sees where it stands. */
  readonly alone?: boolean;
  /** Forget its data and settings at once instead of after 30 days. */
  readonly purge?: boolean;
}

/** What happens about plugins that are needed and do not run. */
export interface EnableOptions {
  /** Enable those that are disabled too, and bring in those that are missing if they can be had. */
  readonly withDependencies?: boolean;
  /** Enable it without them. */
  readonly alone?: boolean;
}

/** The answer of install, update, uninstall and rollback (format of the command's `--json`). */
export interface ChangeResult {
  readonly ok: true;
  readonly changes: readonly { readonly plugin: string; readonly from: string | null; readonly to: string | null }[];
  readonly grants: readonly { readonly plugin: string; readonly permission: string }[];
  readonly dryRun: boolean;
  /** Declared permissions nobody gave. */
  readonly withheld: readonly { readonly plugin: string; readonly permission: string; readonly sentence: string }[];
  /** What went wrong without undoing the change: the plugin is installed, but its trial failed. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly contributions: readonly Contribution[];
  /** Optional dependencies it goes without, and why: there is none, none in that range, or none that fits beside the rest. */
  readonly left?: readonly LeftOut[];
  /** Whose word an archive was taken on, or would be. */
  readonly signed?: SignedBy;
  /** What it asks for, for a person who decides; absent where nothing is installed. */
  readonly asks?: readonly (ConsentAsk & { readonly plugin?: string })[];
}

/** Values of an indicator that follow its series. */
export interface IndicatorValues {
  readonly instance: IndicatorInstance;
  /** Revision of the series these values belong to. */
  readonly rev: number;
  /** Values [0, length) are computed. */
  readonly length: number;
  readonly keys: readonly string[];
  /** One column per key, capacity may exceed `length`. */
  readonly columns: readonly Float64Array[];
}

/** Notices of the chart, in the order in which a page must apply them. */
export interface ChartListener {
  /** Anything but values changed: indicators added, removed, failed; replay; provider state. */
  onChart?(status: ChartStatus): void;
  onSeries?(delta: SeriesDelta, series: SeriesReader): void;
  /** Values [from, to) of an instance are new. */
  onValues?(values: IndicatorValues, from: number, to: number): void;
}

/** The chart of this release's single workspace. */
export interface Chart {
  readonly status: ChartStatus;
  /** The series on show, once ready. */
  readonly series: SeriesReader | undefined;
  readonly values: readonly IndicatorValues[];
  /** Loads the start workspace: picks the provider, its instrument and the indicators it names. Never throws: see `status`. */
  open(workspace: Workspace): Promise<void>;
  addIndicator(contribution: string, inputs: JsonObject): IndicatorInstance;
  setIndicator(
    instance: string,
    change: { readonly inputs?: JsonObject; readonly hidden?: boolean },
  ): IndicatorInstance;
  removeIndicator(instance: string): void;
  /** Without a contribution: the bars as they are, as candles. Throws `chart-type.*`, `chart.not-ready`. */
  setChartType(contribution: string | undefined, inputs?: JsonObject): void;
  replay(action: 'start' | 'play' | 'pause' | 'step' | 'stop'): void;
  replaySpeed(barsPerSecond: number): void;
  listen(listener: ChartListener): Disposable;
  /** Resolves when the workspace as it is now lies on disk; rejects if that failed. */
  readonly saved: Promise<void>;
}

export interface Host extends AsyncDisposable {
  /** Reads what is installed; starts no plugin. */
  open(): Promise<void>;
  readonly chart: Chart;
  /** Paper accounts, orders and strategies at work. */
  readonly trading: TradingDesk;
  /** Shows a series of the hub that no provider supplies. */
  openSeries(series: SeriesReader): void;
  /** What whoever looks at the chart sees of it. */
  readonly looks: { readonly look: ChartLook; report(range: LookReport): void };
  /** Grants, secrets and audit. */
  readonly access: AccessDesk;
  /** Panels and widgets that are open, and commands. */
  readonly panels: PanelDesk;
  /** What plugins are set to, and every change of it. */
  readonly settings: SettingsDesk;
  /** All, or those that match. */
  plugins(query?: PluginQuery): PluginSummary[];
  /** Throws `registry.not-installed`. */
  plugin(id: string): PluginInfo;
  /** From now on plugins may run in this life of the terminal too: those in use are started. */
  leaveSafeMode(): void;
  /** What it went through, newest first. Throws `registry.not-installed`. */
  pastOf(id: string): Promise<{ readonly moves: readonly PluginMove[]; readonly faults: readonly PluginFault[] }>;
  contributions(): PageContribution[];
  /** Whether anything is on its way to a plugin or back; a request that waits for its answer is not. */
  readonly busy: boolean;
  vitals(): ServerVitals;
  /** Throws `manifest.*`, `registry.*`; a plugin whose trial fails is installed and marked failed. */
  install(request: InstallRequest | InstallByName): Promise<ChangeResult>;
  /** What is installed, exactly, as the text of `installed.lock`. */
  lock(): Promise<string>;
  /** Brings about what a lock says, byte for byte, as one change. Throws `lock.*`, `registry.not-as-locked`, `registry.conflict`. */
  installLock(text: string, options: LockOptions): Promise<ChangeResult>;
  /** Throws `registry.needed-by-others`. */
  uninstall(id: string, options?: RemovalOptions): Promise<ChangeResult>;
  /** Brings a plugin to what its source holds now; changes nothing if that is not newer. */
  update(id: string, options: InstallOptions): Promise<ChangeResult>;
  /** Returns to the version before, or to a given kept one, with the data it had. Throws `registry.nothing-kept`. */
  rollback(id: string, to?: string): Promise<ChangeResult>;
  /** A pinned plugin stays at its version until the pin is taken off. */
  pin(id: string, pinned: boolean): Promise<void>;
  /** Throws `registry.needs-others`. */
  enable(id: string, options?: EnableOptions): Promise<void>;
  /** Throws `registry.needed-by-others`. */
  disable(id: string, options?: Omit<RemovalOptions, 'purge'>): Promise<void>;
  /**
   * Starts a plugin anew and hands every byte of what goes into its isolate and comes out to `write`, until disposed or
   * until it ends. Throws `registry.not-installed`.
   */
  startRecording(id: string, write: (bytes: Uint8Array) => void): Promise<Disposable>;
  /** Where the time of a plugin's turns goes. Throws `registry.not-installed`, `plugin.stopped`, `sandbox.profile-*`. */
  profile(id: string, seconds: number): Promise<CpuProfile>;
  /** Profiles that were kept because the plugin was slow, newest first. Throws `registry.not-installed`. */
  profilesOf(id: string): Promise<readonly KeptProfile[]>;
  /** Clears the error of a failed or quarantined plugin and starts it if it is in use. */
  retry(id: string): Promise<void>;
  /** Runs one indicator of an installed plugin over given bars, in the sandbox; returns the values by output key. */
  runIndicator(request: {
    readonly plugin: PluginId;
    readonly indicator: string;
    readonly inputs: JsonObject;
    readonly series: SeriesReader;
  }): Promise<{ readonly inputs: JsonObject; readonly outputs: Readonly<Record<string, Float64Array>> }>;
  /** Runs a strategy over given bars on a paper account of its own. Throws `desk.*`, `trading.*`. */
  runBacktest(plugin: string, strategy: string, request: BacktestRequest): Promise<BacktestAnswer>;
  /** The newest events after `seq`, oldest first; at most the last 10,000 are kept. */
  events(afterSeq: number): HostEvent[];
  onEvent(listener: (event: HostEvent) => void): Disposable;
}

export type { ChartState, PluginRecord, PluginSource, PluginStore, Workspace, WorkspaceStore };
