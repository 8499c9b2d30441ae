import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkScenario, parseScenario } from './parse-scenario.ts';
import { runScenario } from './run-scenario.ts';
import { bar, codesOf, fillsOf, minute, quote, run, statesOf, submit, trade } from './scenario-samples.ts';

const least = { instrument: {}, events: [] as object[] };
const issuesOf = (scenario: unknown) => {
  const check = checkScenario(scenario);
  return check.ok ? [] : check.issues.map(({ path, message }) => `${path}: ${message}`);
};
const withEvent = (event: object) => ({ ...least, events: [event] });

describe('parseScenario', () => {
  test('reads the least there is, and fills in the rest', () => {
    const scenario = parseScenario(JSON.stringify(least), { name: 'x.json' });
    expect(scenario).toMatchObject({ policy: 'path', options: {}, positions: [], latencyMs: 0, steps: [] });
    expect(scenario.instrument).toMatchObject({ priceIncrement: '0.01', sizeIncrement: '1', tradable: true });
  });

  test('takes numbers as people write them', () => {
    const scenario = parseScenario(
      JSON.stringify({
        instrument: { id: 'X:Y', priceIncrement: '0.010' },
        account: { cash: '1000.00', positions: [{ qty: '-5', price: '10.50' }] },
        events: [bar(0, '100.00/101.50/99.0/100'), submit(minute, 'buy 1.0 limit 99.50', { trail: undefined })],
      }),
      { name: 'x' },
    );
    expect(scenario.instrument.priceIncrement).toBe('0.01');
    expect([scenario.cash, scenario.positions]).toEqual(['1000', [{ instrument: 'X:Y', qty: '-5', price: '10.5' }]]);
    expect(scenario.steps[1]).toMatchObject({ order: { qty: '1', price: '99.5' } });
  });

  test('says what is wrong with text that is no JSON, by the name of the file', () => {
    expect(() => parseScenario('{"events": [', { name: 'x.json' })).toThrow(
      expect.objectContaining({
        code: 'trading.bad-scenario',
        message: expect.stringContaining('x.json is not a broker scenario: It is not JSON'),
      }),
    );
  });

  test.each<[string, unknown, string]>([
    ['a list', [], ': A scenario must be an object with "instrument" and "events".'],
    ['no instrument', { events: [] }, 'instrument: is missing; it must be an object.'],
    ['no events', { instrument: {} }, 'events: is missing; it must be a list.'],
    ['a slip in a key', { ...least, polcy: 'path' }, 'polcy: is not known; did you mean "policy"?'],
    [
      'an unknown policy',
      { ...least, policy: 'best' },
      'policy: must be one of path, lean-equity, lean-immediate, nautilus-l1.',
    ],
    [
      'a slip in an option',
      { ...least, options: { touchFill: true } },
      'options.touchFill: is not known; did you mean "touchFills"?',
    ],
    [
      'a chance above one',
      { ...least, options: { touchFills: 1.5 } },
      'options.touchFills: must be true, false or a chance from 0 to 1.',
    ],
    [
      'a fee of everything',
      { ...least, options: { fees: { taker: '2' } } },
      'options.fees.taker: must be a decimal of -1 or more and at most 1 as text, such as "1.5".',
    ],
    [
      'ticks of nothing',
      { instrument: { priceIncrement: '0' }, events: [] },
      'instrument.priceIncrement: "priceIncrement" must be a decimal above 0',
    ],
    [
      'another position',
      { ...least, account: { positions: { 'X:Y': '5' } } },
      'account.positions.instrument: must be PAPER:TEST',
    ],
    [
      'an event that is nothing',
      withEvent({ t: 1 }),
      'events[0]: must hold exactly one of bar, quote, trade, submit, cancel, amend.',
    ],
    [
      'an event that is two things',
      withEvent({ t: 1, cancel: 'a', amend: { id: 'a' } }),
      'events[0]: must hold exactly one of',
    ],
    ['no time', withEvent({ cancel: 'a' }), 'events[0].t: must be a time in whole milliseconds.'],
    ['half a millisecond', withEvent({ t: 0.5, cancel: 'a' }), 'events[0].t: must be a time in whole milliseconds.'],
    [
      'a bar upside down',
      withEvent(bar(0, '100/99/98/97')),
      'events[0].bar.high: must not be below the open or the close.',
    ],
    [
      'a bar of no length',
      withEvent(bar(0, '1/1/1/1', null, 0)),
      'events[0].bar.end: must lie behind "t", at which the bar opens.',
    ],
    ['NaN for a price', withEvent(trade(0, 'NaN')), 'events[0].trade.price: must be a decimal as text'],
    ['an endless price', withEvent(trade(0, '9'.repeat(30))), 'events[0].trade.price: must be a decimal as text'],
    [
      'a size below nothing',
      withEvent(trade(0, '1', '-1')),
      'events[0].trade.size: must be a decimal of 0 or more as text',
    ],
    ['a crossed quote', withEvent(quote(0, '101/100')), 'events[0].quote.bid: must not be above the ask.'],
    [
      'an unknown aggressor',
      withEvent({ t: 0, trade: { price: '1', aggressor: 'me' } }),
      'events[0].trade.aggressor: must be',
    ],
    [
      'an order without id',
      withEvent({ t: 0, submit: { side: 'buy' } }),
      'events[0].submit.id: must be the id of an order',
    ],
    [
      'an unknown field of an order',
      withEvent(submit(0, 'buy 1 market', { quantity: '1' })),
      'events[0].submit.quantity: is not known',
    ],
    [
      'time that goes back',
      { ...least, events: [trade(5, '1'), trade(4, '1')] },
      'events[1].t: lies before the event in front of it',
    ],
    [
      'an order behind the bar it was sent in',
      { ...least, events: [bar(0, '1/1/1/1'), submit(30, 'buy 1 market')] },
      'events[1].t: lies before the event in front of it',
    ],
    [
      'a prototype for an aggressor',
      withEvent({ t: 0, trade: { price: '1', aggressor: 'constructor' } }),
      'events[0].trade.aggressor: must be',
    ],
  ])('refuses %s with path and sentence', (_, scenario, issue) => {
    expect(issuesOf(JSON.parse(JSON.stringify(scenario))).some((one) => one.startsWith(issue))).toBe(true);
  });

  test('names at most fifty faults', () => {
    const events = Array.from({ length: 1000 }, () => ({ t: 'x' }));
    expect(issuesOf({ ...least, events }).length).toBe(50);
  });

  test('answers any JSON with a scenario that runs, or with sentences', () => {
    const keys = ['instrument', 'policy', 'options', 'account', 'events'];
    const whole = fc.record(Object.fromEntries(keys.map((key) => [key, fc.jsonValue()])), { requiredKeys: [] });
    const event = fc.record(
      Object.fromEntries(
        ['t', 'bar', 'quote', 'trade', 'submit', 'cancel', 'amend'].map((key) => [key, fc.jsonValue()]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          whole,
          fc.array(event).map((events) => ({ ...least, events })),
        ),
        (given) => {
          const check = checkScenario(JSON.parse(JSON.stringify(given)));
          if (check.ok) runScenario(check.scenario);
          else for (const { path, message } of check.issues) expect(`${path}${message}`).not.toContain('undefined');
        },
      ),
    );
  });
});

