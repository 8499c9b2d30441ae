/** The chart of the workspace: a provider's series, indicators that follow it, a replay, and those who watch. */

import {
  type ChartStatus,
  type Contribution,
  type ContributionId,
  type IndicatorInstance,
  type JsonObject,
  type PageContribution,
  type PluginId,
  parseContributionId,
  type SeriesDelta,
  type SeriesReader,
  toErrorJson,
  type Workspace,
  type WorkspaceStore,
} from '@omnitrade/contracts';
import type { Hub } from '@omnitrade/market';
import type { Sandbox } from '@omnitrade/sandbox';
import { chartError } from '../errors.ts';
import type { Chart, ChartListener, IndicatorValues } from '../host.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { ChartIndicators } from './chart-indicators.ts';
import { ChartType } from './chart-type.ts';
import type { PlottedIndicator } from './plotted-indicator.ts';
import { ProviderUse } from './provider-use.ts';
import { ReplayClock } from './replay-clock.ts';

export interface ChartWorld {
  readonly hub: Hub;
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly plugin: (id: PluginId) => InstalledPlugin | undefined;
  readonly nearestIndicator: (contribution: string) => string | undefined;
  readonly contributions: () => readonly PageContribution[];
  readonly store: WorkspaceStore;
  readonly notice: (plugin: PluginId, code: string, message: string) => void;
}

export class WorkspaceChart implements Chart {
  readonly #world: ChartWorld;
  readonly #listeners = new Set<ChartListener>();
  #status: ChartStatus = { state: 'loading', text: 'Starting' };
  #workspace: Workspace | undefined;
  #provider: ProviderUse | undefined;
  /** The provider's bars, how they are shown, and what is on show: these come and go together. */
  #source: SeriesReader | undefined;
  #type: ChartType | undefined;
  #series: SeriesReader | undefined;
  #indicators: ChartIndicators | undefined;
  #replay: ReplayClock | undefined;
  #following: Disposable | undefined;
  #saving: Promise<void> = Promise.resolve();
  #nextNumber = 1;

  constructor(world: ChartWorld) {
    this.#world = world;
  }

  get series(): SeriesReader | undefined {
    return this.#series;
  }

  /** The provider's bars, whatever the chart type makes of them: what is traded is matched against these. */
  get market(): SeriesReader | undefined {
    return this.#source;
  }

