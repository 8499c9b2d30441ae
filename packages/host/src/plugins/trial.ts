/**
 * The trial of a plugin when it is installed from a directory: it is run alone, without effect on anything,
 * to record what it contributes and to find what would fail at first use.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  CodedError,
  type Contribution,
  exportLimits,
  type IndicatorInfo,
  type Json,
  type OfferedExport,
  type PluginCode,
  toErrorJson,
} from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import type { Sandbox } from '@omnitrade/sandbox';
import { indicatorError, pluginError } from '../errors.ts';
import { readExport } from '../exports/check-export.ts';
import { exportsError } from '../exports/errors.ts';
import { createIdlePowers } from '../grants/session-powers.ts';
import { defaultSettings } from '../settings/plugin-settings.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { comparePoints, readContribution } from './contributions.ts';
import { PluginSession } from './plugin-session.ts';
import { sampleSeries } from './sample-series.ts';

export interface TrialResult {
  readonly contributions: readonly Contribution[];
  /** What its code says of itself; absent if it did not come so far. */
  readonly code: PluginCode | undefined;
  /** The first thing that went wrong; the plugin is then installed, but marked failed. */
  readonly failure: CodedError | undefined;
}

/** Timers due within a simulated minute are fired, but no more than this many. */
const timerSpanMs = 60_000;
const maxTimerTurns = 200;
/** After the last turn: time for what a promise may still do. */
const settleMs = 40;

/** What may end a trial without being the plugin's doing, on a busy machine; a second trial tells. */
const notItsDoing = ['sandbox.starved', 'sandbox.neighbour-died', 'sandbox.runner-died'];

export async function tryPlugin(sandbox: Sandbox, files: PluginPackage): Promise<TrialResult> {
  const result = await tryOnce(sandbox, files);
  return notItsDoing.includes(result.failure?.code ?? '') ? tryOnce(sandbox, files) : result;
}

async function tryOnce(sandbox: Sandbox, files: PluginPackage): Promise<TrialResult> {
  const trial = new Trial(sandbox, files);
  try {
    await trial.run();
    return { contributions: trial.contributions, code: trial.code, failure: undefined };
  } catch (error) {
    const { code, message, data } = toErrorJson(error);
    return { contributions: trial.contributions, code: trial.code, failure: new CodedError(code, message, data) };
  } finally {
    trial.session[Symbol.dispose]();
  }
}

class Trial {
  readonly session: PluginSession;
  readonly contributions: Contribution[] = [];
  readonly #exports: OfferedExport[] = [];
  #code: PluginCode | undefined;
  readonly #files: PluginPackage;
  /** Rejects when the plugin is stopped, at whatever step. */
  readonly #stopped = Promise.withResolvers<never>();
  readonly #instances = new Map<number, { info: IndicatorInfo; id: string; warmup: number; failed?: CodedError }>();
  readonly #values = new Map<number, { to: number; columns: Float64Array[] }>();
  #fault: CodedError | undefined;

  constructor(sandbox: Sandbox, files: PluginPackage) {
    this.#files = files;
    this.#stopped.promise.catch(() => {});
    const { name } = files.manifest;
    this.session = new PluginSession({
      sandbox,
      package: files,
      runnerClass: 'trial',
      // Everything it asks for, so that all it contributes is seen; nothing here has an effect.
      powers: createIdlePowers(files.manifest, Date.now),
      settings: defaultSettings(files.manifestJson),
      seed: 1,
      timers: 'manual',
      listener: {
        onLoaded: (code) => {
          this.#code = code;
        },
        onContribute: (point, id, info) => this.#contribute(point, id, info),
        onAttached: (instance, warmup) => {
          const known = this.#instances.get(instance);
          if (known) known.warmup = warmup;
        },
        onInstanceFailed: (instance, error) => {
          const known = this.#instances.get(instance);
          if (known)
            known.failed = indicatorError('calc-failed', { contribution: `${name}/${known.id}`, text: error.message });
        },
        onValues: (instance, from, to, _rev, columns) => this.#takeValues(instance, from, to, columns),
        onUncaught: ({ name: kind, message }) => {
          this.#fault ??= pluginError('call-failed', { plugin: name, call: 'a callback', text: `${kind}: ${message}` });
        },
        onStopped: (_cause, error) => this.#stopped.reject(error),
      },
    });
  }

