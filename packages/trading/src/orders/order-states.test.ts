import { type OrderState, orderStates } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { canMove, isDone, isWorking, moveOrder, orderMoves } from './order-states.ts';

const targets = (state: OrderState): readonly OrderState[] => orderMoves[state];

function reachable(from: OrderState): Set<OrderState> {
  const seen = new Set<OrderState>([from]);
  for (const state of seen) for (const next of targets(state)) seen.add(next);
  return seen;
}

describe('the table of moves', () => {
  test('names every state and reaches each from the first', () => {
    expect(Object.keys(orderMoves).sort()).toEqual([...orderStates].sort());
    expect([...reachable('initialized')].sort()).toEqual([...orderStates].sort());
  });

  test('leads every state to an end, and nowhere from an end but by a late fill', () => {
    const ends = orderStates.filter((state) => isDone(state));
    expect(ends.sort()).toEqual(['canceled', 'denied', 'expired', 'filled', 'rejected']);
    for (const state of orderStates) expect([...reachable(state)].some((one) => ends.includes(one))).toBe(true);
    expect(ends.filter((state) => targets(state).length > 0)).toEqual(['canceled']);
    expect(targets('canceled')).toEqual(['partially_filled', 'filled']);
  });

  test('splits the states into not begun, working and done', () => {
    for (const state of orderStates) expect(isWorking(state) && isDone(state)).toBe(false);
    expect(orderStates.filter((state) => !isWorking(state) && !isDone(state))).toEqual(['initialized', 'submitted']);
  });
});

describe('canMove', () => {
  test('lets a refused request only back to where it came from', () => {
    for (const pending of ['pending_update', 'pending_cancel'] as const) {
      expect(canMove(pending, 'accepted', 'accepted')).toBe(true);
      expect(canMove(pending, 'accepted', 'triggered')).toBe(false);
      expect(canMove(pending, 'triggered', 'triggered')).toBe(true);
      expect(canMove(pending, 'triggered')).toBe(false);
      for (const to of ['partially_filled', 'filled', 'canceled', 'expired'] as const)
        expect(canMove(pending, to, 'accepted')).toBe(true);
      expect(canMove(pending, 'rejected', 'accepted')).toBe(false);
    }
  });

  test('lets a fill follow a cancel that was asked for, and one that was done', () => {
    expect(canMove('pending_cancel', 'partially_filled', 'accepted')).toBe(true);
    expect(canMove('canceled', 'filled')).toBe(true);
    expect(canMove('expired', 'filled')).toBe(false);
  });
});

describe('moveOrder', () => {
  test('throws by code what the table does not hold', () => {
    expect(moveOrder('accepted', 'filled', 'a')).toBe('filled');
    expect(() => moveOrder('filled', 'canceled', 'a')).toThrow(
      expect.objectContaining({ code: 'trading.illegal-move', data: { order: 'a', from: 'filled', to: 'canceled' } }),
    );
  });
});
