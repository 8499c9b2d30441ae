/** A host that does what a test tells it to: real bars, plain indicators, and any state a terminal can get into. */

import type { BarColumns } from '@omnitrade/contracts';
import {
  type ChartStatus,
  createInstanceId,
  type HostEvent,
  type IndicatorInstance,
  type Instrument,
  type InstrumentId,
  type Json,
  type JsonObject,
  noUsage,
  type PageContribution,
  type PluginSummary,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
  toSeriesId,
} from '@omnitrade/contracts';
import type {
  ChangeResult,
  Chart,
  ChartListener,
  Host,
  IndicatorValues,
  InstallRequest,
  LookReport,
} from '@omnitrade/host';
import { createHub, createReplay, type Hub, type Replay } from '@omnitrade/market';
import { ScriptedAccess } from './scripted-access.ts';
import { type ScriptedIndicator, scriptedIndicators, toContribution } from './scripted-indicators.ts';
import { idleDesk } from './scripted-trading.ts';

const instrument: Instrument = {
  id: 'INDEX:SPX' as InstrumentId,
  title: 'S&P 500',
  kind: 'index',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'America/New_York',
  calendar: 'us-equity',
  adjustment: 'raw',
  delaySec: 0,
  tradable: false,
};
const timeframe = '1D';
const series = toSeriesId(instrument.id, timeframe);
const owner = 'classic-indicators';

/** A plugin in good health; tests change what they are about. */
export function summarize(id: string, displayName: string, more: Partial<PluginSummary> = {}): PluginSummary {
  return {
    id,
    displayName,
    description: `What ${displayName} is for, in one sentence.`,
    version: '1.2.0',
    wanted: 'enabled',
    state: 'active',
    source: 'built-in',
    publisher: 'example-labs',
    trust: 'reviewed',
    usage: {
      ...noUsage,
      cpuMs: 312.4,
      heapBytes: 2.6e6,
      externalBytes: 1.1e6,
      turns: 1840,
      turnMs: { p50: 0.11, p95: 0.42, max: 9.8 },
      dropped: 0,
      kills: 0,
    },
    ...more,
  };
}

const startPlugins = [
  summarize('sp500-history', 'S&P 500 history', { usage: { ...summarize('', '').usage, cpuMs: 41.7, turns: 4 } }),
  summarize(owner, 'Classic indicators'),
];

/** What of a host a page can reach. */
type PageHost = Pick<
  Host,
  | 'access'
  | 'chart'
  | 'contributions'
  | 'disable'
  | 'enable'
  | 'events'
  | 'install'
  | 'looks'
  | 'onEvent'
  | 'open'
  | 'plugins'
  | 'retry'
  | 'update'
  | 'vitals'
> &
  AsyncDisposable;

/** The parts that only the test moves are public. */
export class ScriptedHost implements PageHost {
  readonly calls: string[] = [];
  pluginList: PluginSummary[] = startPlugins;
  extra: PageContribution[] = [];
  readonly access: ScriptedAccess;
  /** What an installation or update answers. */
  change: ChangeResult = { ...nothing };
  looked: LookReport | undefined;
  readonly looks = {
    look: { rev: 0, instrument: null, title: null, timeframe: null, from: null, to: null, selected: null },
    report: (look: LookReport) => {
      this.looked = look;
    },
  };
  readonly trading = idleDesk;
  readonly chart: ScriptedChart;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #events: HostEvent[] = [];

  constructor(bars: BarColumns) {
    this.chart = new ScriptedChart(bars, this.calls);
    this.access = new ScriptedAccess(this.calls, (type, data, plugin) => this.emit(type, data, plugin));
  }

