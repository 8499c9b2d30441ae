import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Plan, sizePosition } from '../services/size.ts';

const plan = (part: Partial<Plan>): Plan => ({
  equity: 10_000,
  riskPercent: 1,
  entry: 100,
  stop: 95,
  multiplier: 1,
  increment: 1,
  ...part,
});

describe('the size of a position', () => {
  test('is what the risk buys at the distance of the stop', () => {
    expect(sizePosition(plan({}))).toMatchObject({ ok: true, side: 'buy', size: 20, risk: 100, notional: 2000 });
    expect(sizePosition(plan({ stop: 102 }))).toMatchObject({ ok: true, side: 'sell', size: 50, risk: 100 });
    expect(sizePosition(plan({ entry: 5000, stop: 4990, multiplier: 50, equity: 100_000 }))).toMatchObject({ size: 2 });
    expect(sizePosition(plan({ increment: 0.1, entry: 1, stop: 0.7, equity: 9 }))).toMatchObject({ size: 0.3 });
  });

  test.each<[Partial<Plan>, string]>([
    [{ equity: null }, 'money in your account'],
    [{ equity: -5 }, 'money in your account'],
    [{ riskPercent: 0 }, 'how much of it'],
    [{ riskPercent: 101 }, 'more than all'],
    [{ entry: null }, 'price you would enter'],
    [{ stop: 0 }, 'greater than zero'],
    [{ stop: 100 }, 'stands at the entry'],
    [{ multiplier: -1 }, 'greater than zero'],
    [{ riskPercent: 0.001 }, 'smallest size would risk more'],
  ])('is refused with a sentence: %o', (part, sentence) => {
    expect(sizePosition(plan(part))).toMatchObject({ ok: false, why: expect.stringContaining(sentence) });
  });

  test('never risks more than was asked, and never less than a step below it', () => {
    const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
    const increment = fc.constantFrom(1, 0.1, 0.01, 5, 100);
    const any = fc.record({
      equity: amount(1, 1e7),
      riskPercent: amount(0.01, 100),
      entry: amount(0.01, 1e5),
      stop: amount(0.01, 1e5),
      multiplier: fc.constantFrom(1, 5, 50),
      increment,
    });
    fc.assert(
      fc.property(any, (given) => {
        const sized = sizePosition(given);
        if (!sized.ok) return;
        const asked = (given.equity * given.riskPercent) / 100;
        const step = given.increment * Math.abs(given.entry - given.stop) * given.multiplier;
        expect(sized.risk).toBeLessThanOrEqual(asked * (1 + 1e-6) + step * 1e-6);
        expect(sized.risk + step).toBeGreaterThan(asked * (1 - 1e-6));
      }),
    );
  });
});