  get values(): readonly IndicatorValues[] {
    return (this.#indicators?.all ?? []).map(({ values }) => values);
  }

  get status(): ChartStatus {
    const series = this.#series;
    const workspace = this.#workspace;
    if (!series || !workspace || !this.#replay) return this.#status;
    return {
      state: 'ready',
      chart: {
        provider: workspace.provider,
        series: series.id,
        instrument: series.instrument,
        timeframe: series.timeframe,
        ...(this.#type?.state && { chartType: this.#type.state }),
        indicators: (this.#indicators?.all ?? []).map(({ instance }) => instance),
        replay: this.#replay.state,
      },
    };
  }

  get saved(): Promise<void> {
    return this.#saving;
  }

  /** The provider of the workspace, as it is now. */
  get source() {
    const found = this.#workspace && this.#findProvider(this.#workspace);
    return found && { ...found, provider: this.#workspace?.provider as ContributionId };
  }

  /** Resolves when there are bars, or it is known why there are none. */
  async open(workspace: Workspace): Promise<void> {
    this.#close();
    this.#workspace = workspace;
    this.#set({ state: 'loading', text: `Loading ${workspace.instrument}` });
    await this.#connect(workspace);
  }

  openSeries(series: SeriesReader): void {
    this.#close();
    const { instrument, timeframe } = series;
    this.#workspace = { provider: 'none', instrument: instrument.id, timeframe, indicators: [], layout: null };
    this.#show(series);
  }

  addIndicator(contribution: string, inputs: JsonObject): IndicatorInstance {
    const added = this.#placed().add(contribution, inputs);
    this.#changed();
    return added.instance;
  }

  setIndicator(instance: string, change: { inputs?: JsonObject; hidden?: boolean }): IndicatorInstance {
    const changed = this.#placed().change(instance, change);
    this.#changed();
    return changed.instance;
  }

  removeIndicator(instance: string): void {
    this.#placed().remove(instance);
    this.#changed();
  }

  setChartType(contribution: string | undefined, inputs?: JsonObject): void {
    if (!this.#type) throw chartError('not-ready', undefined);
    this.#type.set(contribution, inputs);
    this.#changed();
  }

  replay(action: 'start' | 'play' | 'pause' | 'step' | 'stop'): void {
    if (!this.#replay) throw chartError('not-ready', undefined);
    this.#replay[action]();
  }

  replaySpeed(barsPerSecond: number): void {
    if (!this.#replay) throw chartError('not-ready', undefined);
    this.#replay.setSpeed(barsPerSecond);
  }

  listen(listener: ChartListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** A plugin is there anew or in another form: what waits for it, failed, or stems from its old form begins anew. */
  reconsider(plugin: PluginId): void {
    const workspace = this.#workspace;
    if (!workspace) return;
    this.#indicators?.reconsider(plugin);
    this.#type?.reconsider(plugin);
    if (parseContributionId(workspace.provider)?.plugin === plugin) {
      if (!this.#source) void this.open(workspace);
      else if (!this.#provider?.isOf(this.#findProvider(workspace))) void this.#connect(workspace);
    }
    this.#tellChart();
  }

  [Symbol.dispose](): void {
    this.#close();
    this.#workspace = undefined;
    this.#listeners.clear();
  }

  async #connect(workspace: Workspace): Promise<void> {
    const { hub, now, notice } = this.#world;
    this.#provider?.[Symbol.dispose]();
    this.#provider = undefined;
    const found = this.#findProvider(workspace);
    if (!found) return this.#lost(chartError('no-provider', workspace));
    const use = new ProviderUse({
      ...found,
      hub,
      now,
      workspace,
      notice: (code, message) => notice(found.plugin.id, code, message),
      onReady: (series) => this.#show(series),
      onLost: (error) => this.#lost(error),
    });
    this.#provider = use;
    await use.decided;
  }

  #findProvider({ provider }: Workspace) {
    const parsed = parseContributionId(provider);
    const plugin = parsed && this.#world.plugin(parsed.plugin);
    const contribution = plugin?.contributions.find(
      (one): one is Contribution<'data.provider'> => one.point === 'data.provider' && one.id === parsed?.local,
    );
    return plugin && contribution && { plugin, contribution };
  }

  #show(source: SeriesReader): void {
    const { hub, sandbox, now, plugin, contributions } = this.#world;
    if (this.#source === source || !this.#workspace) return this.#tellChart();
    this.#clear();
    this.#source = source;
    this.#following = hub.listen(source.id, (delta, reader) => {
      sandbox.publish(delta);
      if (this.#series === source) this.#followed(delta, reader);
      this.#type?.follow(delta);
    });
    this.#replay = new ReplayClock(hub, source.id, now, () => this.#tellChart());
    const onDelta = (delta: SeriesDelta, made: SeriesReader) => {
      sandbox.publish(delta);
      if (this.#series === made) this.#followed(delta, made);
    };
    const nextNumber = () => this.#nextNumber++;
    const world = { plugin, contributions, nextNumber, onChange: () => this.#present(), onDelta };
    this.#type = new ChartType(world, source, this.#workspace.chartType);
    this.#present();
  }

  #followed(delta: SeriesDelta, series: SeriesReader): void {
    this.#indicators?.follow(delta);
    this.#tellSeries(delta, series);
  }

  /** Puts the bars of the chart type on show, or the chart's own where there is none or it failed, and the indicators on them. */
  #present(): void {
    const { now, plugin, nearestIndicator } = this.#world;
    const series = this.#type?.series;
    if (!series || !this.#workspace || series === this.#series) return this.#tellChart();
    this.#indicators?.[Symbol.dispose]();
    this.#series = series;
    this.#indicators = new ChartIndicators({
      series,
      now,
      plugin,
      nearest: nearestIndicator,
      nextNumber: () => this.#nextNumber++,
      onChange: () => this.#tellChart(),
      onValues: (plotted, from, to) => this.#tellValues(plotted, from, to),
    });
    for (const placed of this.#workspace.indicators) this.#indicators.restore(placed);
    this.#tellChart();
    // Whoever listens already was not told of these bars: the hub had taken them before the chart knew of the series.
    const { id, rev, length, closed } = series;
    this.#tellSeries({ series: id, rev, kind: 'reset', from: 0, length, closed }, series);
  }

  /** The provider failed: without bars the chart says why; bars that are there stay. */
  #lost(error: unknown): void {
    if (this.#source) this.#tellChart();
    else this.#set({ state: 'failed', error: toErrorJson(error) });
  }

  #placed(): ChartIndicators {
    if (!this.#indicators) throw chartError('not-ready', undefined);
    return this.#indicators;
  }

  #changed(): void {
    this.#tellChart();
    const workspace = this.#workspace;
    if (!workspace || !this.#indicators) return;
    const { chartType: _, ...rest } = workspace;
    const chartType = this.#type?.placed;
    const indicators = this.#indicators.all.map(({ placed }) => placed);
    const next: Workspace = { ...rest, ...(chartType && { chartType }), indicators };
    this.#workspace = next;
    const write = () => this.#world.store.write(next);
    this.#saving = this.#saving.then(write, write);
    this.#saving.catch(() => {});
  }

  #close(): void {
    this.#provider?.[Symbol.dispose]();
    this.#provider = undefined;
    this.#clear();
  }

  #clear(): void {
    this.#replay?.[Symbol.dispose]();
    this.#type?.[Symbol.dispose]();
    this.#following?.[Symbol.dispose]();
    this.#indicators?.[Symbol.dispose]();
    this.#replay = undefined;
    this.#following = undefined;
    this.#indicators = undefined;
    this.#type = undefined;
    this.#source = undefined;
    this.#series = undefined;
  }

  #set(status: ChartStatus): void {
    this.#status = status;
    this.#tellChart();
  }

  #tellChart(): void {
    const { status } = this;
    for (const listener of [...this.#listeners]) listener.onChart?.(status);
  }

  #tellSeries(delta: SeriesDelta, series: SeriesReader): void {
    for (const listener of [...this.#listeners]) listener.onSeries?.(delta, series);
  }

  #tellValues({ values }: PlottedIndicator, from: number, to: number): void {
    for (const listener of [...this.#listeners]) listener.onValues?.(values, from, to);
  }
}
