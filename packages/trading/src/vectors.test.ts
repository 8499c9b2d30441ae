/** The published vectors of the fill policies, each run as a scenario. Numbers restated from the engines the policies are named after. */

import { describe, expect, test } from 'vitest';
import {
  bar,
  codesOf,
  fillsOf,
  hour,
  minute,
  quote,
  run,
  statesOf,
  submit,
  trade,
} from './scenario/scenario-samples.ts';

/** Order first, then one bar. */
const onBar = (policy: string, order: string, prices: string) => fillsOf(run(policy, submit(0, order), bar(0, prices)));

describe('lean-equity', () => {
  test.each([
    ['buy 100 limit 101.5', '102/103/101/102.3', '101.5'],
    ['sell 100 limit 101.5', '101/103/101/102.3', '101.5'],
    ['buy 100 limit 290.50', '291.5/291.5/288.5/291.5', '290.5'],
    ['sell 100 limit 291.50', '290.5/293.5/290.5/290.5', '291.5'],
    ['buy 100 limit 290.50', '289.5/289.5/288.5/289.5', '289.5'],
    ['sell 100 limit 291.50', '292.5/293.5/292.5/292.5', '292.5'],
    ['buy 100 stop 290.50', '291.5/292.5/291.5/291.5', '291.5'],
    ['sell 100 stop 291.50', '290.5/290.5/289.5/290.5', '290.5'],
  ])('%s on %s fills at %s', (order, prices, price) => {
    expect(onBar('lean-equity', order, prices)).toEqual([`100@${price}`]);
  });

  test('a market buy takes the ask', () => {
    expect(fillsOf(run('lean-equity', quote(0, '101.123/101.234'), submit(0, 'buy 100 market')))).toEqual([
      '100@101.234',
    ]);
  });
});

describe('lean, both', () => {
  test.each([
    ['buy 100 stop-limit 101.5/101.75', ['100', '102', '101.66']],
    ['sell 100 stop-limit 101.75/101.50', ['102', '101', '101.66']],
  ])('%s waits, triggers, then fills over prints %s', (order, prices) => {
    for (const policy of ['lean-equity', 'lean-immediate']) {
      const prints = prices.map((price, i) => trade(i + 1, price));
      expect(statesOf(run(policy, submit(0, order), ...prints.slice(0, 1)))).toEqual(['submitted', 'accepted']);
      expect(statesOf(run(policy, submit(0, order), ...prints.slice(0, 2))).at(-1)).toBe('triggered');
      const whole = run(policy, submit(0, order), ...prints);
      expect(statesOf(whole)).toEqual(['submitted', 'accepted', 'triggered', 'filled']);
      expect(fillsOf(whole)).toEqual(['100@101.66']);
    }
  });
});

describe('lean-immediate', () => {
  const stale = bar(0, '90/90/90/90', null, hour);
  const late = 8 * hour;

  test.each([
    ['before the bar, at its open', late - 30 * minute, '100'],
    ['into the bar, at its close', late + 30 * minute, '102.3'],
  ])('fills a market order that waited since 30 minutes %s', (_, t, price) => {
    const result = run('lean-immediate', stale, submit(t, 'buy 100 market'), bar(late, '100/103/99/102.3', null, hour));
    expect(fillsOf(result)).toEqual([`100@${price}`]);
  });

  test('trails by per cent, tests before it moves, and fills at the worse of stop and price', () => {
    const prices = ['100', '102.5', '103.78125', '97.375', '107.3559375'];
    const prints = prices.map((price, i) => trade(i + 1, price));
    const order = submit(0, 'buy 100 stop 105', { trail: '5%' });
    expect(fillsOf(run('lean-immediate', order, ...prints.slice(0, 4)))).toEqual([]);
    expect(fillsOf(run('lean-immediate', order, ...prints))).toEqual(['100@107.3559375']);
    // The stop stood at 102.24375 and not at 105: a price between them fills.
    const below = run('lean-immediate', order, ...prints.slice(0, 4), trade(9, '102.24375'));
    expect(fillsOf(below)).toEqual(['100@102.24375']);
    expect(fillsOf(run('lean-immediate', order, ...prints.slice(0, 4), trade(9, '102.24')))).toEqual([]);
    expect(fillsOf(run('lean-immediate', order, ...prints.slice(0, 3), trade(9, '104.99')))).toEqual([]);
  });
});

