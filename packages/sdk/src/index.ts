/** What plugin authors import: `definePlugin` and the types of everything a plugin can reach. Runs inside the isolate. */

import type {
  ChartTypeDef,
  CommandDef,
  DataProviderDef,
  DependencyStatus,
  ExportColumns,
  ExportDef,
  IndicatorDef,
  InputsSchema,
  Json,
  JsonObject,
  MenuEntryDef,
  OrderTypeDef,
  PanelDef,
  SettingsPanelDef,
  StrategyDef,
  WidgetDef,
} from '@omnitrade/contracts';
import type { Declared, DeclaredPlugin, Undeclared } from './declared.ts';
import type { PluginHooks, Settings, SettingValues } from './hooks.ts';
import type { Views } from './views.ts';

export type {
  Bar,
  BarColumns,
  BarSubscription,
  BarsAnswer,
  BarsRequest,
  ChartTypeCall,
  ChartTypeDef,
  ChildRequest,
  CommandContext,
  CommandDef,
  DataProviderDef,
  DependencyState,
  DependencyStatus,
  Execution,
  ExecutionContext,
  ExportAnswer,
  ExportCall,
  ExportColumns,
  ExportDef,
  IndicatorCall,
  IndicatorDef,
  IndicatorOutput,
  InputsSchema,
  InputValues,
  Instrument,
  InstrumentHit,
  MenuEntryDef,
  NewOrder,
  OpenOrder,
  OrderEvent,
  OrderPatch,
  OrderTypeDef,
  PanelDef,
  ParentView,
  ProviderContext,
  SettingsPanelDef,
  Strategy,
  StrategyContext,
  StrategyDef,
  UiRoot,
  WidgetDef,
} from '@omnitrade/contracts';
export type { ContextOf, Declared, DeclaredPlugin } from './declared.ts';
export type { PluginHooks, Settings, SettingsChanged, SettingValues } from './hooks.ts';
export type { AccountInfo, AccountState, BarsWish, ChartLook, MarketBars, Views } from './views.ts';

/** Charts: present if the plugin was granted `charts:write`. */
export interface Charts {
  /** Offers an indicator; it computes only once a user puts it on a chart. */
  addIndicator<const S extends InputsSchema>(indicator: IndicatorDef<S>): void;
  /** Offers a chart type: other bars made from the chart's, or another way to draw them. */
  addChartType<const S extends InputsSchema>(type: ChartTypeDef<S>): void;
}

/** Market data: present if the plugin was granted `data:provide`. */
export interface Data {
  /** Offers a source of instruments and bars. */
  addProvider(provider: DataProviderDef): void;
}

/** Panels and widgets, drawn with `@omnitrade/sdk/ui`: present if the plugin was granted `ui:panels`. */
export interface Panels {
  /** Offers a panel; it is mounted each time its user opens it. */
  addPanel(panel: PanelDef): void;
  /** Offers a small live value for the status bar. */
  addWidget(widget: WidgetDef): void;
}

/** What this plugin offers to those that were granted `plugins:<its name>`. */
export interface Exports {
  /**
   * Offers a function: called in a turn of its own, with copies, within the limits of this plugin.
   *
   * @example
   * exports.add({ id: 'mean', title: 'Mean', columns: ['values'],
   *   returns: { type: 'object', properties: { mean: { type: 'number' } }, required: ['mean'] },
   *   call: ({ columns: { values } }) => ({ value: { mean: values.reduce((a, b) => a + b, 0) / values.length } }) });
   */
  add(def: ExportDef): void;
}

export interface PluginCallOptions {
  readonly params?: JsonObject;
  /** At most 4,096 numbers together. */
  readonly columns?: ExportColumns;
  /** How long to wait; 5 s where absent, 15 s at most. */
  readonly timeoutMs?: number;
}

