/**
 * The protocol between terminal server and page over one WebSocket.
 * Server to page: text frames hold a {@link ServerMessage}; binary frames (frames.ts) hold a {@link ServerColumns} header and its columns.
 * Page to server: text frames hold a {@link PageMessage}. The socket is opened with the session cookie.
 */

import type { ErrorJson } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { DeltaKind, Instrument, TimeframeText } from './market.ts';
import type { HostEvent, PluginSummary } from './plugin-state.ts';
import type { ChartStyle } from './points/chart-type.ts';
import type { Contribution } from './points/index.ts';
import type { DeskState, TradeAction } from './trading-desk.ts';
import type { UiRecord } from './ui/ui-tree.ts';

/** One indicator on the chart. */
export interface IndicatorInstance {
  readonly id: string;
  /** `plugin/local`. */
  readonly contribution: string;
  readonly series: string;
  readonly inputs: JsonObject;
  /** Leading bars without a value; known once the plugin has attached it. */
  readonly warmup?: number;
  readonly hidden: boolean;
  /** waiting: its plugin is starting; live: values follow the series; failed: see `error`. */
  readonly status: 'waiting' | 'live' | 'failed';
  readonly error?: ErrorJson;
}

export interface ReplayState {
  /** off: the series is shown whole; otherwise its last bars are streamed as if live. */
  readonly mode: 'off' | 'paused' | 'playing' | 'ended';
  /** Bars per second. */
  readonly speed: number;
  /** Replayed bars so far, and in all. */
  readonly position: number;
  readonly total: number;
}

export const replaySpeeds = [0.5, 1, 2, 5, 10, 25] as const;

/** The chart type in use. */
export interface ChartTypeState {
  readonly contribution: string;
  readonly inputs: JsonObject;
  readonly style: ChartStyle;
  /** Its bars are made up. */
  readonly synthetic: boolean;
  /** waiting: its plugin is starting; live: its bars follow; failed: see `error`, and the bars are shown as they are. */
  readonly status: 'waiting' | 'live' | 'failed';
  readonly error?: ErrorJson;
}

/** What the chart shows: one per terminal in this release. */
export interface ChartState {
  readonly provider: string;
  readonly series: string;
  readonly instrument: Instrument;
  readonly timeframe: TimeframeText;
  /** Absent: the bars as they are, as candles. */
  readonly chartType?: ChartTypeState;
  readonly indicators: readonly IndicatorInstance[];
  readonly replay: ReplayState;
}

/** Where the start of the terminal stands, for the loading and failure states of the chart. */
export type ChartStatus =
  | { readonly state: 'loading'; readonly text: string }
  | { readonly state: 'ready'; readonly chart: ChartState }
  | { readonly state: 'failed'; readonly error: ErrorJson };

/** Where an open panel or widget stands; `panel` is the name the page opened it under. */
export interface PanelState {
  readonly panel: string;
  readonly contribution: string;
  /** starting: its plugin is on its way; live: patches follow; failed: see `error`. */
  readonly status: 'starting' | 'live' | 'failed';
  readonly error?: ErrorJson;
}

/** What a page is told of a panel at a time. */
export interface PanelPatch {
  /** The records build the panel from nothing. */
  readonly reset: boolean;
  readonly records: readonly UiRecord[];
  /** The last event of the page that the plugin has carried out. */
  readonly ack: number;
}

export type ServerMessage =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly version: string;
      /** Changes at each start of the server: a page that sees another one reloads its state. */
      readonly run: string;
      readonly plugins: readonly PluginSummary[];
      /** Every contribution of an enabled plugin, with the full id. */
      readonly contributions: readonly PageContribution[];
      readonly chart: ChartStatus;
      readonly layout: JsonObject | null;
      readonly safeMode?: SafeMode;
    }
  | { readonly type: 'plugins'; readonly plugins: readonly PluginSummary[]; readonly server: ServerVitals }
  | { readonly type: 'contributions'; readonly contributions: readonly PageContribution[] }
  | { readonly type: 'chart'; readonly chart: ChartStatus }
  | { readonly type: 'event'; readonly event: HostEvent }
  /** The whole of the trading desk, at most some times a second. */
  | { readonly type: 'trading'; readonly trading: DeskState }
  | ({ readonly type: 'panel' } & PanelState)
  | ({ readonly type: 'panel-patch'; readonly panel: string } & PanelPatch)
  /** The answer to a page message with an `id`. */
  | { readonly type: 'answer'; readonly id: number; readonly ok: true }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly error: ErrorJson };

