import { catalogue, limits as knownLimits } from '@omnitrade/permissions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import { decideRisk, freshRisk, type RiskOrder, type RiskState } from './risk-gate.ts';
import { parseTradingLimits, type TradingLimits, tradingLimitNames } from './trading-limits.ts';

const minute = 60_000;
const day = 86_400_000;
const noon = Date.parse('2025-06-02T12:00Z');

const sample: RiskOrder = {
  order: 'r-1',
  account: 'paper',
  instrument: 'INDEX:SPX',
  side: 'buy',
  type: 'limit',
  qty: '10',
  price: '100',
  multiplier: '1',
  position: '0',
  working: '0',
  dailyProfit: '0',
};

const decide = (limits: object, changes: Partial<RiskOrder> = {}, state = freshRisk, now = noon) =>
  decideRisk(parseTradingLimits(limits as never), state, { ...sample, ...changes }, now);
const codeOf = (limits: object, changes: Partial<RiskOrder> = {}, state = freshRisk, now = noon) => {
  const answer = decide(limits, changes, state, now);
  return answer.allow ? 'allow' : answer.refusal.code;
};

describe('parseTradingLimits', () => {
  test('knows exactly the limits that the permission accepts, and reads what it accepts', () => {
    const { limits } = catalogue['trading:place-orders'];
    expect([...tradingLimitNames].sort()).toEqual([...limits].sort());
    const values = {
      accounts: ['paper'],
      instruments: ['INDEX:SPX'],
      sides: ['buy'],
      orderTypes: ['limit', 'plugin:twap'],
      maxOrderNotional: '2500.5',
      maxDailyNotional: '10000',
      maxOrdersPerMinute: 5,
      maxPosition: '100',
      maxDailyLoss: '500',
      expires: '2030-01-31T16:00Z',
      hours: '13:30-20:00',
    };
    for (const [name, value] of Object.entries(values))
      expect(knownLimits[name as keyof typeof values].accepts(value as never)).toBe(true);
    expect(Object.keys(parseTradingLimits(values))).toEqual(Object.keys(values));
  });

  test.each<[string, object]>([
    ['an unknown limit', { maxOrderNotionall: '1' }],
    ['a limit of nobody', { zzz: 1 }],
    ['a name every object has', { constructor: 1 }],
    ['a number for an amount', { maxOrderNotional: 100 }],
    ['an amount below zero', { maxDailyLoss: '-5' }],
    ['an empty list', { instruments: [] }],
    ['a list with something else', { instruments: ['INDEX:SPX', 7] }],
    ['an unknown side', { sides: ['hold'] }],
    ['a count with a fraction', { maxOrdersPerMinute: 0.5 }],
    ['a day that is none', { expires: '2030-13-01' }],
    ['an hour that is none', { hours: '25:00-26:00' }],
    ['null', { maxPosition: null }],
  ])('refuses %s rather than to allow more', (_, given) => {
    expect(() => parseTradingLimits(given as never)).toThrow(expect.objectContaining({ code: 'trading.bad-limits' }));
  });
});

