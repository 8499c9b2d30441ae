import type { NewOrder, StrategyContext } from '@omnitrade/contracts';
import { isDec } from '@omnitrade/contracts';
import { toBarColumns } from '@omnitrade/market';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import { policyNames } from '../fills/fill-options.ts';
import { sampleInstrument } from '../orders/order-samples.ts';
import { walkBars } from './bars-fixture.ts';
import { type BacktestOptions, type CreateStrategy, runBacktest } from './run-backtest.ts';
import { smaCross } from './sma-cross-fixture.ts';

const minute = 60_000;
const instrument = sampleInstrument;
const barsOf = (...rows: [number, number, number, number][]) =>
  toBarColumns(
    rows.map(([open, high, low, close], i) => ({ time: i * minute, open, high, low, close, volume: Number.NaN })),
  );
const flat = barsOf([100, 101, 99, 100], [100, 101, 99, 100], [102, 103, 101, 102], [102, 103, 101, 102]);
const run = (strategy: CreateStrategy, given: Partial<BacktestOptions> = {}) =>
  runBacktest({ instrument, bars: flat, strategy, ...given });
const buy: NewOrder = { side: 'buy', type: 'market', qty: '1' };

describe('runBacktest', () => {
  test('keeps the order of events: orders match, then callbacks, then commands, then timers', () => {
    const seen: string[] = [];
    run((context) => ({
      onStart: () => {
        seen.push('start');
        context.setTimer('t', { everyMs: minute });
      },
      onBar: (i) => {
        seen.push(`bar ${i}`);
        if (i === 0) context.submit(buy);
      },
      onOrder: ({ clientOrderId, status }) => seen.push(`${clientOrderId} ${status}`),
      onTimer: (name, t) => seen.push(`${name} ${t / minute}`),
      onStop: () => seen.push('stop'),
    }));
    expect(seen).toEqual([
      'start',
      'bar 0',
      'r-1 submitted',
      'r-1 accepted',
      't 1',
      'r-1 filled',
      'bar 1',
      't 2',
      'bar 2',
      't 3',
      'bar 3',
      't 4',
      'stop',
    ]);
  });

  test('fills a market order at the next open, never on the bar that gave the signal', () => {
    const { fills, orders } = run(({ submit }) => ({ onBar: (i) => void (i === 1 && submit(buy)) }));
    expect(fills).toEqual([{ time: 2 * minute, orderId: 'r-1', side: 'buy', qty: '1', price: '102', fee: '0' }]);
    expect(orders).toMatchObject([{ id: 'r-1', time: 2 * minute, status: 'filled', filled: '1', avgPrice: '102' }]);
  });

  test('lets an order of a timer inside a bar act on the next bar only', () => {
    const { fills } = run((context) => ({
      onStart: () => context.setTimer('inside', { at: 1.5 * minute }),
      onTimer: () => void context.submit(buy),
    }));
    expect(fills.map(({ time, price }) => [time, price])).toEqual([[2 * minute, '102']]);
  });

  test('tells what the account is worth after each bar, exactly', () => {
    const { equity, stats } = run(({ submit }) => ({ onBar: (i) => void (i === 0 && submit({ ...buy, qty: '3' })) }), {
      cash: '1000',
    });
    expect(equity.toDecs()).toEqual(['1000', '1000', '1006', '1006']);
    expect([...equity.toNumbers()]).toEqual([1000, 1000, 1006, 1006]);
    expect(stats).toMatchObject({ startEquity: '1000', endEquity: '1006', netProfit: '6', trades: 0, exposure: 0.75 });
  });

  test('counts trades, profit and loss, drawdown', () => {
    const bars = barsOf(
      [100, 100, 100, 100],
      [100, 110, 100, 110],
      [110, 110, 90, 90],
      [90, 90, 90, 90],
      [90, 90, 90, 90],
    );
    const { stats } = run(
      ({ submit }) => ({
        onBar: (i) => {
          if (i < 2) submit({ ...buy, side: i === 0 ? 'buy' : 'sell' });
          if (i === 2) submit({ side: 'sell', type: 'limit', qty: '1', price: '95' });
        },
      }),
      { bars, options: { fees: { taker: '0.01' } }, cash: '1000' },
    );
    // Bought at 100, sold at 110, a cent per unit of money each way.
    expect(stats).toMatchObject({
      trades: 1,
      wins: 1,
      losses: 0,
      winRate: 1,
      profitFactor: null,
      grossProfit: '10',
      fees: '2.1',
      netProfit: '7.9',
    });
    expect(stats.maxDrawdown).toBeCloseTo(1.1, 10);
  });

  test('gives a bracket whose exits end each other', () => {
    const bars = barsOf([100, 101, 99, 100], [100, 101, 99, 100], [100, 106, 99, 105], [105, 106, 90, 95]);
    const { orders } = run(({ bracket }) => ({ onBar: (i) => void (i === 0 && bracket(buy, '95', '105')) }), { bars });
    expect(orders.map(({ id, status }) => [id, status])).toEqual([
      ['r-1', 'filled'],
      ['r-2', 'canceled'],
      ['r-3', 'filled'],
    ]);
  });

  test('carries out cancels and changes, and denies by an event', () => {
    const { orders } = run((context) => ({
      onBar: (i) => {
        if (i === 0) {
          context.submit({ ...buy, type: 'limit', price: '50' });
          context.submit({ ...buy, type: 'limit', price: '60' });
          context.submit({ ...buy, qty: '0.5' });
        } else if (i === 1) {
          context.cancel('r-1');
          context.amend('r-2', { price: '102.5' });
        }
      },
    }));
    expect(orders.map(({ status, avgPrice }) => [status, avgPrice])).toEqual([
      ['canceled', undefined],
      ['filled', '102'],
      ['denied', undefined],
    ]);
  });

  test('takes no orders while the strategy warms up', () => {
    const { events, fills } = run(({ submit }) => ({ onBar: () => void submit(buy) }), { warmupBars: 3 });
    expect(events.filter(({ status }) => status === 'denied').map(({ code }) => code)).toEqual([
      'order.warming',
      'order.warming',
    ]);
    expect(fills.length).toBe(1);
  });

  test('stops a strategy that answers each of its own orders with another', () => {
    const endless: CreateStrategy = ({ submit }) => ({
      onBar: () => void submit(buy),
      onOrder: () => void submit(buy),
    });
    expect(() => run(endless)).toThrow(expect.objectContaining({ code: 'trading.endless-commands' }));
  });

  test('refuses bars that are out of order, and runs over none at all', () => {
    const twice = toBarColumns([0, 0].map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 })));
    expect(() => run(() => ({}), { bars: twice })).toThrow(expect.objectContaining({ code: 'trading.bad-backtest' }));
    expect(run(() => ({}), { bars: barsOf() }).stats).toMatchObject({ bars: 0, trades: 0, sharpe: null, exposure: 0 });
  });

  test('gives the same log for the same run, and another for other fills', () => {
    const bars = walkBars(2000);
    const log = (given: Partial<BacktestOptions> = {}) =>
      run(smaCross({ fast: 5, slow: 20, qty: '10' }), { bars, ...given }).log;
    expect(log()).toMatch(/^[0-9a-f]{64}$/);
    expect(log()).toBe(log());
    expect(log({ policy: 'lean-equity' })).not.toBe(log());
    expect(log({ options: { slippageTicks: 1 } })).not.toBe(log());
  });

  test('sees nothing of the future: a longer history gives the same orders as far as the shorter one goes', () => {
    const bars = walkBars(600);
    const cut = walkBars(400);
    const orders = (columns: typeof bars) =>
      run(smaCross({ fast: 5, slow: 20, qty: '10' }), { bars: columns }).orders.map(({ id, time }) => [id, time]);
    const short = orders(cut);
    expect(short.length).toBeGreaterThan(10);
    expect(orders(bars).slice(0, short.length)).toEqual(short);
  });

  test('prints money as decimals', () => {
    const { equity, stats, fills } = run(smaCross({ fast: 3, slow: 7, qty: '7' }), {
      bars: walkBars(300),
      options: { fees: { taker: '0.0003' } },
    });
    for (const value of [...equity.toDecs(), stats.netProfit, stats.fees, ...fills.map(({ fee }) => fee)])
      expect(isDec(value)).toBe(true);
    expect(new Decimal(stats.startEquity).plus(stats.netProfit).toString()).toBe(stats.endEquity);
    expect(equity.toDecs().at(-1)).toBe(stats.endEquity);
  });
});

