/** The states an order can be in, and the only moves between them. */

import type { OrderState } from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';

/** Where a request in flight can end: refused, so back to where it came from, or overtaken by a fill or an end. */
const afterPending = ['accepted', 'triggered', 'partially_filled', 'filled', 'canceled', 'expired'] as const;

/** Read as: from this state an order may go to these. Anything absent is illegal. */
export const orderMoves = {
  initialized: ['denied', 'submitted'],
  denied: [],
  submitted: ['accepted', 'rejected', 'partially_filled', 'filled', 'canceled'],
  rejected: [],
  accepted: [
    'triggered',
    'partially_filled',
    'filled',
    'canceled',
    'expired',
    'rejected',
    'pending_update',
    'pending_cancel',
  ],
  // A post-only stop-limit is rejected at its trigger, if it would take.
  triggered: ['partially_filled', 'filled', 'canceled', 'expired', 'rejected', 'pending_update', 'pending_cancel'],
  pending_update: afterPending,
  pending_cancel: afterPending,
  partially_filled: ['partially_filled', 'filled', 'canceled', 'expired', 'pending_update', 'pending_cancel'],
  filled: [],
  // The report of a fill may come after that of the cancel.
  canceled: ['partially_filled', 'filled'],
  expired: [],
} as const satisfies Record<OrderState, readonly OrderState[]>;

const isPending = (state: OrderState) => state === 'pending_update' || state === 'pending_cancel';

/** True if the move is legal. `cameFrom` is the state before a pending one: back means back to just that. */
export function canMove(from: OrderState, to: OrderState, cameFrom?: OrderState): boolean {
  if (!(orderMoves[from] as readonly OrderState[]).includes(to)) return false;
  return !isPending(from) || (to !== 'accepted' && to !== 'triggered') || to === cameFrom;
}

/** Returns `to`; throws `trading.illegal-move` where the table has no such move. */
export function moveOrder(from: OrderState, to: OrderState, order: string, cameFrom?: OrderState): OrderState {
  if (!canMove(from, to, cameFrom)) throw tradingError('illegal-move', { order, from, to });
  return to;
}

/** True while the market may still act on the order. */
export function isWorking(state: OrderState): boolean {
  return (
    state === 'accepted' ||
    state === 'triggered' ||
    state === 'partially_filled' ||
    state === 'pending_update' ||
    state === 'pending_cancel'
  );
}

/** True once nothing but a late report can change the order. */
export function isDone(state: OrderState): boolean {
  return !isWorking(state) && state !== 'initialized' && state !== 'submitted';
}