/** The plugins this one depends on (`dependencies`, `optionalDependencies`). */
export interface Plugins {
  /** Where each of them stands. */
  list(): readonly DependencyStatus[];
  get(plugin: string): DependencyStatus | undefined;
  /** Tells when one of them comes, goes or changes; returns how to stop. */
  onChanged(listener: (status: DependencyStatus) => void): () => void;
  /**
   * Calls a function another plugin offers; needs `plugins:<name>`. Rejects with a `code`: `permission.denied`,
   * `exports.unknown`, `exports.bad-call`, `exports.not-running`, `exports.failed`, `exports.timeout`, `exports.busy`.
   */
  call(
    plugin: string,
    name: string,
    options?: PluginCallOptions,
  ): Promise<{ readonly value: JsonObject; readonly columns: Record<string, Float64Array> }>;
}

/** Panels of settings: forms that the terminal draws and keeps the values of. */
export interface SettingsPanels {
  /** Adds settings to those of the manifest's `configuration`, or shows those in a panel of their own. */
  add(panel: SettingsPanelDef): void;
}

/** Commands and menu entries: present if the plugin was granted `ui:commands`. */
export interface Commands {
  /** Offers a command in the palette. */
  addCommand(command: CommandDef): void;
  /** Offers an entry in a menu of the terminal. */
  addMenuEntry(entry: MenuEntryDef): void;
}

/** Strategies and order types: present if the plugin was granted `data:read` or `trading:order-types`. */
export interface Trading {
  /** Offers a strategy; it runs once a user starts it. Without `trading:place-orders` its orders are denied, one by one. */
  addStrategy<const S extends InputsSchema>(strategy: StrategyDef<S>): void;
  /** Offers a way to carry out orders; needs `trading:order-types`. */
  addOrderType<const S extends InputsSchema>(type: OrderTypeDef<S>): void;
}

/** Log lines of the plugin: shown in the terminal's log, at most 8 KB each, rate-limited. */
export interface Log {
  debug(...parts: unknown[]): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
}

/** Files of the plugin's own package, below `assets/`. */
export interface Assets {
  /** Reads a UTF-8 text file, for example `assets.text('prices.csv')`; rejects with `assets.missing` if there is none. */
  text(path: string): Promise<string>;
}

/** Reads and writes of one transaction; reads see its own writes. */
export interface StorageTransaction {
  get<T extends Json>(key: string): Promise<T | undefined>;
  set(key: string, value: Json): void;
  delete(key: string): void;
}

/**
 * The plugin's own data on this computer: present while `storage` is granted. It outlives restarts and updates.
 * Over its quota (`resources.storageMb`) a write rejects with `storage.full` and changes nothing.
 */
export interface Storage {
  get<T extends Json>(key: string): Promise<T | undefined>;
  set(key: string, value: Json): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys in order, at most 1,000; `after` continues. */
  list(range?: { prefix?: string; after?: string; limit?: number }): Promise<string[]>;
  /** All of its writes or none. `work` is run again if another transaction changed what it read. */
  transaction<T>(work: (tx: StorageTransaction) => T | Promise<T>): Promise<T>;
  /** Brings stored data of an older version to `version`, whole or not at all; rejects with `storage.newer` for a newer one. */
  migrate(version: number, work: (tx: StorageTransaction, from: number) => void | Promise<void>): Promise<void>;
}

/** One grant as the plugin may know it: the user may have given less than was asked for. */
export interface Grant {
  readonly permission: string;
  readonly limits: JsonObject;
}

/** The user gave or took something, or it ended. */
export interface GrantChanged {
  readonly grants: readonly Grant[];
  readonly changes: readonly {
    /** narrowed, widened: the flow rule; it reaches fewer hosts since it has read accounts, or more again. */
    readonly kind: 'given' | 'revoked' | 'expired' | 'lapsed' | 'narrowed' | 'widened';
    readonly permission: string;
  }[];
}