/** Acts now and then in many ways, by the chance of the run. */
const restless: CreateStrategy = (context: StrategyContext) => {
  const ids: string[] = [];
  const { random, bars } = context;
  const near = (i: number) => (Math.round(((bars.close[i] as number) + (random() - 0.5) * 4) * 100) / 100).toString();
  const place = (i: number) => {
    const side = random() < 0.5 ? 'buy' : 'sell';
    const qty = `${1 + Math.floor(random() * 30)}`;
    const kind = Math.floor(random() * 6);
    if (kind === 0) return [context.submit({ side, qty, type: 'market' })];
    if (kind === 1) return [context.submit({ side, qty, type: 'stop', stop: near(i) })];
    if (kind === 2) return [context.submit({ side, qty, type: 'stop-limit', stop: near(i), price: near(i) })];
    if (kind === 3)
      return [context.submit({ side, qty, type: 'limit', price: near(i), expireAt: context.now() + 7 * minute })];
    if (kind === 4) return context.bracket({ side, qty, type: 'limit', price: near(i) }, near(i), near(i));
    return [context.submit({ side, qty, type: 'limit', price: near(i), tif: random() < 0.5 ? 'DAY' : 'GTC' })];
  };
  return {
    onStart: () => context.setTimer('often', { everyMs: 5 * minute + 17 }),
    onBar: (i) => {
      const chance = random();
      if (chance < 0.08) ids.push(...place(i));
      else if (chance < 0.12 && ids.length > 0) context.cancel(ids[Math.floor(random() * ids.length)] as string);
      else if (chance < 0.16 && ids.length > 0)
        context.amend(ids[Math.floor(random() * ids.length)] as string, { price: near(i) });
    },
    onTimer: () => {
      if (random() < 0.2) context.submit({ side: 'buy', qty: '1', type: 'limit', price: '90' });
    },
  };
};

describe('running ahead', () => {
  test.each(policyNames)('under %s gives the log of going bar by bar', (policy) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const given = {
          bars: walkBars(400, seed),
          policy,
          options: { seed, rejectWrongSideStops: seed % 2 === 0 },
          cash: '1000000',
        };
        const ahead = run(restless, given);
        expect(ahead.events).toEqual(run(restless, { ...given, everyBar: true }).events);
        expect(ahead.log).toBe(run(restless, given).log);
      }),
      { numRuns: process.env.OMNITRADE_SOAK ? 300 : 12 },
    );
  });
});
