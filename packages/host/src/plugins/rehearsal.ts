/** A plugin active alone and without effect, whose indicators are fed bar by bar by whoever examines them. */

import {
  type CodedError,
  type Contribution,
  countUnsettled,
  type Json,
  type JsonObject,
  type PluginId,
  type SeriesReader,
} from '@omnitrade/contracts';
import type { Sandbox } from '@omnitrade/sandbox';
import { indicatorError } from '../errors.ts';
import { createIdlePowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { readContribution } from './contributions.ts';
import { PluginSession } from './plugin-session.ts';

export interface RehearsalRequest {
  readonly sandbox: Sandbox;
  readonly package: PluginPackage;
  /** Of `Math.random` inside. */
  readonly seed?: number;
  readonly settings?: Readonly<Record<string, Json>>;
}

/** Disposing it ends the isolate. */
export interface Rehearsal extends Disposable {
  /** What it added when it was activated; what cannot be read is left out. */
  readonly contributions: readonly Contribution[];
  /** Processor time the plugin has used so far, as last sampled. */
  readonly cpuMs: number;
  /** Rejects once the plugin is stopped for what it did. */
  readonly stopped: Promise<never>;
  /** Puts an indicator on a series. The owner of the series publishes its changes to the sandbox. */
  attach(contribution: Contribution<'chart.indicator'>, inputs: JsonObject, series: SeriesReader): RehearsedIndicator;
}

/** One instance; disposing it takes it off its series. */
export interface RehearsedIndicator extends Disposable {
  /** Known once it has computed. */
  readonly warmup: number;
  readonly converge: number | undefined;
  /** Values [0, length) are there, one column per output; capacity may be larger. */
  readonly length: number;
  readonly columns: readonly Float64Array[];
  /** Windows in which values came so far. */
  readonly windows: number;
  /** Resolves when its values are those of the series as it is now. Throws `indicator.calc-failed`, `sandbox.*`, `plugin.*`. */
  computed(): Promise<void>;
}

/** Throws what keeps it from being activated. */
export async function openRehearsal(request: RehearsalRequest): Promise<Rehearsal> {
  const rehearsal = new PluginRehearsal(request);
  try {
    await rehearsal.active;
    return rehearsal;
  } catch (error) {
    rehearsal[Symbol.dispose]();
    throw error;
  }
}

class PluginRehearsal implements Rehearsal {
  readonly stopped: Promise<never>;
  readonly contributions: Contribution[] = [];
  readonly #name: string;
  readonly #session: PluginSession;
  readonly #instances = new Map<number, Instance>();
  #next = 1;

  constructor({ sandbox, package: files, seed = 1, settings = {} }: RehearsalRequest) {
    const stopped = Promise.withResolvers<never>();
    stopped.promise.catch(() => {});
    this.stopped = stopped.promise;
    this.#name = files.manifest.name;
    this.#session = new PluginSession({
      sandbox,
      package: files,
      runnerClass: 'reading',
      powers: createIdlePowers(files.manifest, Date.now),
      settings,
      seed,
      timers: 'manual',
      listener: {
        onContribute: (point, id, info) => this.#contribute(point, id, info),
        onAttached: (instance, warmup, converge) => this.#instances.get(instance)?.begin(warmup, converge),
        onInstanceFailed: (instance, { message }) => this.#instances.get(instance)?.fail(message),
        onValues: (instance, from, to, rev, columns) => this.#instances.get(instance)?.take(from, to, rev, columns),
        onStopped: (_cause, error) => {
          stopped.reject(error);
          for (const instance of this.#instances.values()) instance.end(error);
        },
      },
    });
  }

  #contribute(point: string, id: string, info: Json): void {
    try {
      this.contributions.push(readContribution(this.#name as PluginId, point, id, info));
    } catch {
      // A trial says what is wrong with it.
    }
  }

  get active(): Promise<void> {
    return this.#session.activated;
  }

  get cpuMs(): number {
    return this.#session.run.usage.cpuMs;
  }

  attach(contribution: Contribution<'chart.indicator'>, inputs: JsonObject, series: SeriesReader): RehearsedIndicator {
    const number = this.#next++;
    const { info, id } = contribution;
    const detach = () => {
      this.#instances.delete(number);
      this.#session.detach(number);
    };
    const instance = new Instance(`${this.#name}/${id}`, series, info.outputs.length, detach);
    this.#instances.set(number, instance);
    const outputs = info.outputs.length;
    this.#session.attach(
      {
        instance: number,
        series,
        outputs,
        columns: outputs + info.state.length,
        unsettled: countUnsettled(info),
      },
      {
        t: 'attach',
        instance: number,
        contribution: id,
        series: 0,
        p: inputs,
        instrument: series.instrument,
      },
    );
    return instance;
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
  }
}

class Instance implements RehearsedIndicator {
  warmup = 0;
  converge: number | undefined;
  length = 0;
  windows = 0;
  columns: Float64Array[];
  readonly #name: string;
  readonly #series: SeriesReader;
  readonly #detach: () => void;
  #rev = -1;
  #begun = false;
  #fault: CodedError | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(name: string, series: SeriesReader, outputs: number, detach: () => void) {
    this.#name = name;
    this.#series = series;
    this.#detach = detach;
    this.columns = Array.from({ length: outputs }, () => new Float64Array(0));
  }

  begin(warmup: number, converge: number | undefined): void {
    this.warmup = warmup;
    this.converge = converge;
    this.#begun = true;
    this.#settle();
  }

  fail(text: string): void {
    this.end(indicatorError('calc-failed', { contribution: this.#name, text }));
  }

  end(error: CodedError): void {
    this.#fault ??= error;
    this.#settle();
  }

  take(from: number, to: number, rev: number, columns: readonly Float64Array[]): void {
    this.columns = this.columns.map((column, c) => {
      const fits = column.length >= to ? column : grow(column, to);
      fits.set(columns[c] as Float64Array, from);
      return fits;
    });
    this.windows++;
    this.length = to;
    this.#rev = rev;
    this.#settle();
  }

  async computed(): Promise<void> {
    this.#waiting ??= Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#settle();
    await promise;
  }

  [Symbol.dispose](): void {
    this.#detach();
  }

  #settle(): void {
    const { length, rev } = this.#series;
    const isDone = this.#begun && (length === 0 || (this.length === length && this.#rev === rev));
    if (this.#fault) this.#waiting?.reject(this.#fault);
    else if (isDone) this.#waiting?.resolve();
    else return;
    this.#waiting = undefined;
  }
}

function grow(column: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(Math.max(256, column.length * 2, length)).fill(Number.NaN);
  longer.set(column);
  return longer;
}
