import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTimeframe, type Timeframe, toTimeframeText } from './market.ts';

describe('timeframes', () => {
  test.each([
    ['1D', { n: 1, unit: 'D' }],
    ['15m', { n: 15, unit: 'm' }],
    ['1M', { n: 1, unit: 'M' }],
    ['100t', { n: 100, unit: 'tick' }],
    ['1000v', { n: 1000, unit: 'volume' }],
  ] as const)('%s reads as %j', (text, timeframe) => {
    expect(parseTimeframe(text)).toEqual(timeframe);
  });

  test.each([
    '',
    'D',
    '0m',
    '01m',
    '-1m',
    '1.5h',
    '1d',
    '1 m',
    ' 1m',
    '1m\n',
    '1mm',
    '1e3m',
    '9999999999m',
    '1constructor',
  ])('%j is none', (text) => {
    expect(parseTimeframe(text)).toBeUndefined();
  });

  test('read back as what was written', () => {
    const unit = fc.constantFrom<Timeframe['unit']>('tick', 'volume', 's', 'm', 'h', 'D', 'W', 'M');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), unit, (n, u) => {
        expect(parseTimeframe(toTimeframeText({ n, unit: u }))).toEqual({ n, unit: u });
      }),
    );
  });
});
