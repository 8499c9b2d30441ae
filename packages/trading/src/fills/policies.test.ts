/** What every fill policy owes, whatever its rules: the suite each must pass. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bar,
  codesOf,
  day,
  fillsOf,
  minute,
  quote,
  run,
  statesOf,
  submit,
  trade,
} from '../scenario/scenario-samples.ts';
import { parsePolicyName, policyDefaults, policyNames } from './fill-options.ts';

const later = 10 * minute;
/** A bar that every resting order in these tests would fill on. */
const wide = (t: number, volume: string | null = null) => bar(t, '100/110/90/100', volume);

describe.each(policyNames)('%s', (policy) => {
  test('fills nothing on data from before the order', () => {
    for (const order of ['buy 1 limit 95', 'sell 1 limit 105', 'buy 1 stop 105', 'sell 1 stop 95'])
      expect(fillsOf(run(policy, wide(0), submit(minute, order)))).toEqual([]);
  });

  test('fills a resting limit that the price goes through, and a stop that it reaches', () => {
    expect(fillsOf(run(policy, submit(0, 'buy 1 limit 95'), wide(0)))).toEqual(['1@95']);
    expect(fillsOf(run(policy, submit(0, 'sell 1 limit 105'), wide(0)))).toEqual(['1@105']);
    expect(statesOf(run(policy, submit(0, 'sell 1 stop 95'), wide(0)))).toContain('filled');
    expect(statesOf(run(policy, submit(0, 'buy 1 stop 105'), wide(0)))).toContain('filled');
  });

  test('tells of an order from its submission to its end', () => {
    const { events } = run(policy, submit(0, 'buy 3 limit 95'), wide(0));
    expect(events.map(({ status }) => status)).toEqual(['submitted', 'accepted', 'filled']);
    expect(events.at(-1)).toMatchObject({
      order: 'a',
      lastQty: '3',
      lastPrice: '95',
      cumQty: '3',
      leavesQty: '0',
      avgPrice: '95',
      liquidity: 'maker',
      fee: '0',
    });
  });

  test('leaves a canceled order alone', () => {
    const result = run(policy, submit(0, 'buy 1 limit 95'), { t: 1, cancel: 'a' }, wide(minute));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'pending_cancel', 'canceled']);
  });

  test('lets a fill that comes while the cancel is on its way win', () => {
    const slow = { policy, options: { latencyMs: 1000 } };
    const result = run(
      slow,
      submit(0, 'buy 1 limit 95'),
      { t: 2000, cancel: 'a' },
      trade(2500, '94'),
      trade(4000, '94'),
    );
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'pending_cancel', 'filled']);
    expect(result.refused).toMatchObject([{ command: 'cancel', order: 'a', code: 'order.order-done' }]);
  });

  test('fills by the changed terms, and only on data from after the change', () => {
    const change = { t: later, amend: { id: 'a', price: '105', qty: '2' } };
    const result = run(policy, submit(0, 'sell 1 limit 120'), change, wide(later));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'pending_update', 'accepted', 'filled']);
    expect(fillsOf(result)).toEqual(['2@105']);
    const inside = run('path', submit(0, 'sell 1 limit 120'), { ...change, t: later + 1 }, wide(later));
    expect(fillsOf(inside)).toEqual([]);
  });

  test('refuses changes that make no sense, and keeps the order as it was', () => {
    const amend = (patch: object) => ({ t: 5, amend: { id: 'a', ...patch } });
    const codes = run(
      policy,
      submit(0, 'buy 4 limit 95'),
      amend({}),
      amend({ qty: '0' }),
      amend({ price: '95.005' }),
      amend({ stop: '90' }),
      amend({ trail: '1' }),
      { t: 5, amend: { id: 'nobody', qty: '1' } },
      { t: 5, cancel: 'nobody' },
      wide(minute),
      { t: 2 * minute, amend: { id: 'a', qty: '9' } },
    );
    expect(codes.refused.map(({ code }) => code)).toEqual([
      'order.nothing-to-change',
      'order.bad-field',
      'order.price-increment',
      'order.needless-field',
      'order.needless-field',
      'order.unknown-order',
      'order.unknown-order',
      'order.order-done',
    ]);
    expect(fillsOf(codes)).toEqual(['4@95']);
  });

  test('ends an order GTD with its time, but lets the data of that very moment fill it first', () => {
    const order = submit(0, 'buy 1 limit 95', { tif: 'GTD', expireAt: later });
    expect(statesOf(run(policy, order, trade(later, '94')))).toContain('filled');
    expect(statesOf(run(policy, order, trade(later + 1, '94')))).toEqual(['submitted', 'accepted', 'expired']);
    expect(statesOf(run(policy, order, wide(later - minute)))).toContain('filled');
    expect(statesOf(run(policy, order, wide(later + 1)))).toEqual(['submitted', 'accepted', 'expired']);
    const none = run(policy, order, trade(later, '99'));
    expect(none.events.at(-1)).toMatchObject({ t: later, status: 'expired', code: 'order.time-over' });
  });

  test('ends an order for the day with the session of its calendar', () => {
    const equity = { policy, instrument: { calendar: 'us-equity' } };
    const [morning, close] = [Date.parse('2024-01-03T15:00Z'), Date.parse('2024-01-03T21:00Z')];
    const order = submit(morning, 'buy 1 limit 95', { tif: 'DAY' });
    expect(statesOf(run(equity, order, trade(close, '94')))).toContain('filled');
    expect(run(equity, order, trade(close + 1, '94')).events.at(-1)).toMatchObject({ t: close, status: 'expired' });
    // A daily bar holds its session and no more, though it is stamped until the next one.
    const midnight = Date.parse('2024-01-03T00:00Z');
    const early = submit(midnight, 'buy 1 limit 95', { tif: 'DAY' });
    expect(statesOf(run(equity, early, bar(midnight, '100/110/90/100', null, day)))).toContain('filled');
    expect(statesOf(run(equity, early, bar(midnight, '100/110/96/100', null, day)))).toContain('expired');
  });

  test('cancels at once what an order IOC cannot have at once', () => {
    const order = submit(0, 'buy 1 limit 95', { tif: 'IOC' });
    expect(codesOf(run(policy, quote(0, '99x5/100x5'), order, trade(5, '96')))).toEqual(['order.remainder-canceled']);
  });

  test('rejects a post-only order that would take, and fills one that rests as maker', () => {
    const crossing = run(policy, quote(0, '99/100'), submit(1, 'buy 1 limit 100', { postOnly: true }));
    expect(crossing.events.at(-1)).toMatchObject({ status: 'rejected', code: 'order.would-take' });
    const resting = run(policy, quote(0, '99/100'), submit(1, 'buy 1 limit 98', { postOnly: true }), trade(9, '97'));
    expect(resting.events.at(-1)).toMatchObject({ status: 'filled', liquidity: 'maker' });
  });

  test('lets an order that may only reduce do so, shrink with the position and end with it', () => {
    const none = run(policy, trade(0, '100'), submit(1, 'sell 5 market', { reduceOnly: true }));
    expect(codesOf(none)).toEqual(['order.reduce-only']);
    expect(statesOf(none).at(-1)).toBe(policy === 'nautilus-l1' ? 'rejected' : 'denied');
    const account = { cash: '100000', positions: { 'PAPER:TEST': '10' } };
    const result = run(
      { policy, account },
      submit(0, 'sell 10 limit 105', { id: 'target', reduceOnly: true }),
      submit(0, 'sell 6 limit 103', { id: 'part' }),
      trade(5, '103.5'),
      trade(6, '106'),
    );
    expect(codesOf(result, 'target')).toEqual(['order.position-shrunk']);
    expect(result.account.positions[0]?.qty).toBe('0');
    const closed = run(
      { policy, account },
      submit(0, 'sell 10 limit 105', { id: 'target', reduceOnly: true }),
      submit(0, 'sell 10 limit 103', { id: 'all' }),
      trade(5, '103.5'),
    );
    expect(codesOf(closed, 'target')).toEqual(['order.position-closed']);
  });

  test('cancels the others of a group as soon as one fills, and denies who comes later', () => {
    const result = run(
      policy,
      submit(0, 'sell 1 limit 105', { id: 'up', oco: 'exit' }),
      submit(0, 'sell 1 stop 95', { id: 'down', oco: 'exit' }),
      trade(5, '106'),
      submit(6, 'sell 1 limit 120', { id: 'late', oco: 'exit' }),
      trade(7, '94'),
    );
    expect(statesOf(result, 'up').at(-1)).toBe('filled');
    expect(codesOf(result, 'down')).toEqual(['order.oco-canceled']);
    expect(codesOf(result, 'late')).toEqual(['order.oco-done']);
  });

  test('wakes the children of an order when it fills, and ends them with it when it does not', () => {
    const bracket = [
      submit(0, 'buy 10 limit 95', { id: 'entry' }),
      submit(0, 'sell 10 limit 105', { id: 'target', parent: 'entry', oco: 'x', reduceOnly: true }),
      submit(0, 'sell 10 stop 90', { id: 'guard', parent: 'entry', oco: 'x', reduceOnly: true }),
    ];
    expect(statesOf(run(policy, ...bracket, trade(5, '106')), 'target')).toEqual(['submitted', 'accepted']);
    const won = run(policy, ...bracket, trade(5, '94'), trade(6, '106'));
    expect(statesOf(won, 'target').at(-1)).toBe('filled');
    expect(statesOf(won, 'guard').at(-1)).toBe('canceled');
    expect(won.account.positions[0]?.qty).toBe('0');
    const ended = run(policy, ...bracket, { t: 5, cancel: 'entry' }, trade(6, '106'));
    expect(codesOf(ended, 'target')).toEqual(['order.parent-ended']);
    const orphan = run(policy, submit(0, 'sell 1 limit 105', { parent: 'nobody' }));
    expect(codesOf(orphan)).toEqual(['order.unknown-parent']);
  });

  test('sends nothing twice', () => {
    const result = run(
      policy,
      submit(0, 'buy 1 limit 95'),
      submit(1, 'buy 1 limit 95'),
      trade(5, '94'),
      trade(6, '94'),
    );
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'denied', 'filled']);
    expect(codesOf(result)).toEqual(['order.duplicate-id']);
  });

  test('charges maker and taker what the schedule says, and the least fee once', () => {
    const options = { fees: { maker: '0.001', taker: '0.002', perShare: '0.01' } };
    const maker = run({ policy, options }, submit(0, 'buy 10 limit 95'), wide(0));
    expect(maker.events.at(-1)).toMatchObject({ liquidity: 'maker', fee: '1.05' });
    const taker = run({ policy, options }, quote(0, '99/100'), submit(1, 'buy 10 market'));
    expect(taker.events.at(-1)).toMatchObject({ liquidity: 'taker', fee: '2.1' });
    const least = run(
      { policy, options: { fees: { perShare: '0.01', minimum: '1' } } },
      quote(0, '99/100'),
      submit(1, 'buy 10 market'),
    );
    expect(least.account.fees).toBe('1');
  });

  test('slips taking orders by ticks, and limits not at all', () => {
    const options = { slippageTicks: 2 };
    expect(fillsOf(run({ policy, options }, quote(0, '99/100'), submit(1, 'buy 1 market')))).toEqual(['1@100.02']);
    expect(fillsOf(run({ policy, options }, quote(0, '99/100'), submit(1, 'sell 1 market')))).toEqual(['1@98.98']);
    expect(fillsOf(run({ policy, options }, submit(0, 'buy 1 limit 95'), wide(0)))).toEqual(['1@95']);
  });

  test('fills a better limit wherever it fills a worse one', () => {
    const ticks = fc.integer({ min: 9_000, max: 11_000 });
    const prices = fc.tuple(ticks, ticks, ticks, ticks).map((all) => {
      const [open = 0, close = 0] = all;
      return [open, Math.max(...all), Math.min(...all), close].map((n) => (n / 100).toFixed(2)).join('/');
    });
    fc.assert(
      fc.property(
        fc.array(prices, { minLength: 1, maxLength: 4 }),
        ticks,
        fc.integer({ min: 1, max: 50 }),
        (bars, limit, step) => {
          const filled = (price: number) => {
            const data = bars.map((one, i) => bar(i * minute, one));
            const order = submit(0, `buy 1 limit ${(price / 100).toFixed(2)}`);
            return run({ policy, options: { ledger: false } }, order, ...data).events.findIndex(
              ({ lastQty }) => lastQty,
            );
          };
          if (filled(limit) >= 0) expect(filled(limit + step)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('fills orders that share nothing in the same way, whatever order they are sent in', () => {
    const order = fc.record({
      side: fc.constantFrom('buy', 'sell'),
      type: fc.constantFrom('limit', 'stop'),
      ticks: fc.integer({ min: 9_200, max: 10_800 }),
    });
    fc.assert(
      fc.property(fc.array(order, { minLength: 2, maxLength: 6 }), fc.integer(), (orders, shift) => {
        const sent = orders.map(({ side, type, ticks }, i) =>
          submit(0, `${side} 5 ${type} ${(ticks / 100).toFixed(2)}`, { id: `o${i}` }),
        );
        const turn = Math.abs(shift) % sent.length;
        const data = [
          bar(0, '100/104/97/101', '50'),
          bar(minute, '101/106/95/99', '50'),
          trade(2 * minute, '103', '3'),
        ];
        const given = { policy, options: { ledger: false, rejectWrongSideStops: false } };
        const straight = run(given, ...sent, ...data);
        const turned = run(given, ...sent.slice(turn), ...sent.slice(0, turn), ...data);
        for (let i = 0; i < sent.length; i++) expect(fillsOf(turned, `o${i}`)).toEqual(fillsOf(straight, `o${i}`));
      }),
      { numRuns: 50 },
    );
  });
});

describe('parsePolicyName', () => {
  test('knows every policy, each with all its defaults', () => {
    for (const name of policyNames) expect(parsePolicyName(name)).toBe(name);
    const keys = Object.keys(policyDefaults.path).sort();
    for (const defaults of Object.values(policyDefaults)) expect(Object.keys(defaults).sort()).toEqual(keys);
  });

  test('refuses others with the nearest one', () => {
    expect(() => parsePolicyName('lean-equty')).toThrow(
      expect.objectContaining({
        code: 'trading.unknown-policy',
        message: expect.stringContaining('did you mean "lean-equity"'),
      }),
    );
    for (const name of ['constructor', '', 'x'.repeat(1e6)])
      expect(() => parsePolicyName(name)).toThrow(expect.objectContaining({ code: 'trading.unknown-policy' }));
  });
});
