/** A backtest of a plugin's strategy: it runs in a batch runner, the broker and the account stand here. */

import type { Contribution, Dec, Instrument, JsonObject, RunStep, SeriesReader } from '@omnitrade/contracts';
import { viewBars } from '@omnitrade/market';
import type { Sandbox } from '@omnitrade/sandbox';
import { type BacktestResult, type FillOptions, type PolicyName, playBacktest } from '@omnitrade/trading';
import { registryError } from '../errors.ts';
import { createIdlePowers } from '../grants/session-powers.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { PluginSession } from '../plugins/plugin-session.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { deskError } from './errors.ts';
import { resolveRunInputs } from './find-contribution.ts';
import { RangeSize } from './range-size.ts';
import { RunLink } from './run-link.ts';

export interface BacktestRequest {
  readonly inputs: JsonObject;
  readonly series: SeriesReader;
  readonly policy?: PolicyName;
  readonly options?: Partial<FillOptions>;
  readonly cash?: Dec;
  /** Tells every bar by itself; the log is the same. */
  readonly everyBar?: boolean;
}

export interface BacktestAnswer extends BacktestResult {
  readonly inputs: JsonObject;
}

const run = 'r';

/** Throws `desk.*`, `trading.*`, and what the plugin's own failure is: `plugin.*`, `sandbox.*`. */
export async function runSandboxedBacktest(
  sandbox: Sandbox,
  plugin: InstalledPlugin,
  files: PluginPackage,
  { id, info }: Contribution<'trading.strategy'>,
  request: BacktestRequest,
): Promise<BacktestAnswer> {
  if (plugin.record.wanted === 'disabled') throw registryError('disabled', { plugin: plugin.id });
  const contribution = `${plugin.id}/${id}`;
  const { series } = request;
  const inputs = resolveRunInputs(contribution, info.inputs, request.inputs, { fromText: true });
  const instrument: Instrument = { ...series.instrument, tradable: true };
  const ready = Promise.withResolvers<number>();
  ready.promise.catch(() => {});
  let warmup = 0;
  const attached = (bars: number) => {
    warmup = bars;
    if (series.length === 0) ready.resolve(warmup);
  };
  using session = new PluginSession({
    sandbox,
    package: files,
    runnerClass: 'batch',
    powers: createIdlePowers(files.manifest, Date.now, plugin.powers.grants.all),
    settings: plugin.record.settings,
    seed: 1,
    columnsMb: columnsMb(series.length),
    listener: {
      onAttached: (_instance, bars) => attached(bars),
      onInstanceFailed: (_instance, { message }) =>
        ready.reject(deskError('cannot-start', { contribution, text: message })),
      onValues: (_instance, _from, to) => {
        if (to === series.length) ready.resolve(warmup);
      },
      onStopped: (_cause, error) => ready.reject(error),
    },
  });
  await session.activated;
  using link = new RunLink({
    ...{ session, point: 'trading.strategy', local: id, instance: 1, series, instrument, p: inputs, run },
  });
  const warmupBars = await ready.promise;
  const size = new RangeSize();
  const step = (one: RunStep) => size.measure(one, () => link.step(one));
  const result = await playBacktest(
    {
      ...{ instrument, bars: viewBars(series.columns, 0, series.length), run, warmupBars },
      ...(request.policy && { policy: request.policy }),
      ...(request.options && { options: request.options }),
      ...(request.cash !== undefined && { cash: request.cash }),
      ...(request.everyBar && { everyBar: true }),
      rangeLimit: () => size.bars,
    },
    (begin) => link.begin(begin),
    step,
  );
  return { ...result, inputs };
}

/** The bars twice, as they come and as they are told, at capacities with room to grow. */
function columnsMb(bars: number): number {
  return Math.ceil((12 * (bars + 2_048) * 8 * 2) / 1048576) + 8;
}
