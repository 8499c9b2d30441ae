/** The chart type in use: its plugin runs for it, and its bars follow those of the chart. */

import type {
  ChartTypeState,
  Contribution,
  ErrorJson,
  JsonObject,
  SeriesDelta,
  SeriesReader,
} from '@omnitrade/contracts';
import { toErrorJson } from '@omnitrade/contracts';
import { chartTypeError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { CallAnswer } from '../plugins/plugin-calls.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { MadeSeries } from './made-series.ts';

export interface ChartTypeUseOptions {
  readonly plugin: InstalledPlugin;
  readonly origin: Contribution<'chart.type'>;
  readonly inputs: JsonObject;
  readonly source: SeriesReader;
  /** Of this instance in its plugin; never used twice. */
  readonly number: number;
  /** Its state changed. */
  readonly onChange: () => void;
  /** Its bars changed; they are there from the first of these on. */
  readonly onDelta: (delta: SeriesDelta, series: SeriesReader) => void;
}

const transformLimitMs = 15_000;
/** One column of the author's own beside the bars. */
const ownColumns = 1;

export class ChartTypeUse implements Disposable {
  readonly #options: ChartTypeUseOptions;
  readonly #use: Disposable;
  #session: PluginSession | undefined;
  #made: MadeSeries;
  #status: ChartTypeState['status'] = 'waiting';
  #error: ErrorJson | undefined;
  /** The first bar the plugin has not taken as it now is; Infinity if it has all. */
  #dirty = Number.POSITIVE_INFINITY;
  #asking = false;
  /** Bars came while it was being asked. */
  #missed = false;

  constructor(options: ChartTypeUseOptions) {
    this.#options = options;
    this.#made = new MadeSeries(options.source, this.contribution);
    if (!options.origin.info.transforms) this.#status = 'live';
    this.#use = options.plugin.use({
      onActive: (session) => this.#begin(session),
      onGone: (error) => this.#fail(error),
      // Its job over the last bar says that all of them lie in the isolate.
      onValues: (instance, _from, to) => {
        if (instance === options.number && to === options.source.length) void this.#ask();
      },
      onInstanceFailed: (instance, { message }) => {
        if (instance === options.number) this.#fail(this.#calcFailed(message));
      },
    });
  }

  get contribution(): string {
    return `${this.#options.plugin.id}/${this.#options.origin.id}`;
  }

  get state(): ChartTypeState {
    const { origin, inputs } = this.#options;
    const { style, synthetic } = origin.info;
    const error = this.#error && { error: this.#error };
    return { contribution: this.contribution, inputs, style, synthetic, status: this.#status, ...error };
  }

  /** Its own bars, while it has them; a mere style shows the chart's. */
  get series(): SeriesReader | undefined {
    return this.#status === 'live' && this.#options.origin.info.transforms ? this.#made.reader : undefined;
  }

  /** True if this is the use of that contribution in that form. */
  isOf(origin: Contribution | undefined): boolean {
    return origin === this.#options.origin;
  }

  /** The chart's bars changed. */
  follow({ from }: SeriesDelta): void {
    this.#dirty = Math.min(this.#dirty, from);
    // No bar, no job that would tell.
    if (this.#options.source.length === 0) void this.#ask();
  }

  [Symbol.dispose](): void {
    this.#session?.detach(this.#options.number);
    this.#session = undefined;
    this.#use[Symbol.dispose]();
  }

  #begin(session: PluginSession): void {
    const { origin, inputs, source, number } = this.#options;
    if (!origin.info.transforms) return;
    this.#session = session;
    this.#made = new MadeSeries(source, this.contribution);
    this.#dirty = 0;
    const { instrument } = source;
    session.attach(
      { instance: number, series: source, outputs: 0, columns: ownColumns },
      { t: 'attach', instance: number, point: 'chart.type', contribution: origin.id, series: 0, p: inputs, instrument },
    );
  }

  /** One question at a time: what changes meanwhile is asked of together. */
  async #ask(): Promise<void> {
    const session = this.#session;
    this.#missed = this.#asking;
    if (!session || this.#asking || this.#dirty === Number.POSITIVE_INFINITY) return;
    const { origin, source, number: instance } = this.#options;
    const { length, closed } = source;
    const from = Math.min(this.#dirty, length);
    this.#dirty = Number.POSITIVE_INFINITY;
    this.#asking = true;
    try {
      const ask = { instance, from, length, closed };
      const answer = await session.call(origin.id, 'type.transform', [ask], transformLimitMs);
      if (this.#session === session) this.#take(answer);
    } catch (error) {
      if (this.#session === session) this.#fail(toErrorJson(error));
    } finally {
      this.#asking = false;
    }
    if (this.#missed) void this.#ask();
  }

  #take(answer: CallAnswer): void {
    let delta: SeriesDelta | undefined;
    try {
      delta = this.#made.take(answer);
    } catch (error) {
      const text = (error as Error).message;
      return this.#fail(toErrorJson(chartTypeError('bad-bars', { contribution: this.contribution, text })));
    }
    const wasLive = this.#status === 'live';
    this.#status = 'live';
    this.#error = undefined;
    if (!wasLive) this.#options.onChange();
    if (delta) this.#options.onDelta(delta, this.#made.reader);
  }

  #calcFailed(text: string): ErrorJson {
    return toErrorJson(chartTypeError('failed', { contribution: this.contribution, text }));
  }

  #fail(error: ErrorJson): void {
    this.#session?.detach(this.#options.number);
    this.#session = undefined;
    this.#status = 'failed';
    this.#error = error;
    this.#options.onChange();
  }
}
