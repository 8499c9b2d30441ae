import { describe, expect, test } from 'vitest';
import { toAmount, toGain, toMoney, toTypedDec } from './amounts.ts';

describe('amounts', () => {
  test.each([
    ['10', '10'],
    [' 1,000.50 ', '1000.5'],
    ['007', '7'],
    ['0.10', '0.1'],
    ['12.', '12'],
    ['0', '0'],
  ])('typed as %j are %j', (text, dec) => {
    expect(toTypedDec(text)).toBe(dec);
  });

  test.each(['', 'ten', '-5', '1e5', '1.2.3', 'NaN', 'Infinity', '.'])('typed as %j are none', (text) => {
    expect(toTypedDec(text)).toBeUndefined();
  });

  test('are shown with commas and a real minus, and gains with their sign', () => {
    expect(toMoney('-1234.5')).toBe('−1,234.50');
    expect(toGain('3')).toBe('+3.00');
    expect(toGain('-3')).toBe('−3.00');
    expect(toAmount('1234567.123')).toBe('1,234,567.123');
  });
});
