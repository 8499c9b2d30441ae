import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import { isMultiple, roundDown, roundLimit, roundStop, roundUp } from './increments.ts';

const dec = (text: string) => new Decimal(text);
const price = fc.integer({ min: 0, max: 1e9 }).map((n) => dec(`${n}e-5`));
const increment = fc.constantFrom('0.01', '0.00025', '5', '1', '0.1', '0.5').map(dec);

describe('rounding to increments', () => {
  test('ends on a multiple, within one step, in the direction it names', () => {
    fc.assert(
      fc.property(price, increment, (value, step) => {
        const [down, up] = [roundDown(value, step), roundUp(value, step)];
        expect([isMultiple(down, step), isMultiple(up, step)]).toEqual([true, true]);
        expect(down.lte(value) && up.gte(value)).toBe(true);
        expect(up.minus(down).toString()).toBe(isMultiple(value, step) ? '0' : step.toString());
      }),
    );
  });

  test('moves no limit into the market and no stop towards it', () => {
    expect(roundLimit(dec('1133.0000800000003'), dec('0.01'), 'buy').toString()).toBe('1133');
    expect(roundLimit(dec('1133.0000800000003'), dec('0.01'), 'sell').toString()).toBe('1133.01');
    expect(roundStop(dec('102.24375'), dec('0.01'), 'buy').toString()).toBe('102.25');
    expect(roundStop(dec('102.24375'), dec('0.01'), 'sell').toString()).toBe('102.24');
  });
});
