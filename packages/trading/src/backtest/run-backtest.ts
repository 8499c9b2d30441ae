/** Plays a backtest with a strategy of this process, for tests and measures, or with one that answers later: in the sandbox. */

import {
  barColumnNames,
  type InputsSchema,
  type RunAnswer,
  type RunCallbacks,
  type RunStep,
  type Strategy,
  type StrategyContext,
} from '@omnitrade/contracts';
import { beginStrategy, TradingRun } from '@omnitrade/sdk/run';
import { Backtest, type BacktestResult, type BacktestSetup } from './backtest.ts';

export type CreateStrategy = (context: StrategyContext) => Strategy;

export interface BacktestOptions extends BacktestSetup {
  readonly strategy: CreateStrategy;
  readonly inputs?: Readonly<Record<string, InputsSchema[string]['default']>>;
}

export function runBacktest(given: BacktestOptions): BacktestResult {
  const { bars, instrument, strategy, inputs = {} } = given;
  const source = barColumnNames.map((name) => bars[name]);
  const own = barColumnNames.map(() => new Float64Array(bars.length).fill(Number.NaN));
  const { begin } = new Backtest(given);
  const run = new TradingRun({ source: () => source, own: () => own }, begin);
  const callbacks = beginStrategy(run, { create: strategy, p: inputs, instrument }, { ...begin, instance: 0 });
  const backtest = new Backtest(given, callbacks);
  const play = backtest.play();
  for (let next = play.next(); !next.done; ) next = play.next(run.step(next.value));
  return backtest.result();
}

/** Plays it with a guest elsewhere; `step` rejects when that guest is gone, and so does this. */
export async function playBacktest(
  given: BacktestSetup,
  callbacks: RunCallbacks,
  step: (step: RunStep) => Promise<RunAnswer>,
): Promise<BacktestResult> {
  const backtest = new Backtest(given, callbacks);
  const play = backtest.play();
  for (let next = play.next(); !next.done; ) next = play.next(await step(next.value));
  return backtest.result();
}
