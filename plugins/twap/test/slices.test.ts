import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSlices } from '../services/slices.ts';
import { twap } from '../services/twap.ts';

const tenths = { sizeIncrement: '0.1' };

describe('the slices of a TWAP', () => {
  test.each([
    ['1.2', 3, ['0.4', '0.4', '0.4']],
    ['1.2', 2, ['0.6', '0.6']],
    ['1', 3, ['0.3', '0.3', '0.3', '0.1']],
    ['0.2', 6, ['0.2']],
    ['100', 1, ['100']],
  ])('of %s in %i are %j', (qty, count, slices) => {
    expect(toSlices(qty, count, tenths)).toEqual(slices);
  });

  test('send everything at once where one would be below the least quantity', () => {
    expect(toSlices('10', 4, { sizeIncrement: '1', minQty: '5' })).toEqual(['10']);
  });

  test('add up to the order exactly, all but the last equal', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 8 }),
        (units, count, places) => {
          const toText = (value: bigint) => {
            const digits = `${value}`.padStart(places + 1, '0');
            return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
          };
          const slices = toSlices(toText(units), count, { sizeIncrement: toText(1n) });
          const toUnits = (text: string) => {
            const [whole = '', fraction = ''] = text.split('.');
            return BigInt(whole + fraction.padEnd(places, '0'));
          };
          expect(slices.reduce((sum, one) => sum + toUnits(one), 0n)).toBe(units);
          expect(new Set(slices.slice(0, -1)).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('a TWAP', () => {
  const parent = { id: 'p', side: 'buy', type: 'market', qty: '1.2', unsent: '1.2', filled: '0' } as const;
  test.each([
    ['a horizon below the interval', { horizon: 10, interval: 20 }, {}],
    ['no interval', { horizon: 60, interval: 0 }, {}],
    ['a negative interval', { horizon: 60, interval: -5 }, {}],
    ['NaN', { horizon: Number.NaN, interval: 5 }, {}],
    ['an endless horizon', { horizon: Infinity, interval: 5 }, {}],
    ['a limit order', { horizon: 60, interval: 20 }, { type: 'limit', price: '10' }],
  ])('refuses %s', (_, p, change) => {
    expect(twap.check?.(p, { ...parent, ...change } as never, {} as never)).toMatch(/\.$/);
  });

  test('takes a market order over three intervals', () => {
    expect(twap.check?.({ horizon: 60, interval: 20 }, parent, {} as never)).toBeUndefined();
  });
});
