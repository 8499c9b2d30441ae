import { isDec } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, fromNumber, readDec, toDec, toQuotientDec } from './decimals.ts';

describe('readDec', () => {
  test.each(['0', '-1.5', '0.00000001', '9'.repeat(34)])('reads %s', (text) => {
    expect(toDec(readDec(text) as Decimal)).toBe(text);
  });

  test.each(['NaN', 'Infinity', '1e5', '1.50', '+1', '', ' 1', 1, null, {}, ['1']])('refuses %j', (value) => {
    expect(readDec(value)).toBeUndefined();
  });
});

describe('toDec', () => {
  test('gives canonical text for anything computed', () => {
    const amount = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: -12, max: 3 }));
    fc.assert(
      fc.property(amount, amount, ([a, i], [b, j]) => {
        const left = new Decimal(`${a}e${i}`);
        const right = new Decimal(`${b}e${j}`);
        const results = [left.plus(right), left.minus(right), ...(right.isZero() ? [] : [left.div(right)])];
        for (const result of results)
          for (const text of [toDec(result), toQuotientDec(result)]) expect([text, isDec(text)]).toEqual([text, true]);
      }),
    );
  });

  test('rounds half to even where the text ends', () => {
    expect(toDec(new Decimal(1).div(3))).toBe(`0.${'3'.repeat(33)}`);
    expect(toDec(new Decimal(`1.${'0'.repeat(32)}15`))).toBe(`1.${'0'.repeat(32)}2`);
    expect(toDec(new Decimal(`1.${'0'.repeat(32)}25`))).toBe(`1.${'0'.repeat(32)}2`);
  });

  test('has no minus zero', () => {
    expect([toDec(new Decimal(-0)), toQuotientDec(new Decimal('-0'))]).toEqual(['0', '0']);
  });
});

describe('fromNumber', () => {
  test('takes a double as it is written', () => {
    expect(toDec(fromNumber(0.1).plus(fromNumber(0.2)))).toBe('0.3');
  });
});
