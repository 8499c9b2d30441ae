import type { OrderEvent, OrderState } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import { sampleInstrument, sampleTerms } from '../orders/order-samples.ts';
import { ParentOrder } from './parent-order.ts';
import { twapSlices } from './twap-slices.ts';

const tenths = { ...sampleInstrument, sizeIncrement: '0.1' };
const parentOf = (qty: string) => new ParentOrder(sampleTerms({ id: 'p', qty }, tenths));
const event = (clientOrderId: string, status: OrderState, cumQty = '0', lastQty?: string): OrderEvent => ({
  seq: 1,
  ts: 0,
  clientOrderId,
  status,
  cumQty,
  leavesQty: '0',
  ...(lastQty && { lastQty }),
});
const idOf = (spawned: ReturnType<ParentOrder['spawn']>) =>
  'child' in spawned ? spawned.child.id : spawned.refusal.code;

describe('ParentOrder', () => {
  test('names its children, gives them its side and instrument, and is reduced by them', () => {
    const parent = parentOf('1.2');
    expect(parent.spawn({ type: 'market', qty: '0.6' })).toEqual({
      child: { id: 'p-E1', side: 'buy', instrument: 'TEST:ABC', type: 'market', qty: '0.6' },
    });
    expect(parent.unsent.toString()).toBe('0.6');
    expect(idOf(parent.spawn({ type: 'market', qty: '0.6' }))).toBe('p-E2');
    expect(idOf(parent.spawn({ type: 'market', qty: '0.1' }))).toBe('order.too-large');
  });

  test('takes the quantity of a child back only if it was refused before it was accepted', () => {
    const parent = parentOf('3');
    parent.spawn({ type: 'market', qty: '1' });
    parent.onChild(event('p-E1', 'denied'));
    expect(parent.unsent.toString()).toBe('3');
    parent.spawn({ type: 'market', qty: '1' });
    for (const status of ['accepted', 'rejected', 'rejected'] as const) parent.onChild(event('p-E2', status));
    expect(parent.unsent.toString()).toBe('2');
    parent.spawn({ type: 'market', qty: '2' });
    for (const status of ['accepted', 'canceled'] as const) parent.onChild(event('p-E3', status));
    expect([parent.unsent.toString(), parent.working.toString()]).toEqual(['0', '0']);
  });

  test('is as far as its children are', () => {
    const parent = parentOf('2');
    expect(parent.state).toBe('submitted');
    parent.spawn({ type: 'market', qty: '1' });
    parent.spawn({ type: 'market', qty: '1' });
    parent.onChild(event('p-E1', 'accepted'));
    expect(parent.state).toBe('accepted');
    parent.onChild(event('p-E1', 'filled', '1', '1'));
    expect(parent.state).toBe('partially_filled');
    expect(parent.finish()).toEqual(['p-E2']);
    expect(parent.state).toBe('partially_filled');
    parent.onChild(event('p-E2', 'canceled'));
    expect(parent.state).toBe('canceled');
    // The report of a fill may come after that of the cancel.
    parent.onChild(event('p-E2', 'filled', '1', '1'));
    expect(parent.state).toBe('filled');
  });

  test('lets no child be worse than its own limit', () => {
    const parent = new ParentOrder(sampleTerms({ id: 'p', type: 'limit', price: '100' }));
    expect(idOf(parent.spawn({ type: 'market', qty: '1' }))).toBe('order.bad-field');
    expect(idOf(parent.spawn({ type: 'limit', qty: '1', price: '100.01' }))).toBe('order.bad-field');
    expect(idOf(parent.spawn({ type: 'limit', qty: '1', price: '100' }))).toBe('p-E1');
    expect(() => new ParentOrder(sampleTerms({ type: 'stop', stop: '5' }))).toThrow(
      expect.objectContaining({ code: 'trading.bad-parent' }),
    );
  });

  test('never has more filled, working and unsent than was ordered', () => {
    const step = fc.oneof(
      fc.record({ qty: fc.integer({ min: -1, max: 40 }).map(String) }),
      fc.record({
        child: fc.integer({ min: 1, max: 6 }),
        status: fc.constantFrom('denied', 'rejected', 'accepted', 'canceled', 'expired', 'partially_filled', 'filled'),
        cum: fc.nat(40),
      }),
      fc.record({ finish: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const parent = parentOf('100');
        const sizes = new Map<string, number>();
        for (const one of steps) {
          if ('qty' in one) {
            const spawned = parent.spawn({ type: 'market', qty: one.qty });
            if ('child' in spawned) sizes.set(spawned.child.id, Number(one.qty));
          } else if ('child' in one) {
            const id = `p-E${one.child}`;
            const cum = Math.min(one.cum, sizes.get(id) ?? 0);
            parent.onChild(event(id, one.status as OrderState, `${cum}`, `${cum}`));
          } else parent.finish();
          const sum = parent.filled.plus(parent.working).plus(parent.unsent);
          expect(sum.lte(100)).toBe(true);
        }
      }),
    );
  });
});

describe('twapSlices', () => {
  const slices = (qty: string, horizonMs: number, intervalMs: number, changes: object = {}) => {
    const answer = twapSlices(sampleTerms({ id: 'p', qty, ...changes }, tenths), { horizonMs, intervalMs });
    return 'slices' in answer ? answer.slices.map((slice) => slice.qty) : answer.refusal.code;
  };

  // The published vectors: 1.2 over a minute, by twenty and by thirty seconds.
  test('cuts 1.2 over 60 s into 0.4 now and two more, or 0.6 now and one more', () => {
    expect(slices('1.2', 60_000, 20_000)).toEqual(['0.4', '0.4', '0.4']);
    expect(slices('1.2', 60_000, 30_000)).toEqual(['0.6', '0.6']);
    const parent = parentOf('1.2');
    expect(idOf(parent.spawn({ type: 'market', qty: '0.6' }))).toBe('p-E1');
    expect(parent.unsent.toString()).toBe('0.6');
  });

  test('rounds down, with what is over at the end, and sends everything where slices would be too small', () => {
    expect(slices('1', 60_000, 20_000)).toEqual(['0.3', '0.3', '0.3', '0.1']);
    expect(slices('0.2', 60_000, 10_000)).toEqual(['0.2']);
  });

  test.each([
    ['a horizon below the interval', 10, 20, {}],
    ['no interval', 60, 0, {}],
    ['a negative interval', 60, -5, {}],
    ['NaN', Number.NaN, 5, {}],
    ['an endless horizon', Infinity, 5, {}],
    ['a limit order', 60, 20, { type: 'limit', price: '10' }],
  ])('refuses %s', (_, horizon, interval, changes) => {
    expect(slices('1.2', horizon, interval, changes)).toBe('order.bad-field');
  });

  test('adds up to the order, with no slice larger than the first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 100 }), (tenth, count) => {
        const qty = new Decimal(tenth).div(10);
        const all = slices(qty.toString(), count * 1000, 1000) as string[];
        expect(all.reduce((sum, one) => sum.plus(one), new Decimal(0)).toString()).toBe(qty.toString());
        expect(Math.max(...all.slice(0, count).map(Number))).toBe(Number(all[0]));
      }),
    );
  });
});
