/** Reports of a venue put onto an order: each trade counts once, whatever comes twice, late or out of turn. */

import type { Liquidity, Ms, OrderState } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';
import { leavesOf, type Order, setState } from './order.ts';
import { canMove } from './order-states.ts';

/** What a venue says of an order. A fill carries its trade; everything else only a state. */
export type ExecutionReport =
  | {
      readonly kind: 'fill';
      readonly tradeId: string;
      readonly qty: Decimal;
      readonly price: Decimal;
      readonly liquidity: Liquidity;
      readonly fee: Decimal;
      readonly ts: Ms;
    }
  | { readonly kind: 'state'; readonly state: OrderState; readonly ts: Ms };

/**
 * applied: the order changed · duplicate: known already, nothing changed · illegal: the state it names cannot follow, nothing
 * changed · overfill: a trade of more than was left, counted all the same, since the position is real.
 */
export type ReportOutcome = 'applied' | 'duplicate' | 'illegal' | 'overfill';

/** Puts a report onto the order. Nothing is applied twice, and no report takes back a fill. */
export function applyReport(order: Order, report: ExecutionReport): ReportOutcome {
  return report.kind === 'fill' ? applyFill(order, report) : applyState(order, report.state);
}

function applyFill(order: Order, fill: Extract<ExecutionReport, { kind: 'fill' }>): ReportOutcome {
  if (order.trades.has(fill.tradeId)) return 'duplicate';
  const leaves = leavesOf(order);
  const isOver = fill.qty.gt(leaves);
  // A filled order moves nowhere, but what a venue has traded beyond it is owned none the less.
  if (order.state !== 'filled') {
    const to = fill.qty.gte(leaves) ? 'filled' : 'partially_filled';
    if (!canMove(order.state, to, order.cameFrom)) return 'illegal';
    setState(order, to);
  }
  order.trades.add(fill.tradeId);
  order.cumQty = order.cumQty.plus(fill.qty);
  order.cost = order.cost.plus(fill.qty.times(fill.price));
  order.fees = order.fees.plus(fill.fee);
  if (isOver) order.qty = order.cumQty;
  return isOver ? 'overfill' : 'applied';
}

function applyState(order: Order, to: OrderState): ReportOutcome {
  if (order.state === to) return 'duplicate';
  // Fills come with their trade; as a bare state they are only the way back from a request that was refused.
  if ((to === 'filled' || to === 'partially_filled') && to !== order.cameFrom) return 'illegal';
  if (!canMove(order.state, to, order.cameFrom)) return 'illegal';
  setState(order, to);
  return 'applied';
}
