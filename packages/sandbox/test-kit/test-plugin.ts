/** One plugin under test: what it said, what it computed, and waiting for either. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { CodedError, JsonObject, SeriesReader, TurnItem, TurnOutput } from '@omnitrade/contracts';
import type { PluginRun, RunListener } from '../src/index.ts';

export interface Stop {
  readonly cause: 'self' | 'neighbour' | 'ended';
  readonly error: CodedError | undefined;
}

export interface AttachOptions {
  readonly contribution?: string;
  readonly p?: JsonObject;
  readonly outputs?: number;
  readonly state?: number;
}

/** Values of one instance, put together from what came. */
export interface CollectedValues {
  columns: Float64Array[];
  length: number;
  rev: number;
  /** How many pieces they came in. */
  pieces: number;
}

const allPermissions = ['charts:write', 'data:provide'];
const patienceMs = 15_000;

export class TestPlugin {
  readonly run: PluginRun;
  readonly outputs: TurnOutput[] = [];
  readonly warnings: CodedError[] = [];
  readonly values = new Map<number, CollectedValues>();
  /** Rows of returns by id, six columns. */
  readonly rows = new Map<number, number[][]>();
  readonly stopped: Promise<Stop>;
  stop: Stop | undefined;
  #nextInstance = 1;
  #nextCall = 1;
  #wake: (() => void)[] = [];

  constructor(start: (listener: RunListener) => PluginRun) {
    const ending = Promise.withResolvers<Stop>();
    this.stopped = ending.promise;
    this.run = start({
      onOutput: (output) => {
        this.outputs.push(output);
        this.#changed();
      },
      onValues: (instance, from, to, rev, columns) => {
        this.#collect(instance, from, to, rev, columns);
        this.#changed();
      },
      onRows: (id, columns) => {
        const rows = this.rows.get(id) ?? [[], [], [], [], [], []];
        for (const [c, column] of columns.entries()) rows[c]?.push(...column);
        this.rows.set(id, rows);
      },
      onWarned: (warning) => {
        this.warnings.push(warning);
        this.#changed();
      },
      onStopped: (cause, error) => {
        this.stop = { cause, error };
        ending.resolve(this.stop);
        this.#changed();
      },
    });
  }

  get logs(): string[] {
    return this.all('log').map(({ text }) => text);
  }

  all<T extends TurnOutput['t']>(t: T): Extract<TurnOutput, { t: T }>[] {
    return this.outputs.filter((output): output is Extract<TurnOutput, { t: T }> => output.t === t);
  }

  /** Waits for the next output of a kind that `matches`, the past included; rejects if the plugin stops before. */
  async until<T extends TurnOutput['t']>(
    t: T,
    matches: (output: Extract<TurnOutput, { t: T }>) => boolean = () => true,
  ): Promise<Extract<TurnOutput, { t: T }>> {
    const find = () => this.all(t).find(matches);
    await this.when(() => find() !== undefined, `'${t}'`);
    return find() as Extract<TurnOutput, { t: T }>;
  }

  /** Waits until `check` holds after something happened; rejects if the plugin stops before. */
  async when(check: () => boolean, what = 'it'): Promise<void> {
    const late = sleep(patienceMs, 'late' as const, { ref: false });
    while (!check()) {
      if (this.stop) throw this.stop.error ?? new Error(`The plugin ended before ${what}.`);
      const woken = await Promise.race([new Promise<void>((resolve) => this.#wake.push(resolve)), late]);
      if (woken === 'late') throw new Error(`Waited in vain for ${what}; it said ${JSON.stringify(this.outputs)}`);
    }
  }

  /** Waits for `loaded`, then activates and waits for that. */
  async activate(permissions: readonly string[] = allPermissions, settings: JsonObject = {}): Promise<this> {
    await this.until('loaded');
    this.post({
      t: 'activate',
      context: { plugin: this.run.plugin, version: '1.0.0', permissions: [...permissions], settings },
    });
    await this.until('activated');
    return this;
  }

  async deactivate(): Promise<void> {
    this.post({ t: 'deactivate' });
    await this.until('deactivated');
  }

  post(item: TurnItem): void {
    this.run.post(item);
  }

  /** Calls a contribution's method and waits for the return. */
  async call(target: string, method: string, ...args: JsonObject[]): Promise<Extract<TurnOutput, { t: 'return' }>> {
    const id = this.#nextCall++;
    this.post({ t: 'call', id, target, method, args });
    return this.until('return', (output) => output.id === id);
  }

  /** Attaches an indicator to a series; returns the instance's number. */
  attach(series: SeriesReader, options: AttachOptions = {}): number {
    const { contribution = 'it', p = {}, outputs = 1, state = 0 } = options;
    const instance = this.#nextInstance++;
    this.run.attach(
      { instance, series, outputs, columns: outputs + state },
      { t: 'attach', instance, contribution, series: 0, p, instrument: series.instrument },
    );
    return instance;
  }

  /** Waits until nothing is left to compute, deliver or collect. */
  async idle(): Promise<void> {
    const started = performance.now();
    while (this.run.behind) {
      if (performance.now() - started > patienceMs) throw new Error('It never came to rest.');
      await sleep(1);
    }
    if (this.stop?.error) throw this.stop.error;
  }

  /** The values of an instance once all of them are there. */
  async computed(instance: number): Promise<CollectedValues> {
    await this.idle();
    const values = this.values.get(instance);
    if (!values) throw new Error(`No values came; it said ${JSON.stringify(this.outputs)}`);
    return values;
  }

  [Symbol.dispose](): void {
    this.run[Symbol.dispose]();
  }

  #collect(instance: number, from: number, to: number, rev: number, columns: readonly Float64Array[]): void {
    const known = this.values.get(instance) ?? { columns: [], length: 0, rev: 0, pieces: 0 };
    known.columns = columns.map((column, c) => {
      const old = known.columns[c];
      const grown =
        old && old.length >= to ? old : new Float64Array(Math.max(to, (old?.length ?? 0) * 2)).fill(Number.NaN);
      if (old && grown !== old) grown.set(old);
      grown.set(column, from);
      return grown;
    });
    known.length = Math.max(known.length, to);
    known.rev = rev;
    known.pieces++;
    this.values.set(instance, known);
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
