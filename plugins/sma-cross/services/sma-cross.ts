/** The strategy: it buys when the fast average rises above the slow one, and sells all it has when it falls below. */

import type { InputsSchema, StrategyDef } from '@omnitrade/sdk';

const inputs = {
  fast: { type: 'integer', title: 'Fast length', default: 20, minimum: 1, maximum: 1000 },
  slow: { type: 'integer', title: 'Slow length', default: 50, minimum: 2, maximum: 5000 },
  qty: { type: 'number', title: 'Quantity', default: 10, minimum: 0.000001 },
} as const satisfies InputsSchema;

export const smaCross: StrategyDef<typeof inputs> = {
  id: 'sma-cross',
  title: 'SMA cross',
  description: 'Long while the fast moving average is above the slow one, flat otherwise.',
  inputs,
  warmup: ({ slow }) => slow,
  create({ p, submit, position }) {
    const { fast, slow, qty } = p;
    if (fast >= slow) throw new RangeError(`The fast length ${fast} must be below the slow length ${slow}.`);
    let fastSum = 0;
    let slowSum = 0;
    let isLong = false;
    return {
      onBar(i, { close }) {
        const price = close[i] as number;
        fastSum += price - (i >= fast ? (close[i - fast] as number) : 0);
        slowSum += price - (i >= slow ? (close[i - slow] as number) : 0);
        // The bar that completes the slow average is the last of the warm-up.
        if (i < slow) return;
        const isAbove = fastSum / fast > slowSum / slow;
        if (isAbove === isLong) return;
        isLong = isAbove;
        if (isLong) submit({ side: 'buy', type: 'market', qty: `${qty}` });
        else if (position() !== '0') submit({ side: 'sell', type: 'market', qty: position(), reduceOnly: true });
      },
    };
  },
};
