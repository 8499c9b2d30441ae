/** Where indicators are examined: isolates of one plugin side by side, each of which plays one case at a time. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Contribution, JsonObject, SeriesDelta, SeriesId } from '@omnitrade/contracts';
import { openRehearsal, type PluginPackage, type Rehearsal, type RehearsedIndicator } from '@omnitrade/host';
import { createSeries, type Series } from '@omnitrade/market';
import { createSandbox, defaultPolicy, type Sandbox } from '@omnitrade/sandbox';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { testInstrument } from '../market/test-instrument.ts';

/** One change of a series. */
export type Step = (series: Series) => SeriesDelta;

export interface Play {
  readonly inputs: JsonObject;
  /** The first one makes the series as the instance finds it. */
  readonly steps: readonly Step[];
  /** Looks at the values after each step. */
  readonly onStep?: (values: Values, series: Series, step: number) => void;
  /** Another instance in the same isolate, one step of it before each step of ours. */
  readonly beside?: Pick<Play, 'inputs' | 'steps'>;
  /** Its processor time is wanted, and it is ended once that is above the limit. */
  readonly timed?: { readonly limitMs: number };
}

/** What an instance had computed at the end; the columns may be longer than `length`. */
export interface Values {
  readonly warmup: number;
  readonly converge: number | undefined;
  readonly length: number;
  readonly keys: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Processor time that a timed play took; 0 for others. */
  readonly cpuMs: number;
}

export interface Bench extends Disposable {
  /** What the plugin adds. Throws what keeps it from being activated. */
  contributions(): Promise<readonly Contribution[]>;
  /** Waits for a free isolate. Throws what the plugin fails with. */
  play(indicator: Contribution<'chart.indicator'>, play: Play): Promise<Values>;
}

const sampleMs = 50;
/** Until a sample that was asked for after this moment is there. */
const sampledMs = 3 * sampleMs;
/** A clock that nobody can mistake for the other one's: no two turns of the examination are at the same time. */
const strideMs = 37_000;

export function openBench(files: PluginPackage, isolates = 6): Bench {
  return new IsolateBench(files, isolates);
}

class IsolateBench implements Bench {
  readonly #files: PluginPackage;
  readonly #sandbox: Sandbox;
  readonly #free: Station[];
  readonly #waiting: ((station: Station) => void)[] = [];
  readonly #stations: readonly Station[];

