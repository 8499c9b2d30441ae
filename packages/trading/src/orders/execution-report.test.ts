import { type OrderState, orderStates } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import { applyReport, type ExecutionReport } from './execution-report.ts';
import { setState } from './order.ts';
import { sampleOrder } from './order-samples.ts';
import { canMove } from './order-states.ts';

const fill = (tradeId: string, qty: number, price = 10): ExecutionReport => ({
  kind: 'fill',
  tradeId,
  qty: new Decimal(qty),
  price: new Decimal(price),
  liquidity: 'maker',
  fee: new Decimal('0.5'),
  ts: 0,
});
const state = (to: OrderState): ExecutionReport => ({ kind: 'state', state: to, ts: 0 });

function acceptedOrder(qty = '100') {
  const order = sampleOrder({ type: 'limit', price: '10', qty });
  setState(order, 'submitted');
  setState(order, 'accepted');
  return order;
}

describe('applyReport', () => {
  test('counts a trade once, however often it is reported', () => {
    const order = acceptedOrder();
    expect(applyReport(order, fill('t1', 40))).toBe('applied');
    expect(applyReport(order, fill('t1', 40))).toBe('duplicate');
    expect(applyReport(order, fill('t2', 60))).toBe('applied');
    expect(applyReport(order, fill('t2', 60))).toBe('duplicate');
    expect([order.state, order.cumQty.toString(), order.fees.toString()]).toEqual(['filled', '100', '1']);
  });

  test('takes a fill that comes after the cancel', () => {
    const order = acceptedOrder();
    applyReport(order, state('canceled'));
    expect(applyReport(order, fill('late', 30))).toBe('applied');
    expect([order.state, order.cumQty.toString()]).toEqual(['partially_filled', '30']);
  });

  test('counts what was traded beyond the order, and says so', () => {
    const order = acceptedOrder();
    expect(applyReport(order, fill('t1', 70))).toBe('applied');
    expect(applyReport(order, fill('t2', 70))).toBe('overfill');
    expect([order.state, order.cumQty.toString(), order.qty.toString()]).toEqual(['filled', '140', '140']);
    expect(applyReport(order, fill('t3', 5))).toBe('overfill');
    expect(order.cumQty.toString()).toBe('145');
  });

  test('lets a refused request only back to where the order came from', () => {
    const order = acceptedOrder();
    applyReport(order, fill('t1', 10));
    applyReport(order, state('pending_cancel'));
    expect(applyReport(order, state('accepted'))).toBe('illegal');
    expect(applyReport(order, state('partially_filled'))).toBe('applied');
    expect(applyReport(order, state('filled'))).toBe('illegal');
    expect(order.state).toBe('partially_filled');
  });

  test('gives the same sum for any order of any reports, and never less than before', () => {
    const report = fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }))
          .map(([n, qty]) => fill(`t${n}`, qty)),
      },
      { weight: 1, arbitrary: fc.constantFrom(...orderStates).map(state) },
    );
    fc.assert(
      fc.property(fc.array(report, { maxLength: 30 }), (reports) => {
        const order = acceptedOrder();
        const counted = new Map<string, Decimal>();
        for (const one of reports) {
          const [before, filled] = [order.state, order.cumQty];
          const outcome = applyReport(order, one);
          if (one.kind === 'fill' && (outcome === 'applied' || outcome === 'overfill'))
            counted.set(one.tradeId, one.qty);
          expect(order.cumQty.gte(filled)).toBe(true);
          expect(order.cumQty.lte(order.qty)).toBe(true);
          expect(order.state === before || canMove(before, order.state) || before.startsWith('pending')).toBe(true);
        }
        const sum = [...counted.values()].reduce((all, qty) => all.plus(qty), new Decimal(0));
        expect(order.cumQty.toString()).toBe(sum.toString());
      }),
    );
  });
});
