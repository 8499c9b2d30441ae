/** The chart of the workspace: a provider's series, indicators that follow it, a replay, and those who watch. */

import {
  type ChartStatus,
  type Contribution,
  type ContributionId,
  createInstanceId,
  type IndicatorInstance,
  type JsonObject,
  type PluginId,
  parseContributionId,
  type SeriesDelta,
  type SeriesReader,
  toErrorJson,
  type Workspace,
  type WorkspaceStore,
} from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import type { Hub } from '@omnitrade/market';
import type { Sandbox } from '@omnitrade/sandbox';
import { chartError, indicatorError } from '../errors.ts';
import type { Chart, ChartListener, IndicatorValues } from '../host.ts';
import type { InstalledPlugin, PluginUser } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { PlottedIndicator } from './plotted-indicator.ts';
import { ProviderLink } from './provider-link.ts';
import { ReplayClock } from './replay-clock.ts';

const maxIndicators = 50;

export interface ChartWorld {
  readonly hub: Hub;
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly plugin: (id: PluginId) => InstalledPlugin | undefined;
  readonly nearestIndicator: (contribution: string) => string | undefined;
  readonly store: WorkspaceStore;
  readonly notice: (plugin: PluginId, code: string, message: string) => void;
}

export class WorkspaceChart implements Chart {
  readonly #world: ChartWorld;
  readonly #listeners = new Set<ChartListener>();
  readonly #indicators = new Map<string, { readonly plotted: PlottedIndicator; readonly use: Disposable }>();
  #status: ChartStatus = { state: 'loading', text: 'Starting' };
  #workspace: Workspace | undefined;
  #series: SeriesReader | undefined;
  #following: Disposable | undefined;
  #providerUse: Disposable | undefined;
  #replay: ReplayClock | undefined;
  #nextNumber = 1;
  #saving: Promise<void> = Promise.resolve();

  constructor(world: ChartWorld) {
    this.#world = world;
  }

  get series(): SeriesReader | undefined {
    return this.#series;
  }

  get values(): readonly IndicatorValues[] {
    return [...this.#indicators.values()].map(({ plotted }) => plotted.values);
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
        indicators: [...this.#indicators.values()].map(({ plotted }) => plotted.instance),
        replay: this.#replay.state,
      },
    };
  }

  /** Resolves when the workspace as it is now lies on disk. */
  get saved(): Promise<void> {
    return this.#saving;
  }

  open(workspace: Workspace): Promise<void> {
    this.#close();
    this.#workspace = workspace;
    this.#set({ state: 'loading', text: `Loading ${workspace.instrument}` });
    const provider = parseContributionId(workspace.provider);
    const plugin = provider && this.#world.plugin(provider.plugin);
    const contribution = plugin?.contributions.find(
      (one): one is Contribution<'data.provider'> => one.point === 'data.provider' && one.id === provider?.local,
    );
    if (!plugin || !contribution) {
      this.#set({ state: 'failed', error: toErrorJson(chartError('no-provider', workspace)) });
      return Promise.resolve();
    }
    return this.#connect(plugin, contribution, workspace);
  }

  addIndicator(contribution: string, inputs: JsonObject): IndicatorInstance {
    const added = this.#add(contribution, inputs, false);
    this.#changed();
    return added.instance;
  }

  setIndicator(instance: string, change: { inputs?: JsonObject; hidden?: boolean }): IndicatorInstance {
    const { plotted } = this.#get(instance);
    if (change.hidden !== undefined) plotted.hidden = change.hidden;
    if (change.inputs) {
      this.#place(plotted, { ...plotted.inputs, ...change.inputs });
    }
    this.#changed();
    return this.#get(instance).plotted.instance;
  }