describe('path and nautilus-l1', () => {
  test.each(['path', 'nautilus-l1'])('%s fills a stop that the bar passes at the stop', (policy) => {
    const result = run(policy, quote(0, '1499/1501'), submit(0, 'sell 1 stop 1490'), bar(0, '1500/1510/1480/1495'));
    expect(fillsOf(result)).toEqual(['1@1490']);
  });

  test.each(['path', 'nautilus-l1'])('%s fills a stop that the bar jumps at the open', (policy) => {
    expect(onBar(policy, 'sell 10 stop 100', '90/95/88/92')).toEqual(['10@90']);
    expect(onBar(policy, 'sell 10 stop 100', '102/103/98/101')).toEqual(['10@100']);
  });
});

describe('nautilus-l1', () => {
  const milli = { policy: 'nautilus-l1', instrument: { priceIncrement: '0.001' } };

  test('sweeps the close of the bar just seen, and the rest one increment worse', () => {
    const result = run(milli, bar(0, '90.020/90.030/90.010/90.015', '20000'), submit(minute, 'buy 10000 market'));
    expect(fillsOf(result)).toEqual(['5000@90.015', '5000@90.016']);
  });

  test.each([
    [false, ['sell', 'buy']],
    [true, ['buy', 'sell']],
  ])('reaches the extremes in the order that adaptive %s gives', (adaptive, order) => {
    const result = run(
      { ...milli, options: { adaptive } },
      submit(0, 'sell 1 limit 90.030', { id: 'sell' }),
      submit(0, 'buy 1 limit 90.010', { id: 'buy' }),
      bar(0, '90.012/90.030/90.010/90.015', '20000'),
    );
    expect(result.events.filter(({ lastQty }) => lastQty).map((event) => event.order)).toEqual(order);
  });

  test.each([
    ['buy 1 stop-limit 90.000/90.100', '1@90.005'],
    ['sell 1 stop-limit 90.010/90.000', '1@90.002'],
  ])('with the wrong side allowed, %s takes at once', (order, fill) => {
    const given = { ...milli, options: { rejectWrongSideStops: false } };
    const result = run(given, quote(0, '90.002/90.005'), submit(0, order));
    expect(fillsOf(result)).toEqual([fill]);
    expect(result.events.at(-1)).toMatchObject({ liquidity: 'taker', status: 'filled' });
    expect(codesOf(run(milli, quote(0, '90.002/90.005'), submit(0, order)))).toEqual(['order.stop-in-market']);
  });

  test('with queue position on, fills what is traded behind those who stood first', () => {
    const events = [
      quote(0, '100.00x100/100.01x100'),
      submit(0, 'buy 50 limit 100.00'),
      trade(1, '100.00', '80', 'seller'),
      trade(2, '100.00', '30', 'seller'),
      trade(3, '100.00', '50', 'seller'),
    ];
    const filled = (count: number) =>
      fillsOf(run({ policy: 'nautilus-l1', options: { queue: true } }, ...events.slice(0, count)));
    expect([filled(3), filled(4), filled(5)]).toEqual([[], ['10@100'], ['10@100', '40@100']]);
  });

  test('a seller who goes below a resting buy meets it at its limit', () => {
    const result = run('nautilus-l1', submit(0, 'buy 1 limit 100.05'), trade(1, '100.00', '10', 'seller'));
    expect(fillsOf(result)).toEqual(['1@100.05']);
  });
});
