/** One indicator over given bars, whole, in a batch runner whose columns are made to measure. */

import type { Contribution, JsonObject, SeriesReader } from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import type { Sandbox } from '@omnitrade/sandbox';
import { indicatorError, pluginError, registryError } from './errors.ts';
import { createIdlePowers } from './grants/session-powers.ts';
import type { InstalledPlugin } from './plugins/installed-plugin.ts';
import { PluginSession } from './plugins/plugin-session.ts';
import type { PluginPackage } from './sources/package-files.ts';

export interface IndicatorRun {
  readonly inputs: JsonObject;
  readonly outputs: Readonly<Record<string, Float64Array>>;
}

const limitMs = 120_000;

/** Throws `indicator.*`, and what the plugin's own failure is: `plugin.*`, `sandbox.*`. */
export async function runIndicator(
  sandbox: Sandbox,
  plugin: InstalledPlugin,
  files: PluginPackage,
  { id, info }: Contribution<'chart.indicator'>,
  given: JsonObject,
  series: SeriesReader,
): Promise<IndicatorRun> {
  if (plugin.record.wanted === 'disabled') throw registryError('disabled', { plugin: plugin.id });
  const contribution = `${plugin.id}/${id}`;
  const resolved = resolveInputs(info.inputs, given, { fromText: true });
  if (!resolved.ok)
    throw indicatorError('bad-inputs', { contribution, text: resolved.issues.map(({ message }) => message).join(' ') });
  const columns = info.outputs.length + info.state.length;
  const outputs = info.outputs.map(() => new Float64Array(series.length).fill(Number.NaN));
  const done = Promise.withResolvers<void>();
  // Nobody may be waiting yet when it fails at load.
  done.promise.catch(() => {});
  using session = new PluginSession({
    sandbox,
    package: files,
    runnerClass: 'batch',
    powers: createIdlePowers(files.manifest, Date.now, plugin.powers.grants.all),
    settings: plugin.record.settings,
    seed: 1,
    columnsMb: columnsMb(series.length, columns),
    listener: {
      onValues: (_instance, from, to, _rev, values) => {
        for (const [c, column] of outputs.entries()) column.set(values[c] as Float64Array, from);
        if (to === series.length) done.resolve();
      },
      onInstanceFailed: (_instance, { message }) =>
        done.reject(indicatorError('calc-failed', { contribution, text: message })),
      onStopped: (_cause, error) => done.reject(error),
    },
  });
  await session.activated;
  if (series.length > 0) {
    const late = setTimeout(
      () => done.reject(pluginError('call-timeout', { plugin: plugin.id, call: `calc of '${id}'`, limitMs })),
      limitMs,
    );
    session.attach(
      { instance: 1, series, outputs: info.outputs.length, columns },
      { t: 'attach', instance: 1, contribution: id, series: 0, p: resolved.values, instrument: series.instrument },
    );
    await done.promise.finally(() => clearTimeout(late));
  }
  return {
    inputs: resolved.values,
    outputs: Object.fromEntries(info.outputs.map(({ key }, c) => [key, outputs[c] as Float64Array])),
  };
}

/** Six bar columns and the instance's, at capacities of a power of two, twice while they grow. */
function columnsMb(bars: number, columns: number): number {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(256, bars)));
  return Math.ceil(((6 + columns) * capacity * 8 * 2) / 1048576) + 8;
}
