/** Plays a backtest with a strategy of this process, for tests and measures, or with one that answers later: in the sandbox. */

import {
  barColumnNames,
  type Dec,
  type InputsSchema,
  isDec,
  type RunAnswer,
  type RunCallbacks,
  type RunStep,
  type Strategy,
  type StrategyContext,
} from '@omnitrade/contracts';
import { beginStrategy, TradingRun } from '@omnitrade/sdk/run';
import { tradingError } from '../errors.ts';
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

/** Plays it with a guest elsewhere; what `begin` and `step` reject with ends it. */
export async function playBacktest(
  given: BacktestSetup,
  begin: (begin: Backtest['begin']) => Promise<RunCallbacks>,
  step: (step: RunStep) => Promise<RunAnswer>,
): Promise<BacktestResult> {
  const backtest = new Backtest(given, await begin(new Backtest(given).begin));
  const play = backtest.play();
  for (let next = play.next(); !next.done; ) next = play.next(await step(next.value));
  return backtest.result();
}

/** Money at the start, from text somebody typed; throws `trading.bad-backtest`. */
export function parseCash(text: string): Dec {
  const cash = isDec(text) ? text : toCanonical(text);
  if (!isDec(cash) || cash.startsWith('-') || cash.length > 15)
    throw tradingError('bad-backtest', { what: 'cash', expected: 'an amount such as 100000 or 2500.5' });
  return cash;
}

/** `0100.50` is `100.5`. */
function toCanonical(text: string): string {
  const [, whole, fraction = ''] = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return whole === undefined ? '' : fraction === '' ? whole : `${whole}.${fraction}`;
}
