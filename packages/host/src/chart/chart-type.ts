/** Which chart type stands on the chart: looked up, begun, changed and taken away. */

import {
  type ChartTypeState,
  type Contribution,
  findNearest,
  type JsonObject,
  type PageContribution,
  type PluginId,
  parseContributionId,
  type SeriesDelta,
  type SeriesReader,
  toErrorJson,
  type Workspace,
} from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import { chartTypeError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { ChartTypeUse } from './chart-type-use.ts';

export type PlacedType = NonNullable<Workspace['chartType']>;

export interface ChartTypeWorld {
  readonly plugin: (id: PluginId) => InstalledPlugin | undefined;
  readonly contributions: () => readonly PageContribution[];
  /** A number no instance of the chart ever had. */
  readonly nextNumber: () => number;
  readonly onChange: () => void;
  readonly onDelta: (delta: SeriesDelta, series: SeriesReader) => void;
}

export class ChartType implements Disposable {
  readonly #world: ChartTypeWorld;
  readonly #source: SeriesReader;
  #placed: PlacedType | undefined;
  #use: ChartTypeUse | undefined;

  constructor(world: ChartTypeWorld, source: SeriesReader, placed: PlacedType | undefined) {
    this.#world = world;
    this.#source = source;
    this.#placed = placed;
    this.#begin();
  }

  get placed(): PlacedType | undefined {
    return this.#placed;
  }

  get state(): ChartTypeState | undefined {
    if (this.#use || !this.#placed) return this.#use?.state;
    const { contribution, inputs } = this.#placed;
    const error = toErrorJson(chartTypeError('unknown', { contribution }));
    return { contribution, inputs, style: 'candles', synthetic: false, status: 'failed', error };
  }

  /** The bars to show. */
  get series(): SeriesReader {
    return this.#use?.series ?? this.#source;
  }

  /** Whether the chart's own bars are on show. */
  get isPlain(): boolean {
    return this.series === this.#source;
  }

  /** Another chart type; without one, the bars as they are. Throws `chart-type.*` and then changes nothing. */
  set(contribution: string | undefined, inputs: JsonObject = {}): void {
    this.#placed = contribution === undefined ? undefined : this.#check(contribution, inputs);
    this.#begin();
  }

  follow(delta: SeriesDelta): void {
    this.#use?.follow(delta);
  }

  /** A plugin is there anew or in another form. */
  reconsider(plugin: PluginId): void {
    if (!this.#placed || parseContributionId(this.#placed.contribution)?.plugin !== plugin) return;
    if (this.#use?.isOf(this.#find(this.#placed.contribution)?.origin) && this.#use.state.status !== 'failed') return;
    this.#begin();
  }

  [Symbol.dispose](): void {
    this.#use?.[Symbol.dispose]();
    this.#use = undefined;
  }

  #begin(): void {
    this.#use?.[Symbol.dispose]();
    this.#use = undefined;
    const found = this.#placed && this.#find(this.#placed.contribution);
    if (found && this.#placed) {
      const { onChange, onDelta } = this.#world;
      const resolved = resolveInputs(found.origin.info.inputs, this.#placed.inputs);
      const inputs = resolved.ok ? resolved.values : {};
      // It may tell of a failure while it is being made: whoever listens asks for the state later.
      const use = new ChartTypeUse({
        ...found,
        inputs,
        source: this.#source,
        number: this.#world.nextNumber(),
        onChange: () => this.#use === use && onChange(),
        onDelta: (delta, series) => this.#use === use && onDelta(delta, series),
      });
      this.#use = use;
    }
    this.#world.onChange();
  }

  #check(contribution: string, inputs: JsonObject): PlacedType {
    const found = this.#find(contribution);
    if (!found) {
      const types = this.#world.contributions().filter(({ point }) => point === 'chart.type');
      const nearest = findNearest(
        contribution,
        types.map((one) => one.contribution),
      );
      throw chartTypeError('unknown', { contribution, ...(nearest && { nearest }) });
    }
    const resolved = resolveInputs(found.origin.info.inputs, inputs);
    if (resolved.ok) return { contribution, inputs: resolved.values };
    const text = resolved.issues.map(({ message }) => message).join(' ');
    throw chartTypeError('bad-inputs', { contribution, text });
  }

  #find(contribution: string): { plugin: InstalledPlugin; origin: Contribution<'chart.type'> } | undefined {
    const parsed = parseContributionId(contribution);
    const plugin = parsed && this.#world.plugin(parsed.plugin);
    const origin = plugin?.contributions.find(
      (one): one is Contribution<'chart.type'> => one.point === 'chart.type' && one.id === parsed?.local,
    );
    return plugin && origin && { plugin, origin };
  }
}