  constructor(files: PluginPackage, isolates: number) {
    let time = Date.UTC(2001, 0, 1);
    this.#files = files;
    this.#sandbox = createSandbox({
      guest: readGuestModules(),
      now: () => (time += strideMs),
      policy: { ...defaultPolicy, flushMs: 0, sampleMs },
    });
    this.#stations = Array.from({ length: isolates }, (_, n) => new Station(this.#files, this.#sandbox, n + 1));
    this.#free = [...this.#stations];
  }

  async play(indicator: Contribution<'chart.indicator'>, play: Play): Promise<Values> {
    const station = this.#free.pop() ?? (await new Promise<Station>((resolve) => this.#waiting.push(resolve)));
    try {
      return await station.play(indicator, play);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(station);
      else this.#free.push(station);
    }
  }

  contributions(): Promise<readonly Contribution[]> {
    return (this.#stations[0] as Station).contributions();
  }

  [Symbol.dispose](): void {
    for (const station of this.#stations) station[Symbol.dispose]();
    this.#sandbox[Symbol.dispose]();
  }
}

/** One isolate, begun anew after a case that ended it. Each has a seed of its own. */
class Station implements Disposable {
  readonly #files: PluginPackage;
  readonly #sandbox: Sandbox;
  readonly #seed: number;
  #rehearsal: Promise<Rehearsal> | undefined;

  constructor(files: PluginPackage, sandbox: Sandbox, seed: number) {
    this.#files = files;
    this.#sandbox = sandbox;
    this.#seed = seed;
  }

  async play(indicator: Contribution<'chart.indicator'>, play: Play): Promise<Values> {
    const rehearsal = await this.#open();
    using instance = new Playing(this.#sandbox, rehearsal, indicator, play);
    using beside = play.beside && new Playing(this.#sandbox, rehearsal, indicator, play.beside);
    try {
      if (play.timed) return await this.#playTimed(rehearsal, instance, play, play.timed.limitMs);
      return await playSteps(play, instance, beside);
    } catch (error) {
      // Whatever it did, the next case begins with a fresh isolate.
      this.#end();
      throw error;
    }
  }

  /** Throws `indicator.over-budget` as soon as more than the limit was used. */
  async #playTimed(rehearsal: Rehearsal, instance: Playing, play: Play, limitMs: number): Promise<Values> {
    await sleep(sampledMs);
    const before = rehearsal.cpuMs;
    const over = Promise.withResolvers<never>();
    over.promise.catch(() => {});
    const watch = setInterval(() => {
      const cpuMs = rehearsal.cpuMs - before;
      if (cpuMs > limitMs) over.reject(Object.assign(new OverBudget(cpuMs), { bar: instance.length }));
    }, sampleMs);
    try {
      const values = await Promise.race([playSteps(play, instance, undefined), over.promise]);
      await sleep(sampledMs);
      return { ...values, cpuMs: rehearsal.cpuMs - before };
    } finally {
      clearInterval(watch);
    }
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  async contributions(): Promise<readonly Contribution[]> {
    return (await this.#open()).contributions;
  }

  #open(): Promise<Rehearsal> {
    this.#rehearsal ??= openRehearsal({ sandbox: this.#sandbox, package: this.#files, seed: this.#seed });
    return this.#rehearsal;
  }

  #end(): void {
    this.#rehearsal?.then((rehearsal) => rehearsal[Symbol.dispose]()).catch(() => {});
    this.#rehearsal = undefined;
  }
}

/** A timed play took more than its limit. */
export class OverBudget extends Error {
  readonly cpuMs: number;
  /** How far it had come. */
  declare readonly bar: number;

  constructor(cpuMs: number) {
    super('It took longer than it may.');
    this.cpuMs = cpuMs;
  }
}

async function playSteps(play: Play, instance: Playing, beside: Playing | undefined): Promise<Values> {
  for (const step of play.steps.keys()) {
    await beside?.step(step);
    const values = await instance.step(step);
    play.onStep?.(values, instance.series, step);
  }
  return instance.values;
}

let nextSeries = 1;

/** One instance and the series that only it follows. */
class Playing implements Disposable {
  readonly series = createSeries({
    id: `${testInstrument.id}#${nextSeries++}@1D` as SeriesId,
    instrument: testInstrument,
    timeframe: '1D',
  });
  readonly #sandbox: Sandbox;
  readonly #rehearsal: Rehearsal;
  readonly #indicator: Contribution<'chart.indicator'>;
  readonly #play: Pick<Play, 'inputs' | 'steps'>;
  #instance: RehearsedIndicator | undefined;

  constructor(
    sandbox: Sandbox,
    rehearsal: Rehearsal,
    indicator: Contribution<'chart.indicator'>,
    play: Pick<Play, 'inputs' | 'steps'>,
  ) {
    this.#sandbox = sandbox;
    this.#rehearsal = rehearsal;
    this.#indicator = indicator;
    this.#play = play;
  }

  get length(): number {
    return this.#instance?.length ?? 0;
  }

  async step(number: number): Promise<Values> {
    const delta = this.#play.steps[number]?.(this.series);
    if (delta && this.#instance) this.#sandbox.publish(delta);
    this.#instance ??= this.#rehearsal.attach(this.#indicator, this.#play.inputs, this.series);
    try {
      await this.#instance.computed();
    } catch (error) {
      // How far it came is what a person looks for first.
      throw Object.assign(error as Error, { bar: this.length });
    }
    return this.values;
  }

  get values(): Values {
    const { warmup = 0, converge, length = 0, columns = [] } = this.#instance ?? {};
    const keys = this.#indicator.info.outputs.map(({ key }) => key);
    return { warmup, converge, length, columns, keys, cpuMs: 0 };
  }

  [Symbol.dispose](): void {
    this.#instance?.[Symbol.dispose]();
  }
}