  removeIndicator(instance: string): void {
    const known = this.#get(instance);
    this.#indicators.delete(instance);
    known.use[Symbol.dispose]();
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

  /** A plugin was installed, enabled or changed: what failed or waited for it begins anew. */
  async reconsider(plugin: PluginId): Promise<void> {
    const workspace = this.#workspace;
    if (this.#status.state === 'failed' && !this.#series && workspace?.provider.startsWith(`${plugin}/`))
      return this.open(workspace);
    for (const { plotted } of [...this.#indicators.values()]) {
      if (plotted.plugin !== plugin) continue;
      try {
        this.#place(plotted, plotted.inputs);
      } catch (error) {
        plotted.fail(error);
      }
    }
    this.#tellChart();
  }

  [Symbol.dispose](): void {
    this.#close();
    this.#listeners.clear();
  }

  async #connect(
    plugin: InstalledPlugin,
    { info }: Contribution<'data.provider'>,
    workspace: Workspace,
  ): Promise<void> {
    const { hub, notice } = this.#world;
    const provider = workspace.provider as ContributionId;
    const tell = (code: string, message: string) => notice(plugin.id, code, message);
    let link: ProviderLink | undefined;
    const begin = async (session: PluginSession) => {
      const fresh = new ProviderLink(hub, session, { ...workspace, provider, info }, tell);
      link = fresh;
      try {
        const series = await fresh.open();
        if (link === fresh && this.#workspace?.provider === workspace.provider) this.#ready(series, workspace);
      } catch (error) {
        if (link === fresh) this.#lost(error);
      }
    };
    const first = Promise.withResolvers<void>();
    this.#providerUse = plugin.use({
      onActive: (session) => void begin(session).finally(first.resolve),
      onGone: (error) => {
        link = undefined;
        this.#lost(error);
        first.resolve();
      },
      onEmit: (_contribution, data) => link?.take(data),
    });
    await first.promise;
  }

  #ready(series: SeriesReader, workspace: Workspace): void {
    const { hub, sandbox } = this.#world;
    if (this.#series === series) return this.#set({ state: 'loading', text: '' });
    this.#series = series;
    this.#following = hub.listen(series.id, (delta, reader) => {
      sandbox.publish(delta);
      for (const { plotted } of this.#indicators.values()) plotted.trim(reader.length);
      this.#tellSeries(delta, reader);
    });
    this.#replay = new ReplayClock(hub, series.id, this.#world.now, () => this.#tellChart());
    for (const { contribution, inputs, hidden } of workspace.indicators) {
      try {
        this.#add(contribution, inputs, hidden ?? false);
      } catch (error) {
        const { code, message } = toErrorJson(error);
        this.#world.notice((parseContributionId(contribution)?.plugin ?? contribution) as PluginId, code, message);
      }
    }
    this.#tellChart();
  }

  /** The provider failed: without bars the chart says why; with bars they stay, and a notice tells. */
  #lost(error: unknown): void {
    const json = toErrorJson(error instanceof Error ? error : Object.assign(new Error(), error));
    if (!this.#series) this.#set({ state: 'failed', error: json });
    else this.#tellChart();
  }

