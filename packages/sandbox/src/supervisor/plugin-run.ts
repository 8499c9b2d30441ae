/** One plugin while it lives in a runner, seen from the server: what it is still to be told, and how far its columns are. */

import type { CodedError, PluginId, PluginUsage, SeriesReader, TurnItem, TurnOutput } from '@omnitrade/contracts';
import type { CapsuleRecorder } from '../capsule/record.ts';
import type { CpuProfile } from '../profile/format.ts';
import type { LoadLimits, ModuleLinks } from '../protocol.ts';
import type { Allowances } from './allowances.ts';
import { Meter } from './meters.ts';
import type { StartClock } from './start-clock.ts';
import type { PluginTimers } from './timers.ts';
import type { WaitingItem } from './waiting-item.ts';

/** Plugins of different classes never share a process. */
export const runnerClasses = ['reading', 'order-placing', 'probation', 'quarantine', 'trial', 'batch'] as const;
export type RunnerClass = (typeof runnerClasses)[number];

export interface StartRequest {
  readonly plugin: PluginId;
  /** JavaScript by path inside the package; libraries of other plugins under `plugin:<name>/`. */
  readonly modules: ReadonlyMap<string, string>;
  readonly main: string;
  /** Which libraries it may import; none where absent. */
  readonly links?: ModuleLinks;
  readonly limits: LoadLimits;
  /** The plugin's share of one processor; absent: all of it. */
  readonly cpuPercent?: number;
  readonly runnerClass: RunnerClass;
  /** In a runner that it shares with nobody: if that ends, there is no doubt who did it. */
  readonly alone?: boolean;
  readonly seed: number;
  /** manual: timers wait for `fireNextTimer`. */
  readonly timers?: 'real' | 'manual';
  /** Counters go on over restarts if the same meter is handed in. */
  readonly meter?: Meter;
  /** Writes down this life of the plugin. */
  readonly recorder?: CapsuleRecorder;
  /**
   * process: alone in a Node process that contains nothing, for the author of the plugin. With `inspect`, a debugger finds
   * it on that port of the loopback, and no limit of time holds.
   */
  readonly driver?: 'isolate' | 'process';
  readonly inspect?: number;
  readonly listener: RunListener;
}

/** What the host hears of a running plugin. */
export interface RunListener {
  onOutput(output: TurnOutput): void;
  /** Values [from, to) of an instance, one column per output; `rev` is the series' revision they were computed on. */
  onValues(instance: number, from: number, to: number, rev: number, columns: readonly Float64Array[]): void;
  /** Rows of bars that belong to return `id`, six columns. */
  onRows(id: number, columns: readonly Float64Array[]): void;
  /** It comes near a limit, or over one that has it slowed down. */
  onWarned?(warning: CodedError): void;
  /** The isolate is gone. self: its own doing; neighbour: its runner died of another; ended: it was asked to. */
  onStopped(cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void;
}

export interface Attachment {
  /** Never used twice in one run. */
  readonly instance: number;
  readonly series: SeriesReader;
  /** Columns read back; further columns up to `columns` are state. */
  readonly outputs: number;
  readonly columns: number;
  /** Bars before a changed one whose values may change with it; none unless given. */
  readonly unsettled?: number;
}

/** The handle the host holds. Disposing it ends the isolate; nothing is reported afterwards but `onStopped('ended')`. */
export interface PluginRun extends Disposable {
  readonly plugin: PluginId;
  readonly usage: PluginUsage;
  readonly meter: Meter;
  readonly runnerPid: number;
  /** It may stand at a breakpoint: no limit of time holds. */
  readonly untimed: boolean;
  post(item: TurnItem): void;
  attach(attachment: Attachment, item: TurnItem): void;
  detach(instance: number): void;
  /** True while an instance has bars it has not computed. */
  readonly behind: boolean;
  /** Measures some of its turns for that long. Rejects with `sandbox.profile-*`. */
  profile(ms: number): Promise<CpuProfile>;
  /** Manual timers only. */
  fireNextTimer(untilMs: number): boolean;
  /** Resolves once its isolate is no more: its runner has said so, or is gone itself. */
  readonly gone: Promise<void>;
  /** What the supervisor still holds for it; nothing, once it has ended. */
  readonly left: { readonly timers: number; readonly instances: number };
}

/** How far one series was sent to one plugin. */
export interface SeriesLink {
  readonly number: number;
  readonly series: SeriesReader;
  /** Lowest index the plugin does not have as it now is; Infinity when it has all. */
  dirtyFrom: number;
  /** Revision of the series when bars of it were last sent. */
  sentRev: number;
  /** The longest it ever was here: the bound of what the plugin may answer about. */
  longest: number;
  users: number;
}

export interface InstanceLink {
  readonly attachment: Attachment;
  readonly link: SeriesLink;
  /** The `attach` item; goes with the columns. */
  readonly item: WaitingItem;
  announced: boolean;
}

/** State of a run; kept by its shard, never handed out. */
export class RunState {
  readonly slot: number;
  readonly request: StartRequest;
  readonly meter: Meter;
  readonly timers: PluginTimers;
  readonly start: StartClock;
  readonly items: WaitingItem[] = [];
  /** Timers whose firing waits in `items`. */
  readonly dueTimers = new Set<number>();
  readonly series = new Map<SeriesReader, SeriesLink>();
  readonly instances = new Map<number, InstanceLink>();
  /** The instances a reply under way may speak of: those attached, and those whose detachment was not sent yet. */
  readonly known = new Map<number, InstanceLink>();
  readonly detached: number[] = [];
  readonly allowances: Allowances;
  openRequests = 0;
  ended = false;
  behind = false;
  /** Memory of the runner that is this plugin's, as last sampled. */
  heldBytes = 0;
  /** Its isolate is no more. */
  readonly gone = Promise.withResolvers<void>();

  constructor(slot: number, request: StartRequest, timers: PluginTimers, start: StartClock, allowances: Allowances) {
    this.slot = slot;
    this.allowances = allowances;
    this.request = request;
    this.timers = timers;
    this.start = start;
    this.meter = request.meter ?? new Meter();
  }

  get plugin(): PluginId {
    return this.request.plugin;
  }

  /** Its bars wait, since it used more than its share of the processor. */
  rests(now: number): boolean {
    return now < this.allowances.restsUntil;
  }

  get hasNews(): boolean {
    if (this.items.length > 0) return true;
    if (this.start.aside) return false;
    if (this.detached.length > 0) return true;
    if (this.rests(performance.now())) return false;
    for (const link of this.series.values()) if (link.dirtyFrom !== Number.POSITIVE_INFINITY) return true;
    for (const instance of this.instances.values()) if (!instance.announced) return true;
    return false;
  }
}
