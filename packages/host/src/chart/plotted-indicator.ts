/** One indicator on the chart: what it is, its values, and whether they can be trusted to be whole. */

import {
  type CodedError,
  type Contribution,
  type ErrorJson,
  type IndicatorInfo,
  type IndicatorInstance,
  type InstanceId,
  type JsonObject,
  type SeriesDelta,
  type SeriesReader,
  toErrorJson,
  type Workspace,
} from '@omnitrade/contracts';
import { indicatorError } from '../errors.ts';
import type { IndicatorValues } from '../host.ts';

/** Stands for what a contribution says while there is none. */
const nothing: IndicatorInfo = { title: '', inputs: {}, outputs: [], state: [], repaint: 'none' };

export interface PlottedRequest {
  readonly id: InstanceId;
  /** Of this instance in its plugin; never used twice. */
  readonly number: number;
  /** `plugin/local`. */
  readonly contribution: string;
  /** What it was made from; absent where the plugin offers no such indicator now. */
  readonly origin?: Contribution<'chart.indicator'>;
  readonly series: SeriesReader;
  readonly inputs: JsonObject;
  readonly hidden?: boolean;
}

export class PlottedIndicator {
  readonly id: InstanceId;
  readonly number: number;
  readonly contribution: string;
  readonly origin: Contribution<'chart.indicator'> | undefined;
  readonly info: IndicatorInfo;
  readonly series: SeriesReader;
  readonly inputs: JsonObject;
  hidden: boolean;
  status: IndicatorInstance['status'] = 'waiting';
  error: ErrorJson | undefined;
  warmup: number | undefined;
  rev = 0;
  length = 0;
  columns: Float64Array[];

  constructor({ id, number, contribution, origin, series, inputs, hidden = false }: PlottedRequest) {
    this.id = id;
    this.number = number;
    this.contribution = contribution;
    this.origin = origin;
    this.info = origin?.info ?? nothing;
    this.series = series;
    this.inputs = inputs;
    this.hidden = hidden;
    this.columns = this.info.outputs.map(() => new Float64Array(0));
  }

  /** The part of the contribution's id behind the slash. */
  get local(): string {
    return this.origin?.id ?? '';
  }

  /** As the workspace keeps it. */
  get placed(): Workspace['indicators'][number] {
    const { contribution, inputs, hidden } = this;
    return { contribution, inputs, ...(hidden && { hidden }) };
  }

  get instance(): IndicatorInstance {
    return {
      id: this.id,
      contribution: this.contribution,
      series: this.series.id,
      inputs: this.inputs,
      ...(this.warmup !== undefined && { warmup: this.warmup }),
      hidden: this.hidden,
      status: this.status,
      ...(this.error && { error: this.error }),
    };
  }

  get values(): IndicatorValues {
    return {
      instance: this.instance,
      rev: this.rev,
      length: this.length,
      keys: this.info.outputs.map(({ key }) => key),
      columns: this.columns,
    };
  }

  /** The plugin is gone or refused: values stay on show, the sentence says why they stand still. */
  fail(error: unknown): void {
    this.status = 'failed';
    this.error = toErrorJson(error instanceof Error ? error : Object.assign(new Error(), error));
  }

  wait(): void {
    this.status = 'waiting';
    this.error = undefined;
  }

  /** The series changed: values beyond its end are of the past, and if bars came in front, all of them are. */
  follow({ kind, length }: SeriesDelta): void {
    this.length = kind === 'prepend' ? 0 : Math.min(this.length, length);
  }

  /** Takes values [from, to) as computed. Returns the fault if one is missing where it must not be. */
  take(from: number, to: number, rev: number, columns: readonly Float64Array[]): CodedError | undefined {
    const end = Math.min(to, this.series.length);
    if (from > this.length || end <= from) return undefined;
    this.#reserve(end);
    for (const [c, column] of this.columns.entries())
      column.set((columns[c] as Float64Array).subarray(0, end - from), from);
    this.length = Math.max(this.length, end);
    this.rev = rev;
    if (this.status === 'waiting') this.status = 'live';
    return this.#findHole(from, end);
  }

  #reserve(length: number): void {
    const capacity = this.columns[0]?.length ?? 0;
    if (length <= capacity) return;
    const next = Math.max(256, capacity * 2, length);
    this.columns = this.columns.map((column) => {
      const longer = new Float64Array(next);
      longer.set(column);
      return longer;
    });
  }

  /** After the warm-up every output has a value wherever the bar has one, unless it declared gaps. */
  #findHole(from: number, to: number): CodedError | undefined {
    if (this.warmup === undefined) return undefined;
    for (const [c, output] of this.info.outputs.entries()) {
      if (output.gaps) continue;
      const column = this.columns[c] as Float64Array;
      for (let bar = Math.max(from, this.warmup); bar < to; bar++) {
        if (Number.isFinite(column[bar]) || !Number.isFinite(this.series.columns.volume[bar] as number)) continue;
        return indicatorError('too-few-values', {
          contribution: this.contribution,
          output: output.key,
          bar,
          time: new Date(this.series.columns.time[bar] as number).toISOString().slice(0, 10),
          warmup: this.warmup,
        });
      }
    }
    return undefined;
  }
}