describe('runScenario', () => {
  test('denies unsound orders one by one and carries out the others', () => {
    const bad = [
      submit(0, 'buy 1 market', { id: 'nan', qty: 'NaN' }),
      submit(0, 'buy -5 market', { id: 'minus' }),
      submit(0, 'buy 1.5 market', { id: 'part' }),
      submit(0, 'buy 1 limit 100.005', { id: 'tick' }),
      submit(0, 'buy 1 market', { id: 'number', qty: 5 }),
      submit(0, 'hold 1 market', { id: 'side' }),
      submit(0, 'buy 1 plugin:twap', { id: 'type' }),
      submit(0, 'buy 1 market', { id: 'absurd', qty: '9'.repeat(400) }),
    ];
    const result = run('path', ...bad, submit(0, 'buy 1 market', { id: 'good' }), bar(0, '100/101/99/100'));
    expect(result.events.filter(({ status }) => status === 'denied').map(({ order, code }) => [order, code])).toEqual([
      ['nan', 'order.bad-field'],
      ['minus', 'order.bad-field'],
      ['part', 'order.quantity-increment'],
      ['tick', 'order.price-increment'],
      ['number', 'order.bad-field'],
      ['side', 'order.bad-field'],
      ['type', 'order.bad-field'],
      ['absurd', 'order.bad-field'],
    ]);
    expect(fillsOf(result, 'good')).toEqual(['1@100']);
    expect(result.events[0]?.reason).toMatch(/^The qty of order nan must be a decimal above 0 as text/);
  });

  test('asks for money where the account has any, and for none where nothing is said', () => {
    const events = [
      trade(0, '100'),
      submit(1, 'buy 11 limit 100'),
      submit(2, 'buy 10 limit 100', { id: 'b' }),
      submit(3, 'buy 1 limit 100', { id: 'c' }),
    ];
    const poor = run({ account: { cash: '1000' } }, ...events);
    expect([codesOf(poor), codesOf(poor, 'b'), codesOf(poor, 'c')]).toEqual([
      ['order.buying-power'],
      [],
      ['order.buying-power'],
    ]);
    expect(poor.events[0]?.reason).toBe('Order a needs 1100, but only 1000 is free.');
    expect(codesOf(run({}, ...events))).toEqual([]);
  });

  test('frees money that a canceled order held, and asks for none to close a position', () => {
    const account = { cash: '1000', positions: { 'PAPER:TEST': '10' } };
    const result = run(
      { account },
      trade(0, '100'),
      submit(1, 'sell 10 limit 110', { id: 'close' }),
      submit(2, 'buy 10 limit 99', { id: 'first' }),
      submit(3, 'buy 1 limit 99', { id: 'second' }),
      { t: 4, cancel: 'first' },
      submit(5, 'buy 1 limit 99', { id: 'third' }),
    );
    expect([codesOf(result, 'close'), codesOf(result, 'second'), codesOf(result, 'third')]).toEqual([
      [],
      ['order.buying-power'],
      [],
    ]);
  });

  test('keeps the books: cash, average price, profit of both kinds, fees', () => {
    const result = run(
      { account: { cash: '10000' }, options: { fees: { taker: '0.001' } } },
      quote(0, '99/100'),
      submit(1, 'buy 10 market', { id: 'a' }),
      quote(2, '110/111'),
      submit(3, 'buy 10 market', { id: 'b' }),
      quote(4, '120/121'),
      submit(5, 'sell 5 market', { id: 'c' }),
    );
    expect(result.account).toEqual({
      cash: '8487.29',
      equity: '10294.79',
      realised: '72.5',
      unrealised: '225',
      fees: '2.71',
      positions: [
        {
          instrument: 'PAPER:TEST',
          qty: '15',
          avgPrice: '105.5',
          lastPrice: '120.5',
          realised: '72.5',
          unrealised: '225',
          fees: '2.71',
        },
      ],
    });
  });

  test('turns a position through zero', () => {
    const result = run(
      { account: { cash: '10000' } },
      quote(0, '100/100'),
      submit(1, 'buy 5 market', { id: 'a' }),
      quote(2, '110/110'),
      submit(3, 'sell 8 market', { id: 'b' }),
    );
    expect(result.account.positions[0]).toMatchObject({ qty: '-3', avgPrice: '110', realised: '50', unrealised: '0' });
  });

  test('lets commands take their time', () => {
    const slow = { options: { latencyMs: 1000 } };
    const events = [quote(0, '99/100'), submit(10, 'buy 1 market'), quote(500, '100/101'), quote(1500, '101/102')];
    const result = run(slow, ...events);
    expect(result.events.map(({ t, status }) => [t, status])).toEqual([
      [10, 'submitted'],
      [1010, 'accepted'],
      [1010, 'filled'],
    ]);
    expect(fillsOf(result)).toEqual(['1@101']);
    expect(statesOf(run(slow, quote(0, '99/100'), submit(10, 'buy 1 market')))).toContain('filled');
  });
});