  #add(contribution: string, given: JsonObject, hidden: boolean): PlottedIndicator {
    if (!this.#series) throw chartError('not-ready', undefined);
    if (this.#indicators.size >= maxIndicators) throw indicatorError('too-many', { limit: maxIndicators });
    const { plugin, found } = this.#find(contribution);
    const plotted = new PlottedIndicator({
      id: createInstanceId(this.#world.now()),
      number: this.#nextNumber++,
      plugin: plugin.id,
      contribution: found,
      series: this.#series,
      inputs: this.#resolve(contribution, found.info, given),
      hidden,
    });
    this.#follow(plugin, plotted);
    return plotted;
  }

  #find(contribution: string): { plugin: InstalledPlugin; found: Contribution<'chart.indicator'> } {
    const parsed = parseContributionId(contribution);
    const plugin = parsed && this.#world.plugin(parsed.plugin);
    const found = plugin?.contributions.find(
      (one): one is Contribution<'chart.indicator'> => one.point === 'chart.indicator' && one.id === parsed?.local,
    );
    if (plugin && found) return { plugin, found };
    const nearest = this.#world.nearestIndicator(contribution);
    throw indicatorError('unknown', { contribution: contribution.slice(0, 130), ...(nearest && { nearest }) });
  }

  /** Begins an instance anew under its own id: with other inputs, or from another version of its plugin. */
  #place(old: PlottedIndicator, given: JsonObject): void {
    const { id, series, hidden } = old;
    const { plugin, found } = this.#find(old.contribution);
    const inputs = this.#resolve(old.contribution, found.info, given);
    this.#indicators.get(id)?.use[Symbol.dispose]();
    const number = this.#nextNumber++;
    this.#follow(
      plugin,
      new PlottedIndicator({ id, number, plugin: plugin.id, contribution: found, series, inputs, hidden }),
    );
  }

  #follow(plugin: InstalledPlugin, plotted: PlottedIndicator): void {
    let session: PluginSession | undefined;
    const { number, info, series } = plotted;
    const stop = (error: unknown) => {
      plotted.fail(error);
      session?.detach(number);
      this.#tellChart();
    };
    const user: PluginUser = {
      onActive: (active) => {
        session = active;
        plotted.wait();
        const columns = info.outputs.length + info.state.length;
        active.attach(
          { instance: number, series, outputs: info.outputs.length, columns },
          {
            t: 'attach',
            instance: number,
            contribution: plotted.local,
            series: 0,
            p: plotted.inputs,
            instrument: series.instrument,
          },
        );
        this.#tellChart();
      },
      onGone: (error) => {
        session = undefined;
        plotted.fail(Object.assign(new Error(error.message), error));
        this.#tellChart();
      },
      onAttached: (instance, warmup) => {
        if (instance === number) plotted.warmup = warmup;
      },
      onInstanceFailed: (instance, { message }) => {
        if (instance === number)
          stop(indicatorError('calc-failed', { contribution: plotted.contribution, text: message }));
      },
      onValues: (instance, from, to, rev, values) => {
        if (instance !== number || plotted.status === 'failed') return;
        const wasLive = plotted.status === 'live';
        const fault = plotted.take(from, to, rev, values);
        if (fault) return stop(fault);
        for (const listener of this.#listeners) listener.onValues?.(plotted.values, from, Math.min(to, plotted.length));
        if (!wasLive) this.#tellChart();
      },
    };
    // Placed before use: an active plugin answers at once.
    let use: Disposable | undefined;
    const release = {
      [Symbol.dispose]: () => {
        session?.detach(number);
        use?.[Symbol.dispose]();
      },
    };
    this.#indicators.set(plotted.id, { plotted, use: release });
    use = plugin.use(user);
  }

  #resolve(contribution: string, info: PlottedIndicator['info'], given: JsonObject): JsonObject {
    const resolved = resolveInputs(info.inputs, given);
    if (resolved.ok) return resolved.values;
    const text = resolved.issues.map(({ message }) => message).join(' ');
    throw indicatorError('bad-inputs', { contribution, text });
  }

  #get(instance: string) {
    const known = this.#indicators.get(instance);
    if (!known) throw indicatorError('unknown-instance', { instance });
    return known;
  }

  #changed(): void {
    this.#tellChart();
    this.#save();
  }

  #save(): void {
    const workspace = this.#workspace;
    if (!workspace || !this.#series) return;
    const indicators = [...this.#indicators.values()].map(({ plotted }) => ({
      contribution: plotted.contribution,
      inputs: plotted.inputs,
      ...(plotted.hidden && { hidden: true }),
    }));
    const next = { ...workspace, indicators };
    this.#workspace = next;
    this.#saving = this.#saving.then(
      () => this.#world.store.write(next),
      () => this.#world.store.write(next),
    );
    this.#saving.catch(() => {});
  }

  #close(): void {
    this.#replay?.[Symbol.dispose]();
    this.#following?.[Symbol.dispose]();
    for (const { use } of this.#indicators.values()) use[Symbol.dispose]();
    this.#indicators.clear();
    this.#providerUse?.[Symbol.dispose]();
    this.#replay = undefined;
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
}
