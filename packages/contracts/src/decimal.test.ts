import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDec, toJsonNumber } from './decimal.ts';

describe('isDec', () => {
  test.each(['0', '1', '-1', '10', '0.1', '-0.5', '1234567890.0123456789', '9'.repeat(34), `-0.${'1'.repeat(33)}`])(
    'accepts %s',
    (text) => {
      expect(isDec(text)).toBe(true);
    },
  );

  test.each([
    '',
    '-',
    '.',
    '-0',
    '-0.0',
    '+1',
    '01',
    '1.',
    '.5',
    '1.0',
    '1.50',
    '0.0',
    '1e5',
    '1E5',
    'NaN',
    'Infinity',
    '0x1',
    '1,000',
    ' 1',
    '1\n',
    '１',
    '9'.repeat(35),
    `0.${'1'.repeat(34)}`,
    '1'.repeat(1e6),
    `${'1.'.repeat(1e5)}`,
  ])('refuses %j', (text) => {
    expect(isDec(text)).toBe(false);
  });

  test.each([1, null, undefined, ['1'], { toString: () => '1' }])('refuses %j, which is no text', (value) => {
    expect(isDec(value)).toBe(false);
  });

  test('accepts every integer as it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), (value) => {
        expect(isDec(`${value}`)).toBe(true);
      }),
    );
  });

  test('accepts one spelling of each amount', () => {
    const amount = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.stringMatching(/^\d{0,10}$/));
    fc.assert(
      fc.property(amount, ([whole, digits]) => {
        const fraction = digits.replace(/0+$/, '');
        const text = fraction === '' ? `${whole}` : `${whole}.${fraction}`;
        expect(isDec(text)).toBe(true);
        expect(isDec(fraction === '' ? `${text}.0` : `${text}0`)).toBe(false);
        expect(isDec(text.replace(/\d/, '0$&'))).toBe(false);
      }),
    );
  });
});

describe('toJsonNumber', () => {
  test('makes null of what JSON cannot hold, and 0 of -0', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(toJsonNumber)).toEqual([
      null,
      null,
      null,
    ]);
    expect(Object.is(toJsonNumber(-0), 0)).toBe(true);
  });

  test('gives numbers that read back as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(JSON.parse(JSON.stringify(toJsonNumber(value)))).toBe(value + 0);
      }),
    );
  });
});
