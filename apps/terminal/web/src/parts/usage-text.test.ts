import { describe, expect, test } from 'vitest';
import { toCount, toMegabytes, toMilliseconds } from './usage-text.ts';

describe('usage text', () => {
  test.each([
    [toMegabytes(0), '0.0'],
    [toMegabytes(2.34 * 1024 * 1024), '2.3'],
    [toMegabytes(142 * 1024 * 1024), '142'],
    [toMilliseconds(0.4249), '0.42'],
    [toMilliseconds(12.34), '12.3'],
    [toMilliseconds(1204.4), '1,204'],
    [toMilliseconds(1_204_567), '1.2M'],
    [toCount(99_999), '99,999'],
    [toCount(1_234_567), '1.2M'],
  ])('%s stands for %s', (text, wanted) => {
    expect(text).toBe(wanted);
  });
});
