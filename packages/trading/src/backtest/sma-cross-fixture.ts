/** A strategy for tests and measurements: long while the fast average is above the slow one, flat otherwise. */

import type { CreateStrategy } from './run-backtest.ts';

export interface SmaCrossInputs {
  readonly fast: number;
  readonly slow: number;
  readonly qty: string;
}

export const smaCross =
  ({ fast, slow, qty }: SmaCrossInputs): CreateStrategy =>
  ({ bars, submit }) => {
    const { close } = bars;
    let [fastSum, slowSum, isLong] = [0, 0, false];
    return {
      onBar(i) {
        const price = close[i] as number;
        fastSum += price - (i >= fast ? (close[i - fast] as number) : 0);
        slowSum += price - (i >= slow ? (close[i - slow] as number) : 0);
        if (i < slow - 1) return;
        const isAbove = fastSum / fast > slowSum / slow;
        if (isAbove === isLong) return;
        isLong = isAbove;
        submit({ side: isLong ? 'buy' : 'sell', type: 'market', qty });
      },
    };
  };
