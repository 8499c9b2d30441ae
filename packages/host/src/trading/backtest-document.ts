/** What a backtest came to, as the command prints it and the API answers it. */

import type { JsonObject } from '@omnitrade/contracts';
import type { BacktestFill, BacktestOrder, BacktestStats } from '@omnitrade/trading';
import type { BacktestAnswer } from './run-backtest.ts';

export interface BacktestDocument {
  readonly inputs: JsonObject;
  readonly stats: BacktestStats;
  readonly orders: readonly BacktestOrder[];
  readonly fills: readonly BacktestFill[];
  /** Worth of the account behind each bar, by the bar's open time. */
  readonly equity: { readonly time: readonly number[]; readonly value: readonly string[] };
  readonly log: string;
}

export function toBacktestDocument(
  { inputs, stats, orders, fills, equity, log }: BacktestAnswer,
  time: Float64Array,
): BacktestDocument {
  const value = equity.toDecs();
  return {
    inputs,
    stats,
    orders,
    fills,
    equity: { time: Array.from(time.subarray(0, value.length)), value },
    log,
  };
}
