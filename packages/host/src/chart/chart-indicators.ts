/** The indicators on the chart: each follows the series through its plugin, and stays when that is gone. */

import {
  type Contribution,
  createInstanceId,
  type JsonObject,
  type PluginId,
  parseContributionId,
  type SeriesDelta,
  type SeriesReader,
  type Workspace,
} from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import { indicatorError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { followIndicator } from './follow-indicator.ts';
import { PlottedIndicator } from './plotted-indicator.ts';

export interface IndicatorWorld {
  readonly series: SeriesReader;
  readonly now: () => number;
  readonly plugin: (id: PluginId) => InstalledPlugin | undefined;
  readonly nearest: (contribution: string) => string | undefined;
  /** A number no instance of the chart ever had: its plugin outlives the bars it was put on. */
  readonly nextNumber: () => number;
  /** An instance came, went, failed or lives. */
  readonly onChange: () => void;
  /** Values [from, to) are new. */
  readonly onValues: (plotted: PlottedIndicator, from: number, to: number) => void;
}

type Placed = Workspace['indicators'][number];

const maxIndicators = 50;

/** Owns the instances and their hold on their plugins. */
export class ChartIndicators implements Disposable {
  readonly #world: IndicatorWorld;
  readonly #entries = new Map<string, { readonly plotted: PlottedIndicator; readonly use: Disposable | undefined }>();

  constructor(world: IndicatorWorld) {
    this.#world = world;
  }

  get all(): PlottedIndicator[] {
    return [...this.#entries.values()].map(({ plotted }) => plotted);
  }

  /** Throws `indicator.*` for what cannot be placed. */
  add(contribution: string, inputs: JsonObject): PlottedIndicator {
    if (this.#entries.size >= maxIndicators) throw indicatorError('too-many', { limit: maxIndicators });
    return this.#place(createInstanceId(this.#world.now()), { contribution, inputs });
  }

  /** Places what the workspace names; what cannot be placed now stands there with the reason and is not lost. */
  restore(placed: Placed): void {
    this.#placeOrFail(createInstanceId(this.#world.now()), placed);
  }

  /** Changes inputs, or hides and shows. Throws `indicator.*` and then changes nothing. */
  change(id: string, { inputs, hidden }: { inputs?: JsonObject; hidden?: boolean }): PlottedIndicator {
    const { plotted } = this.#get(id);
    const next = { ...plotted.placed, hidden: hidden ?? plotted.hidden };
    if (inputs) return this.#place(plotted.id, { ...next, inputs: { ...plotted.inputs, ...inputs } });
    plotted.hidden = next.hidden;
    return plotted;
  }

  remove(id: string): void {
    const { use } = this.#get(id);
    this.#entries.delete(id);
    use?.[Symbol.dispose]();
  }

  /** The series changed. */
  follow(delta: SeriesDelta): void {
    for (const { plotted } of this.#entries.values()) plotted.follow(delta);
  }

  /** A plugin is there anew: what failed, and what stems from its former form, is placed again under its own id. */
  reconsider(plugin: PluginId): void {
    for (const { plotted } of [...this.#entries.values()]) {
      if (parseContributionId(plotted.contribution)?.plugin !== plugin) continue;
      const found = this.#find(plotted.contribution);
      if (plotted.status === 'failed' || found?.contribution !== plotted.origin)
        this.#placeOrFail(plotted.id, plotted.placed);
    }
  }

  [Symbol.dispose](): void {
    for (const { use } of this.#entries.values()) use?.[Symbol.dispose]();
    this.#entries.clear();
  }

  #placeOrFail(id: PlottedIndicator['id'], placed: Placed): void {
    try {
      this.#place(id, placed);
    } catch (error) {
      const failed = new PlottedIndicator({ ...placed, id, number: 0, series: this.#world.series });
      failed.fail(error);
      this.#put(failed, undefined);
    }
  }

  /** Begins an instance, or begins one anew under its own id. */
  #place(id: PlottedIndicator['id'], { contribution: name, inputs, hidden }: Placed): PlottedIndicator {
    const { series, nearest } = this.#world;
    const found = this.#find(name);
    if (!found) {
      const near = nearest(name);
      throw indicatorError('unknown', { contribution: name.slice(0, 130), ...(near && { nearest: near }) });
    }
    const { plugin, contribution: origin } = found;
    const plotted = new PlottedIndicator({
      id,
      number: this.#world.nextNumber(),
      contribution: name,
      origin,
      series,
      inputs: checkInputs(name, origin, inputs),
      ...(hidden !== undefined && { hidden }),
    });
    const { onChange, onValues } = this.#world;
    const stack = new DisposableStack();
    // Placed before it is used: an active plugin answers at once.
    this.#put(plotted, stack);
    stack.use(followIndicator(plugin, plotted, onChange, (from, to) => onValues(plotted, from, to)));
    return plotted;
  }

  #put(plotted: PlottedIndicator, use: Disposable | undefined): void {
    this.#entries.get(plotted.id)?.use?.[Symbol.dispose]();
    this.#entries.set(plotted.id, { plotted, use });
  }

  #find(
    name: string,
  ): { readonly plugin: InstalledPlugin; readonly contribution: Contribution<'chart.indicator'> } | undefined {
    const parsed = parseContributionId(name);
    const plugin = parsed && this.#world.plugin(parsed.plugin);
    const contribution = plugin?.contributions.find(
      (one): one is Contribution<'chart.indicator'> => one.point === 'chart.indicator' && one.id === parsed?.local,
    );
    return plugin && contribution && { plugin, contribution };
  }

  #get(id: string) {
    const known = this.#entries.get(id);
    if (!known) throw indicatorError('unknown-instance', { instance: id });
    return known;
  }
}

function checkInputs(name: string, { info }: Contribution<'chart.indicator'>, given: JsonObject): JsonObject {
  const resolved = resolveInputs(info.inputs, given);
  if (resolved.ok) return resolved.values;
  const text = resolved.issues.map(({ message }) => message).join(' ');
  throw indicatorError('bad-inputs', { contribution: name, text });
}
