/** What a fill costs: a share of its value, an amount per unit, and the least an order pays. */

import type { Dec, Liquidity } from '@omnitrade/contracts';
import { Decimal, max, zero } from '../decimals.ts';
import type { Order } from '../orders/order.ts';

export interface FeeSchedule {
  /** Share of the value a resting order pays: "0.0002" is two hundredths of a per cent. Negative for a rebate. */
  readonly maker?: Dec;
  readonly taker?: Dec;
  /** Per share, contract or coin. */
  readonly perShare?: Dec;
  /** The least one order pays over all its fills, once there is a fill. */
  readonly minimum?: Dec;
}

/** The fee of the next fill of `order`, given what its fills before have cost. `notional` is its value with the multiplier. */
export function feeOf(
  fees: FeeSchedule,
  order: Pick<Order, 'fees' | 'feesDue'>,
  qty: Decimal,
  notional: Decimal,
  liquidity: Liquidity,
): { readonly fee: Decimal; readonly due: Decimal } {
  const rate = liquidity === 'maker' ? fees.maker : fees.taker;
  const own = (rate ? notional.times(rate) : zero).plus(fees.perShare ? qty.times(fees.perShare) : zero);
  const due = order.feesDue.plus(own);
  const charged = fees.minimum === undefined ? due : max(due, new Decimal(fees.minimum));
  return { fee: charged.minus(order.fees), due };
}