describe('decideRisk', () => {
  test('allows everything that nothing limits', () => {
    expect(codeOf({})).toBe('allow');
    const { price, ...unpriced } = sample;
    expect(price).toBe('100');
    expect(decideRisk({}, freshRisk, unpriced, noon).allow).toBe(true);
  });

  test.each<[object, Partial<RiskOrder>, string]>([
    [{ accounts: ['paper'] }, { account: 'live' }, 'risk.not-allowed'],
    [{ instruments: ['INDEX:NDX'] }, {}, 'risk.not-allowed'],
    [{ sides: ['sell'] }, {}, 'risk.not-allowed'],
    [{ orderTypes: ['limit'] }, { type: 'market' }, 'risk.not-allowed'],
    [{ maxOrderNotional: '999.99' }, {}, 'risk.order-too-large'],
    [{ maxOrderNotional: '1000' }, {}, 'allow'],
    [{ maxOrderNotional: '1000' }, { multiplier: '50' }, 'risk.order-too-large'],
    [{ maxDailyNotional: '999' }, {}, 'risk.daily-budget'],
    [{ maxPosition: '9' }, {}, 'risk.position-too-large'],
    [{ maxPosition: '15' }, { working: '6' }, 'risk.position-too-large'],
    [{ maxPosition: '5' }, { side: 'sell', position: '20' }, 'allow'],
    [{ maxPosition: '5' }, { side: 'sell', position: '4' }, 'risk.position-too-large'],
    [{ maxDailyLoss: '500' }, { dailyProfit: '-500' }, 'risk.daily-loss'],
    [{ maxDailyLoss: '500' }, { dailyProfit: '-499.99' }, 'allow'],
    [{ maxDailyLoss: '500' }, { dailyProfit: '-900', side: 'sell', position: '10' }, 'allow'],
    [{ expires: '2025-06-02' }, {}, 'risk.expired'],
    [{ expires: '2025-06-02T12:00Z' }, {}, 'risk.expired'],
    [{ expires: '2025-06-02T12:01Z' }, {}, 'allow'],
    [{ hours: '13:30-20:00' }, {}, 'risk.closed-hours'],
    [{ hours: '12:00-12:01' }, {}, 'allow'],
    [{ hours: '22:00-12:00' }, {}, 'risk.closed-hours'],
    [{ hours: '22:00-12:01' }, {}, 'allow'],
    [{ hours: '12:00-12:00' }, {}, 'risk.closed-hours'],
    [{}, { qty: '-5' }, 'risk.unreadable'],
    [{}, { qty: 'NaN' }, 'risk.unreadable'],
    [{}, { price: '-1' }, 'risk.unreadable'],
  ])('under %j, %j gives %s', (limits, changes, code) => {
    expect(codeOf(limits, changes)).toBe(code);
  });

  test('denies an order without a price where values are limited', () => {
    const { price: _, ...market } = sample;
    expect(decideRisk({ maxDailyNotional: '1e9' } as never, freshRisk, market, noon).allow).toBe(false);
    const limits = parseTradingLimits({ maxOrderNotional: '1000' });
    expect(decideRisk(limits, freshRisk, market, noon)).toMatchObject({ refusal: { code: 'risk.no-price' } });
  });

  test('spends the budget of the day before the order is sent, and gives it anew the next day', () => {
    const limits = { maxDailyNotional: '2500' };
    const first = decide(limits);
    const second = decide(limits, {}, first.state);
    expect(second.state.spent).toBe('2000');
    expect(codeOf(limits, {}, second.state)).toBe('risk.daily-budget');
    expect(codeOf(limits, { qty: '5' }, second.state)).toBe('allow');
    expect(codeOf(limits, {}, second.state, noon + day)).toBe('allow');
  });

  test('charges a change with what it adds, and pays nothing back', () => {
    const limits = { maxDailyNotional: '2500' };
    const { state } = decide(limits);
    expect(decide(limits, { qty: '15', alreadySpent: '1000' }, state).state.spent).toBe('1500');
    expect(decide(limits, { qty: '5', alreadySpent: '1000' }, state).state.spent).toBe('1000');
  });

  test('counts orders over any minute', () => {
    const limits = { maxOrdersPerMinute: 2 };
    const one = decide(limits).state;
    const two = decide(limits, {}, one, noon + 30_000).state;
    expect(codeOf(limits, {}, two, noon + 59_999)).toBe('risk.too-many-orders');
    expect(codeOf(limits, {}, two, noon + minute)).toBe('allow');
    expect(two.recent.length).toBe(2);
  });

  test('survives as JSON between spend and send', () => {
    const limits = { maxDailyNotional: '1500', maxOrdersPerMinute: 9 };
    const { state } = decide(limits);
    const restored = JSON.parse(JSON.stringify(state)) as RiskState;
    expect(restored).toEqual(state);
    expect(codeOf(limits, {}, restored)).toBe('risk.daily-budget');
  });
});

