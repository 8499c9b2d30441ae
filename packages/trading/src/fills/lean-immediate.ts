/** The fill policy `lean-immediate`: every kind of data fills, at the worse of the order's price and the price that was seen. */

import { max, min } from '../decimals.ts';
import { isBetter } from '../orders/order.ts';
import type { Desk, FillPolicy } from './fill-policy.ts';
import { isCoarse, LeanPolicy, type LeanRules } from './lean-rules.ts';

const rules: LeanRules = {
  limit({ side, price }, { high, low }) {
    if (!price || !isBetter(side, side === 'buy' ? low : high, price)) return undefined;
    return side === 'buy' ? min(high, price) : max(low, price);
  },
  stop({ side, stop }, { high, low, close }, _, slipped) {
    // A stop is passed where the price went beyond it, which is what would be better for the other side.
    if (!stop || (side === 'buy' ? high.lte(stop) : low.gte(stop))) return undefined;
    return side === 'buy' ? max(stop, slipped(close)) : min(stop, slipped(close));
  },
  waitedBar: (order, bar) => (isCoarse(bar) && order.since <= bar.t ? bar.open : bar.close),
  prefersQuote: false,
};

export function createLeanImmediatePolicy(desk: Desk): FillPolicy {
  return new LeanPolicy(desk, rules);
}