  /** Tells every page that something happened. */
  emit(type: string, data: Json, plugin?: string): void {
    const event = {
      seq: this.#events.length + 1,
      time: Date.now(),
      type,
      data,
      ...(plugin !== undefined && { plugin }),
    };
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  async open(): Promise<void> {}
  plugins = () => this.pluginList;
  contributions = (): PageContribution[] => [
    ...scriptedIndicators.map((one) => ({ ...toContribution(one), plugin: owner, contribution: `${owner}/${one.id}` })),
    ...this.extra,
  ];
  vitals = () => ({
    time: Date.now(),
    loopGapMs: 2.4,
    rssBytes: 96e6,
    runners: [
      { pid: 4711, kind: 'isolate', driver: 'isolate' as const, rssBytes: 71e6, plugins: 2, restarts: 0, lagMs: 0.4 },
      {
        pid: 4712,
        kind: 'quarantine',
        driver: 'isolate' as const,
        rssBytes: 42e6,
        plugins: 0,
        restarts: 1,
        lagMs: 0.2,
      },
    ],
    deaths: [{ kind: 'quarantine', cause: 'stuck', count: 1 }],
  });
  enable = async (id: string) => void this.calls.push(`enable ${id}`);
  disable = async (id: string) => void this.calls.push(`disable ${id}`);
  retry = async (id: string) => void this.calls.push(`retry ${id}`);
  install = async (request: InstallRequest) => this.#change('install', request);
  update = async (id: string, request: Omit<InstallRequest, 'source'>) => this.#change(`update ${id}`, request);
  events = (afterSeq: number) => this.#events.filter(({ seq }) => seq > afterSeq);
  onEvent(listener: (event: HostEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.chart[Symbol.dispose]();
  }

  #change(what: string, { grants, limits = {}, dryRun = false }: Omit<InstallRequest, 'source'>): ChangeResult {
    this.calls.push(dryRun ? `${what} dry` : `${what} ${JSON.stringify({ grants, limits })}`);
    return { ...this.change, dryRun };
  }
}

const nothing: ChangeResult = {
  ...{ ok: true as const, changes: [], grants: [], dryRun: false, withheld: [], warnings: [], contributions: [] },
};

interface Shown {
  instance: IndicatorInstance;
  readonly indicator: ScriptedIndicator;
  columns: Float64Array[];
}

/** Ticks of a playing replay. */
const moveMs = 40;

export class ScriptedChart implements Chart, Disposable {
  readonly saved = Promise.resolve();
  readonly #hub: Hub = createHub();
  readonly #replay: Replay;
  readonly #calls: string[];
  readonly #listeners = new Set<ChartListener>();
  readonly #shown = new Map<string, Shown>();
  #timer: NodeJS.Timeout | undefined;
  #forced: ChartStatus | undefined;

  constructor(bars: BarColumns, calls: string[]) {
    this.#calls = calls;
    this.#hub.load({ instrument, timeframe, bars, closed: bars.length });
    this.#replay = createReplay({ hub: this.#hub, series: series as SeriesId });
    this.#hub.listen(series as SeriesId, (delta, reader) => this.#follow(delta, reader));
  }

  get series(): SeriesReader {
    return this.#hub.get(series as SeriesId) as SeriesReader;
  }