/**
 * The global `fetch` reaches hosts that were granted (`net:api.example.com`), over https. It takes `method`, `headers`, `body`
 * (text, bytes, or bytes piece by piece; at most 1 MB), `redirect`, `signal`, and `secrets`; it answers `status`, `ok`, `url`,
 * `redirected`, `headers`, `text()`, `json()`, `bytes()`, `arrayBuffer()`, and `body`, whose pieces come as they are asked for
 * (`for await`, `getReader()`). The global `WebSocket` reaches the same hosts over wss; in place of its protocols it takes
 * `{ protocols, secrets }`.
 */
export interface FetchSecrets {
  /**
   * Headers for credentials as templates: `{ authorization: 'Bearer {api-key}' }`. The terminal fills in the secret;
   * the plugin never sees it.
   */
  readonly secrets?: Readonly<Record<string, string>>;
}

declare global {
  interface RequestInit extends FetchSecrets {}
}

/** What `activate` receives. A capability that is not granted at the moment is absent. */
export interface PluginContext extends Views {
  readonly plugin: { readonly id: string; readonly version: string };
  readonly charts: Charts;
  readonly data: Data;
  readonly trading: Trading;
  readonly panels: Panels;
  readonly commands: Commands;
  readonly settingsPanels: SettingsPanels;
  readonly exports: Exports;
  readonly plugins: Plugins;
  readonly log: Log;
  readonly assets: Assets;
  readonly storage: Storage;
  /** What the plugin holds now. */
  grants(): readonly Grant[];
  /** Tells of every change of what it holds; returns how to stop. A capability is there, or gone, when the listener runs. */
  onGrantChanged(listener: (change: GrantChanged) => void): () => void;
  /** Values of the plugin's settings (`configuration` in the manifest), always as they are now. */
  readonly settings: Settings;
}

/** A plugin: everything it adds in `activate` belongs to it and is gone after it was deactivated. */
export interface Plugin extends PluginHooks<SetupContext> {
  activate(context: PluginContext): void | Promise<void>;
  deactivate?(): void | Promise<void>;
  /** Says which form its stored data and settings have, so that older ones are brought to it and newer ones left alone. */
  readonly state?: StateDef;
}

/** What hooks of the setting up receive: there is nothing to add to yet. */
export type SetupContext = Pick<PluginContext, 'plugin' | 'log' | 'assets' | 'storage' | 'settings' | 'grants'>;

/** The form of what a plugin keeps. */
export interface StateDef {
  /** A whole number from 1; raise it whenever older code could not read what this code writes. */
  readonly version: number;
  /**
   * Brings what an older version kept to this form: writes to `old.storage`, answers with the settings if they change.
   * If it throws, the update is undone and everything is as it was.
   */
  migrate?(old: OldState): SettingValues | undefined | Promise<SettingValues | undefined>;
}

/** What an older version kept. */
export interface OldState {
  /** 0 if no version ever said. */
  readonly version: number;
  /** What the user set; defaults are not filled in. */
  readonly settings: SettingValues;
  /** Present while `storage` is granted. */
  readonly storage: Storage;
}

/**
 * Declares a plugin; the default export of `main`. With the types that `omnitrade check --fix` makes of plugin.json,
 * `definePlugin<Manifest>({ … })`, what was not declared there does not compile, and settings have their types.
 *
 * @example
 * export default definePlugin({
 *   activate({ charts }) {
 *     charts.addIndicator({ id: 'mid', title: 'Mid price', outputs: [{ key: 'mid', plot: 'line', pane: 'price' }],
 *       warmup: () => 0,
 *       calc({ in: bars, out, from, to }) {
 *         for (let i = from; i < to; i++) out.mid[i] = (bars.high[i] + bars.low[i]) / 2;
 *       } });
 *   },
 * });
 */
export function definePlugin<M extends Declared = Undeclared>(plugin: DeclaredPlugin<M>): Plugin {
  return plugin as Plugin;
}
