/** The fill policy `lean-equity`: trades, not quotes, fill limits and stops; a gap in favour or against fills at the open. */

import { isBetter } from '../orders/order.ts';
import { type Desk, type FillPolicy, reaches } from './fill-policy.ts';
import { LeanPolicy, type LeanRules } from './lean-rules.ts';

const rules: LeanRules = {
  limit({ side, price }, { open, high, low }, kind) {
    if (kind === 'quote' || !price) return undefined;
    if (!isBetter(side, side === 'buy' ? low : high, price)) return undefined;
    return isBetter(side, open, price) ? open : price;
  },
  stop({ side, stop }, { open, high, low }, kind, slipped) {
    if (kind === 'quote' || !stop) return undefined;
    if (!reaches(side, side === 'buy' ? high : low, stop)) return undefined;
    return slipped(reaches(side, open, stop) ? open : stop);
  },
  waitedBar: (_, bar) => bar.close,
  prefersQuote: true,
};

export function createLeanEquityPolicy(desk: Desk): FillPolicy {
  return new LeanPolicy(desk, rules);
}