  get status(): ChartStatus {
    if (this.#forced) return this.#forced;
    const indicators = [...this.#shown.values()].map(({ instance }) => instance);
    const replay = this.#replay.state;
    return {
      state: 'ready',
      chart: { provider: 'sp500-history/history', series, instrument, timeframe, indicators, replay },
    };
  }

  get values(): IndicatorValues[] {
    return [...this.#shown.values()].map((shown) => this.#toValues(shown));
  }

  /** Shows this state instead of the chart; undefined for the chart. */
  force(status: ChartStatus | undefined): void {
    this.#forced = status;
    this.#tell();
  }

  async open(): Promise<void> {}

  addIndicator(contribution: string, inputs: JsonObject): IndicatorInstance {
    this.#calls.push(`add ${contribution}`);
    const indicator = scriptedIndicators.find(({ id }) => contribution === `${owner}/${id}`);
    const known = indicator ?? (scriptedIndicators[0] as ScriptedIndicator);
    const defaults = Object.entries(known.info.inputs).map(([key, property]) => [key, property.default]);
    const id = createInstanceId(Date.now());
    const instance = {
      id,
      contribution,
      series,
      inputs: { ...Object.fromEntries(defaults), ...inputs },
      hidden: false,
      status: 'live',
    } as const;
    const shown = { instance, indicator: known, columns: [] };
    this.#shown.set(id, shown);
    this.#tell();
    this.#compute(shown, 0);
    return instance;
  }

  setIndicator(id: string, change: { readonly inputs?: JsonObject; readonly hidden?: boolean }): IndicatorInstance {
    this.#calls.push(`set ${JSON.stringify(change)}`);
    this.patch(id, { ...change, inputs: { ...this.#get(id).instance.inputs, ...change.inputs } });
    if (change.inputs) this.#compute(this.#get(id), 0);
    return this.#get(id).instance;
  }

  /** Changes an instance in a way no page could ask for: failed, waiting. */
  patch(id: string, change: Partial<IndicatorInstance>): void {
    const shown = this.#get(id);
    shown.instance = { ...shown.instance, ...change };
    this.#tell();
  }

  setChartType(contribution: string | undefined): void {
    this.#calls.push(`chart type ${contribution ?? 'none'}`);
  }

  removeIndicator(id: string): void {
    this.#calls.push('remove');
    this.#shown.delete(id);
    this.#tell();
  }

  replay(action: 'start' | 'play' | 'pause' | 'step' | 'stop'): void {
    this.#calls.push(`replay ${action}`);
    this.#replay[action]();
    clearInterval(this.#timer);
    if (action === 'play')
      this.#timer = setInterval(() => {
        const { speed, position, mode } = this.#replay.state;
        this.#replay.advance((speed * moveMs) / 1000);
        if (this.#replay.state.position !== position || this.#replay.state.mode !== mode) this.#tell();
      }, moveMs);
    this.#tell();
  }

  replaySpeed(barsPerSecond: number): void {
    this.#calls.push(`speed ${barsPerSecond}`);
    this.#replay.setSpeed(barsPerSecond);
    this.#tell();
  }

  listen(listener: ChartListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Corrects a closed bar, as a late trade does. */
  amend(row: number, close: number): void {
    const { columns } = this.series;
    const at = (name: 'time' | 'open' | 'high' | 'low' | 'volume') => columns[name][row] as number;
    const bar = {
      time: at('time'),
      open: at('open'),
      high: Math.max(at('high'), close),
      low: Math.min(at('low'), close),
    };
    this.#hub.update(series as SeriesId, { ...bar, close, volume: at('volume') }, true);
  }

  #get(id: string): Shown {
    const shown = this.#shown.get(id);
    if (!shown) throw new Error(`There is no instance ${id}.`);
    return shown;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener.onChart?.(this.status);
  }

  #follow(delta: SeriesDelta, reader: SeriesReader): void {
    for (const listener of this.#listeners) listener.onSeries?.(delta, reader);
    // No indicator here looks further back than 500 bars, so a corrected bar reaches no further ahead.
    for (const shown of this.#shown.values()) this.#compute(shown, delta.from);
  }

  #compute(shown: Shown, from: number): void {
    const { length } = this.series;
    const keys = shown.indicator.info.outputs.length;
    if ((shown.columns[0]?.length ?? 0) < length || shown.columns.length !== keys)
      shown.columns = Array.from({ length: keys }, (_, at) => {
        const grown = new Float64Array(length * 2 + 64);
        grown.set(shown.columns[at] ?? []);
        return grown;
      });
    for (let i = from; i < length; i++)
      shown.indicator.at(this.series, shown.instance.inputs, i).forEach((value, at) => {
        (shown.columns[at] as Float64Array)[i] = value;
      });
    const values = this.#toValues(shown);
    for (const listener of this.#listeners) listener.onValues?.(values, from, length);
  }

  #toValues({ instance, indicator, columns }: Shown): IndicatorValues {
    const { rev, length } = this.series;
    return { instance, rev, length, keys: indicator.info.outputs.map(({ key }) => key), columns };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#replay[Symbol.dispose]();
    this.#hub[Symbol.dispose]();
  }
}
