import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createInstanceId,
  isInstanceId,
  isInstrumentId,
  isLocalId,
  isPluginId,
  type PluginId,
  parseContributionId,
  toContributionId,
} from './ids.ts';

const hostile = ['', ' ', '/', '..', '../x', '__proto__', 'a b', 'a\nb', 'a\0', 'é', 'A'];
const plugin = fc.stringMatching(/^[a-z][a-z0-9-]{1,63}$/);
const local = fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/);

describe('ids', () => {
  test.each([
    [
      'isPluginId',
      isPluginId,
      ['advanced-indicators', 'ab', `a${'b'.repeat(63)}`],
      ['a', '1ab', '-ab', `a${'b'.repeat(64)}`],
    ],
    ['isLocalId', isLocalId, ['a', 'sma', 'sma-2'], ['2sma', `a${'b'.repeat(64)}`]],
    [
      'isInstrumentId',
      isInstrumentId,
      ['INDEX:SPX', 'BINANCE:BTC/USDT', 'NYSE:BRK.B', 'CBOE:^VIX'],
      ['SPX', 'index:SPX', ':SPX', 'INDEX:', 'A:B:C'],
    ],
    [
      'isInstanceId',
      isInstanceId,
      [createInstanceId(0)],
      ['c_', 'c_0', `x${createInstanceId(0).slice(1)}`, `${createInstanceId(0)}0`],
    ],
  ] as const)('%s accepts %j and refuses %j', (_, is, good, bad) => {
    for (const text of good) expect([text, is(text)]).toEqual([text, true]);
    for (const text of [...bad, ...hostile]) expect([text, is(text)]).toEqual([text, false]);
  });

  test('refuse a line break at the end', () => {
    for (const is of [isPluginId, isLocalId]) expect(is('sma\n')).toBe(false);
    expect(isInstrumentId('INDEX:SPX\n')).toBe(false);
  });
});

describe('contribution ids', () => {
  test('come apart as they were put together', () => {
    fc.assert(
      fc.property(plugin, local, (name, id) => {
        expect(parseContributionId(toContributionId(name as PluginId, id))).toEqual({ plugin: name, local: id });
      }),
    );
  });

  test.each(['sma', '/sma', 'classic-indicators/', 'classic-indicators/sma/x', 'Classic/sma', 'a/sma', '//', ''])(
    'refuse %j',
    (text) => {
      expect(parseContributionId(text)).toBeUndefined();
    },
  );
});

describe('createInstanceId', () => {
  test('makes well-formed ids that sort by time and do not repeat', () => {
    const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [first, second] = [createInstanceId(a), createInstanceId(b)];
        expect(isInstanceId(first)).toBe(true);
        expect(first).not.toBe(second);
        if (a !== b) expect(first < second).toBe(a < b);
      }),
    );
  });
});