/** No plugin runs: because the user wanted it so, or because starts before this one never came to their end. */
export interface SafeMode {
  readonly why: 'asked' | 'failed-starts';
  /** The sentence that says so. */
  readonly reason: string;
}

export interface ServerVitals {
  readonly time: number;
  readonly loopGapMs: number;
  readonly rssBytes: number;
  /** Present where no plugin runs, with the sentence that says why. */
  readonly safeMode?: SafeMode;
  readonly runners: readonly {
    readonly pid: number;
    readonly kind: string;
    /** process: of a plugin that its author debugs; it contains nothing. */
    readonly driver: 'isolate' | 'process';
    readonly rssBytes: number;
    readonly plugins: number;
    readonly restarts: number;
    /** How long the last message to it waited for its loop. */
    readonly lagMs: number;
  }[];
  /** Runners that died, by class and cause. */
  readonly deaths: readonly { readonly kind: string; readonly cause: string; readonly count: number }[];
}

export type PageContribution = Contribution & { readonly plugin: string; readonly contribution: string };

/** Headers of binary frames. */
export type ServerColumns =
  /** Bars [from, length) of a series follow as six columns in the order of `barColumnNames`. */
  | {
      readonly type: 'bars';
      readonly series: string;
      readonly rev: number;
      readonly kind: DeltaKind;
      readonly from: number;
      readonly length: number;
      readonly closed: number;
    }
  /** Values [from, to) of an instance follow, one column per key, NaN where there is none. `rev` is the series' revision they belong to. */
  | {
      readonly type: 'plot';
      readonly instance: string;
      readonly rev: number;
      readonly from: number;
      readonly to: number;
      readonly keys: readonly string[];
    };

/** Each message with an `id` is answered once. */
export type PageMessage =
  | { readonly type: 'replay'; readonly id: number; readonly action: 'start' | 'play' | 'pause' | 'step' | 'stop' }
  | { readonly type: 'replay-speed'; readonly id: number; readonly speed: number }
  | { readonly type: 'add-indicator'; readonly id: number; readonly contribution: string; readonly inputs: JsonObject }
  | {
      readonly type: 'set-indicator';
      readonly id: number;
      readonly instance: string;
      readonly inputs?: JsonObject;
      readonly hidden?: boolean;
    }
  /** Without a contribution: the bars as they are. */
  | {
      readonly type: 'set-chart-type';
      readonly id: number;
      readonly contribution?: string;
      readonly inputs?: JsonObject;
    }
  | { readonly type: 'remove-indicator'; readonly id: number; readonly instance: string }
  | { readonly type: 'enable-plugin' | 'disable-plugin' | 'retry-plugin'; readonly id: number; readonly plugin: string }
  | { readonly type: 'save-layout'; readonly id: number; readonly layout: JsonObject }
  | { readonly type: 'trade'; readonly id: number; readonly action: TradeAction }
  /** Opens a panel or widget under a name of the page's own, or takes it up again after a lost connection. */
  | { readonly type: 'open-panel'; readonly id: number; readonly panel: string; readonly contribution: string }
  | { readonly type: 'close-panel' | 'restart-panel'; readonly id: number; readonly panel: string }
  /** A user did something in a panel; `seq` counts what was done in it. */
  | {
      readonly type: 'panel-event';
      readonly id: number;
      readonly panel: string;
      readonly node: number;
      readonly event: string;
      readonly value?: unknown;
      readonly seq: number;
    }
  /** A command or menu entry was chosen; `instance` is the indicator whose menu it was. */
  | { readonly type: 'run-command'; readonly id: number; readonly contribution: string; readonly instance?: string }
  /** What is in view on the chart: open times of its first and last bar, and of the bar that was picked. */
  | {
      readonly type: 'chart-view';
      readonly id: number;
      readonly from: number;
      readonly to: number;
      readonly selected: number | null;
    }
  /** Asks for everything again after a gap: all bars and plots are sent as resets. */
  | { readonly type: 'resync'; readonly id: number };