const limitsArbitrary: fc.Arbitrary<TradingLimits> = fc.record(
  {
    accounts: fc.constantFrom(['paper'], ['live'], ['paper', 'live']),
    sides: fc.constantFrom(['buy'], ['sell']),
    orderTypes: fc.constantFrom(['limit'], ['market', 'limit']),
    maxOrderNotional: fc.integer({ min: 1, max: 3000 }).map(String),
    maxDailyNotional: fc.integer({ min: 1, max: 9000 }).map(String),
    maxOrdersPerMinute: fc.integer({ min: 1, max: 5 }),
    maxPosition: fc.integer({ min: 1, max: 60 }).map(String),
    maxDailyLoss: fc.integer({ min: 1, max: 900 }).map(String),
    expires: fc.integer({ min: 0, max: 4 * day }),
    hours: fc.tuple(fc.nat(1439), fc.nat(1439)),
  },
  { requiredKeys: [] },
);

const orderArbitrary: fc.Arbitrary<{ order: RiskOrder; now: number }> = fc.record({
  now: fc.integer({ min: 0, max: 3 * day }),
  order: fc
    .record({
      account: fc.constantFrom('paper', 'live'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('limit', 'market'),
      qty: fc.integer({ min: 1, max: 40 }).map(String),
      price: fc.integer({ min: 1, max: 100 }).map(String),
      position: fc.integer({ min: -50, max: 50 }).map(String),
      dailyProfit: fc.integer({ min: -1000, max: 1000 }).map(String),
    })
    .map((fields) => ({ ...sample, ...fields })),
});

describe('limits', () => {
  test('only ever narrow: whatever a grant allows, a grant with fewer limits allows', () => {
    fc.assert(
      fc.property(
        limitsArbitrary,
        fc.array(orderArbitrary, { maxLength: 12 }),
        fc.constantFrom(...tradingLimitNames),
        (limits, orders, without) => {
          const { [without]: _, ...wider } = limits;
          let state = freshRisk;
          for (const { order, now } of orders) {
            const narrow = decideRisk(limits, state, order, now);
            if (narrow.allow) expect(decideRisk(wider, state, order, now).allow).toBe(true);
            state = narrow.state;
          }
        },
      ),
    );
  });

  test('hold over any orders at any times: no day is worth more, no minute holds more', () => {
    fc.assert(
      fc.property(limitsArbitrary, fc.array(orderArbitrary, { maxLength: 40 }), (limits, orders) => {
        let state = freshRisk;
        let clock = 0;
        const days = new Map<number, Decimal>();
        const sent: number[] = [];
        for (const { order, now } of orders) {
          clock = Math.max(clock, now);
          const answer = decideRisk(limits, state, order, now);
          state = answer.state;
          if (!answer.allow) continue;
          const today = Math.floor(clock / day);
          days.set(
            today,
            (days.get(today) ?? new Decimal(0)).plus(new Decimal(order.qty).times(order.price as string)),
          );
          sent.push(clock);
        }
        for (const spent of days.values())
          if (limits.maxDailyNotional) expect(spent.lte(limits.maxDailyNotional)).toBe(true);
        for (const at of sent)
          if (limits.maxOrdersPerMinute)
            expect(sent.filter((other) => other > at - minute && other <= at).length).toBeLessThanOrEqual(
              limits.maxOrdersPerMinute,
            );
      }),
    );
  });

  test('are not refreshed by a clock that is set back', () => {
    fc.assert(
      fc.property(
        limitsArbitrary,
        fc.array(orderArbitrary, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 * day }),
        (limits, orders, back) => {
          let state = freshRisk;
          for (const { order, now } of orders) state = decideRisk(limits, state, order, now).state;
          const { order } = orders[0] as (typeof orders)[number];
          expect(decideRisk(limits, state, order, state.now - back)).toEqual(
            decideRisk(limits, state, order, state.now),
          );
          expect(decideRisk(limits, state, order, Number.NaN)).toEqual(decideRisk(limits, state, order, state.now));
        },
      ),
    );
  });
});