  /** What it offers to others is what it was heard to offer, whatever it says of itself. */
  get code(): PluginCode | undefined {
    if (!this.#code) return undefined;
    const { exports: _, ...code } = this.#code;
    return this.#exports.length > 0 ? { ...code, exports: this.#exports } : code;
  }

  async run(): Promise<void> {
    await this.#activate();
    await this.#settled();
    this.#checkFault();
    comparePoints(this.#files.manifest, this.contributions);
    await this.#runTimers();
    await this.#runIndicators();
    this.#checkFault();
  }

  /** One that awaits a timer in activate is not kept waiting. */
  async #activate(): Promise<void> {
    let waiting = true;
    const active = this.session.activated.finally(() => {
      waiting = false;
    });
    for (let timers = 0; waiting && timers < maxTimerTurns; ) {
      await Promise.race([sleep(2), active]);
      if (waiting && !this.session.run.behind && this.session.run.fireNextTimer(timerSpanMs)) timers++;
    }
    await active;
  }

  #checkFault(): void {
    if (this.#fault) throw this.#fault;
  }

  #contribute(point: string, id: string, info: Json): void {
    try {
      if (point === 'exports') return this.#offer(id, info);
      const contribution = readContribution(this.#files.manifest.name, point, id, info);
      if (this.contributions.some((other) => other.point === point && other.id === id)) return;
      this.contributions.push(contribution);
    } catch (error) {
      this.#fault ??= error as CodedError;
    }
  }

  #offer(id: string, info: Json): void {
    const plugin = this.#files.manifest.name;
    if (this.#exports.length >= exportLimits.functions)
      throw exportsError('too-many', { plugin, limit: exportLimits.functions });
    if (!this.#exports.some((other) => other.id === id)) this.#exports.push(readExport(plugin, id, info));
  }

  async #runTimers(): Promise<void> {
    for (let turns = 0; turns < maxTimerTurns && this.session.run.fireNextTimer(timerSpanMs); turns++) {
      await this.#settled(1);
      this.#checkFault();
    }
    await this.#settled();
  }

  /** Each indicator once with its default inputs, over bars that rise, fall and stand still. */
  async #runIndicators(): Promise<void> {
    const series = sampleSeries();
    for (const contribution of this.contributions) {
      if (contribution.point !== 'chart.indicator') continue;
      const { info, id } = contribution;
      const instance = this.#instances.size + 1;
      this.#instances.set(instance, { info, id, warmup: 0 });
      const inputs = resolveInputs(info.inputs, {});
      this.session.attach(
        { instance, series, outputs: info.outputs.length, columns: info.outputs.length + info.state.length },
        {
          t: 'attach',
          instance,
          contribution: id,
          series: 0,
          p: inputs.ok ? inputs.values : {},
          instrument: series.instrument,
        },
      );
    }
    await this.#settled();
    for (const [number, instance] of this.#instances) this.#checkInstance(number, instance, series.length);
  }

  #checkInstance(
    number: number,
    instance: { info: IndicatorInfo; id: string; warmup: number; failed?: CodedError },
    bars: number,
  ): void {
    if (instance.failed) throw instance.failed;
    const contribution = `${this.#files.manifest.name}/${instance.id}`;
    const values = this.#values.get(number);
    for (const [c, output] of instance.info.outputs.entries()) {
      if (output.gaps) continue;
      for (let bar = instance.warmup; bar < bars; bar++)
        if (!Number.isFinite(values?.columns[c]?.[bar] ?? Number.NaN))
          throw indicatorError('too-few-values', {
            contribution,
            output: output.key,
            bar,
            time: 'of the trial',
            warmup: instance.warmup,
          });
    }
  }

  #takeValues(instance: number, from: number, to: number, columns: readonly Float64Array[]): void {
    const known = this.#values.get(instance) ?? { to: 0, columns: columns.map(() => new Float64Array(0)) };
    known.columns = known.columns.map((column, c) => {
      const longer = new Float64Array(Math.max(to, column.length));
      longer.set(column);
      longer.set(columns[c] as Float64Array, from);
      return longer;
    });
    known.to = Math.max(known.to, to);
    this.#values.set(instance, known);
  }

  /** Waits until the plugin has nothing left to do; rejects as soon as it is stopped. */
  async #settled(quietMs = settleMs): Promise<void> {
    const quiet = async () => {
      await sleep(quietMs);
      // It is behind no more once it was stopped.
      while (this.session.run.behind) await sleep(2);
    };
    await Promise.race([quiet(), this.#stopped.promise]);
  }
}
