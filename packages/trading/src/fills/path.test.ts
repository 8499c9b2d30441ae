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
} from '../scenario/scenario-samples.ts';

const onBar = (order: string, prices: string, fields: object = {}) =>
  fillsOf(run('path', submit(0, order, fields), bar(0, prices)));
const touching = { policy: 'path', options: { touchFills: true } };

describe('path: a market order', () => {
  test('waits for a bar that opens when it stands, and fills at its open', () => {
    const order = submit(30_000, 'buy 1 market');
    expect(fillsOf(run('path', order, bar(0, '100/110/90/105')))).toEqual([]);
    expect(fillsOf(run('path', order, bar(0, '100/110/90/105'), bar(minute, '104/110/90/105')))).toEqual(['1@104']);
    expect(fillsOf(run('path', submit(minute, 'sell 1 market'), bar(minute, '104/110/90/105')))).toEqual(['1@104']);
  });

  test('takes the quote that stands, as far as its size goes, and the rest from the next one', () => {
    const result = run('path', quote(0, '99x5/100x5'), submit(1, 'buy 8 market'), quote(2, '99x5/101x5'));
    expect(fillsOf(result)).toEqual(['5@100', '3@101']);
  });

  test('waits for a bar where the last quote is older than the last bar', () => {
    const result = run('path', quote(0, '99/100'), bar(0, '100/101/99/100'), submit(minute, 'buy 1 market'));
    expect(statesOf(result)).toEqual(['submitted', 'accepted']);
  });

  test('takes the next trade where there is nothing else', () => {
    expect(
      fillsOf(run('path', trade(0, '100'), submit(1, 'buy 9 market'), trade(2, '101', '4'), trade(3, '102', '9'))),
    ).toEqual(['4@101', '5@102']);
  });
});

describe('path: a limit order', () => {
  test.each([
    ['buy 1 limit 98', '100/102/97/101', ['1@98'], 'goes through it'],
    ['buy 1 limit 98', '100/102/98/101', [], 'only touches it'],
    ['sell 1 limit 102', '100/102/98/101', [], 'only touches it'],
    ['sell 1 limit 102', '100/102.01/98/101', ['1@102'], 'goes through it'],
    ['buy 1 limit 98', '97/99/96/98', ['1@97'], 'opens better'],
    ['sell 1 limit 102', '103/104/101/102', ['1@103'], 'opens better'],
    ['buy 1 limit 98', '98/99/97.5/98', ['1@98'], 'opens at it, then goes through'],
    ['buy 1 limit 98', '98/99/98/98.5', [], 'opens at it and turns'],
  ])('%s on %s gives %s: the price %s', (order, prices, fills) => {
    expect(onBar(order, prices)).toEqual(fills);
  });

  test('fills at a touch where that is asked for, or sometimes with a chance that repeats', () => {
    expect(fillsOf(run(touching, submit(0, 'buy 1 limit 98'), bar(0, '100/102/98/101')))).toEqual(['1@98']);
    expect(fillsOf(run(touching, submit(0, 'buy 1 limit 98'), bar(0, '98/99/98/98.5')))).toEqual(['1@98']);
    const orders = Array.from({ length: 200 }, (_, i) => submit(0, 'buy 1 limit 98', { id: `o${i}` }));
    const filled = (seed: number) =>
      run({ policy: 'path', options: { touchFills: 0.3, seed } }, ...orders, bar(0, '100/102/98/101'))
        .events.filter(({ lastQty }) => lastQty)
        .map(({ order }) => order);
    expect(filled(1)).toEqual(filled(1));
    expect(filled(1)).not.toEqual(filled(2));
    expect(filled(1).length).toBeGreaterThan(30);
    expect(filled(1).length).toBeLessThan(90);
  });

  test('takes an offer that stands at it or better when it comes, and rests at its own price otherwise', () => {
    const taken = run('path', quote(0, '99/100'), submit(1, 'buy 1 limit 101'));
    expect(taken.events.at(-1)).toMatchObject({ lastPrice: '100', liquidity: 'taker' });
    const met = run('path', quote(0, '99/100'), submit(1, 'buy 1 limit 99.5'), quote(2, '99/99.4'));
    expect(met.events.at(-1)).toMatchObject({ lastPrice: '99.5', liquidity: 'maker' });
    expect(fillsOf(run('path', quote(0, '99/100'), submit(1, 'buy 1 limit 99.5'), quote(2, '99/99.5')))).toEqual([
      '1@99.5',
    ]);
  });

  test('is met by trades beyond it, but not by those that the other side forced', () => {
    const after = (...prints: object[]) => fillsOf(run('path', submit(0, 'buy 5 limit 98'), ...prints));
    expect(after(trade(1, '97', '3'))).toEqual(['3@98']);
    expect(after(trade(1, '98', '3'))).toEqual([]);
    expect(after(trade(1, '97', '3', 'seller'))).toEqual(['3@98']);
    expect(after(trade(1, '97', '3', 'buyer'))).toEqual([]);
  });
});

describe('path: a stop', () => {
  test('fills at the stop where the price moves through it, touch included, and at the open where that lies beyond', () => {
    expect(onBar('sell 1 stop 95', '100/101/94/96')).toEqual(['1@95']);
    expect(onBar('sell 1 stop 95', '100/101/95/96')).toEqual(['1@95']);
    expect(onBar('sell 1 stop 95', '94/101/93/96')).toEqual(['1@94']);
    expect(onBar('buy 1 stop 105', '100/106/99/101')).toEqual(['1@105']);
    expect(onBar('buy 1 stop 105', '107/108/99/101')).toEqual(['1@107']);
  });

  test('slips with its ticks from there', () => {
    const slipping = { policy: 'path', options: { slippageTicks: 3 } };
    expect(fillsOf(run(slipping, submit(0, 'sell 1 stop 95'), bar(0, '100/101/94/96')))).toEqual(['1@94.97']);
    expect(fillsOf(run(slipping, submit(0, 'sell 1 stop 95'), bar(0, '94/101/93/96')))).toEqual(['1@93.97']);
  });

  test('is rejected on the wrong side of the market, unless that is allowed', () => {
    expect(codesOf(run('path', quote(0, '99/100'), submit(1, 'buy 1 stop 100')))).toEqual(['order.stop-in-market']);
    expect(codesOf(run('path', bar(0, '100/101/99/100'), submit(minute, 'sell 1 stop 100')))).toEqual([
      'order.stop-in-market',
    ]);
    const allowed = { policy: 'path', options: { rejectWrongSideStops: false } };
    expect(fillsOf(run(allowed, quote(0, '99/100'), submit(1, 'buy 1 stop 98')))).toEqual(['1@100']);
    expect(fillsOf(run(allowed, submit(0, 'buy 1 stop 98'), bar(0, '100/101/99/100')))).toEqual(['1@100']);
  });

  test('says that it triggered where nothing could be had at once', () => {
    const dry = run(
      'path',
      quote(0, '99x5/100x5'),
      submit(1, 'sell 1 stop 95'),
      quote(2, '94x0/95x5'),
      quote(3, '93x5/94x5'),
    );
    expect(statesOf(dry)).toEqual(['submitted', 'accepted', 'triggered', 'filled']);
    expect(fillsOf(dry)).toEqual(['1@93']);
  });
});

describe('path: a stop-limit', () => {
  test.each([
    ['buy 1 stop-limit 105/106', '100/107/99/104', ['1@105'], 'is within the limit at the trigger'],
    ['buy 1 stop-limit 105/104', '100/107/99/103', ['1@104'], 'comes back through the limit'],
    ['buy 1 stop-limit 105/104', '100/107/99/104.5', [], 'does not come back'],
    ['buy 1 stop-limit 105/104', '103/107/101/106', [], 'was at the limit before the trigger only'],
    ['buy 1 stop-limit 105/106', '107/108/105.5/107', ['1@106'], 'opens beyond the limit and comes back'],
    ['buy 1 stop-limit 105/106', '105.5/108/104/107', ['1@105.5'], 'opens between the two'],
    ['sell 1 stop-limit 95/94', '100/101/93/96', ['1@95'], 'is within the limit at the trigger'],
    ['sell 1 stop-limit 95/96', '100/101/93/97', ['1@96'], 'comes back through the limit'],
  ])('%s on %s gives %s: the price %s', (order, prices, fills) => {
    expect(onBar(order, prices)).toEqual(fills);
  });

  test('rests as a limit behind its trigger', () => {
    const result = run(
      'path',
      submit(0, 'buy 1 stop-limit 105/104'),
      bar(0, '100/107/99/106'),
      bar(minute, '106/107/103/105'),
    );
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'triggered', 'filled']);
    expect(fillsOf(result)).toEqual(['1@104']);
  });

  test('that is post-only is rejected where its trigger would make it take', () => {
    const result = run('path', submit(0, 'buy 1 stop-limit 105/106', { postOnly: true }), bar(0, '100/107/99/104'));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'triggered', 'rejected']);
  });
});

describe('path: both extremes in one bar', () => {
  const exits = [
    submit(0, 'sell 1 limit 105', { id: 'target', oco: 'x' }),
    submit(0, 'sell 1 stop 95', { id: 'guard', oco: 'x' }),
  ];
  const first = (prices: string, options: object = {}) =>
    run({ policy: 'path', options }, ...exits, bar(0, prices)).events.find(({ lastQty }) => lastQty)?.order;

  test('reaches the nearer one first, the low at equal distance, the high where the order is fixed', () => {
    expect(first('101/106/94/100')).toBe('target');
    expect(first('99/106/94/100')).toBe('guard');
    expect(first('100/106/94/100')).toBe('guard');
    expect(first('99/106/94/100', { adaptive: false })).toBe('target');
  });

  test('meets the orders of one leg in the order in which the price comes to them', () => {
    const sent = [94, 97, 95, 96].map((price) => submit(0, `buy 1 limit ${price}`, { id: `o${price}` }));
    const { events } = run('path', ...sent, bar(0, '100/101/93/99'));
    expect(events.filter(({ lastQty }) => lastQty).map(({ order }) => order)).toEqual(['o97', 'o96', 'o95', 'o94']);
  });

  test('lets the exits of a bracket act on the rest of the bar that filled the entry', () => {
    const bracket = [
      submit(0, 'buy 10 limit 98', { id: 'entry' }),
      submit(0, 'sell 10 limit 103', { id: 'target', parent: 'entry', oco: 'x' }),
      submit(0, 'sell 10 stop 96', { id: 'guard', parent: 'entry', oco: 'x' }),
    ];
    const after = (prices: string) =>
      run('path', ...bracket, bar(0, prices))
        .events.filter(({ lastQty }) => lastQty)
        .map(({ order }) => order);
    expect(after('100/104/97/102')).toEqual(['entry', 'target']);
    expect(after('100/106/95/102')).toEqual(['entry', 'guard']);
    // The high was before the entry, so the target was not met.
    expect(after('100/104/94/101')).toEqual(['entry', 'guard']);
    expect(after('100/102/97/101')).toEqual(['entry']);
  });
});

describe('path: size', () => {
  test('gives a tenth of the volume, a quarter of it at each point of the path', () => {
    const result = run('path', submit(0, 'buy 100 market'), bar(0, '100/104/97/101', '800'));
    expect(fillsOf(result)).toEqual(['20@100', '20@97', '20@104', '20@101']);
    expect(statesOf(result).at(-1)).toBe('partially_filled');
  });

  test('goes on with the next bar, cancels an order IOC at the first point, and all of an order FOK', () => {
    const bars = [bar(0, '100/104/97/101', '400'), bar(minute, '102/103/101/102', '4000')];
    expect(fillsOf(run('path', submit(0, 'buy 50 market'), ...bars))).toEqual([
      '10@100',
      '10@97',
      '10@104',
      '10@101',
      '10@102',
    ]);
    const some = run('path', submit(0, 'buy 50 market', { tif: 'IOC' }), ...bars);
    expect([fillsOf(some), statesOf(some).at(-1)]).toEqual([['10@100'], 'canceled']);
    const none = run('path', submit(0, 'buy 50 market', { tif: 'FOK' }), ...bars);
    expect([fillsOf(none), statesOf(none).at(-1)]).toEqual([[], 'canceled']);
    expect(fillsOf(run('path', submit(0, 'buy 10 market', { tif: 'FOK' }), ...bars))).toEqual(['10@100']);
  });

  test('fills the rest of a limit that the price stays beyond at the limit', () => {
    const result = run('path', submit(0, 'buy 25 limit 98'), bar(0, '100/101/95/97', '400'));
    expect(fillsOf(result)).toEqual(['10@98', '10@98']);
  });

  test('is shared by the orders of one price level, unless the ledger is off', () => {
    const orders = [submit(0, 'buy 15 market', { id: 'one' }), submit(0, 'buy 15 market', { id: 'two' })];
    const data = bar(0, '100/100/100/100', '800');
    const shared = run('path', ...orders, data);
    expect([fillsOf(shared, 'one'), fillsOf(shared, 'two')]).toEqual([['15@100'], ['5@100', '10@100']]);
    const apart = run({ policy: 'path', options: { ledger: false } }, ...orders, data);
    expect([fillsOf(apart, 'one'), fillsOf(apart, 'two')]).toEqual([['15@100'], ['15@100']]);
    const onQuote = run(
      'path',
      quote(0, '99x5/100x8'),
      submit(1, 'buy 5 market', { id: 'one' }),
      submit(2, 'buy 5 market', { id: 'two' }),
    );
    expect([fillsOf(onQuote, 'one'), fillsOf(onQuote, 'two')]).toEqual([['5@100'], ['3@100']]);
  });

  test('gives nothing where nothing was traded, and everything where the volume is unknown', () => {
    expect(fillsOf(run('path', submit(0, 'buy 10 market'), bar(0, '100/101/99/100', '0')))).toEqual([]);
    expect(fillsOf(run('path', submit(0, 'buy 1000000 market'), bar(0, '100/101/99/100')))).toEqual(['1000000@100']);
  });

  test('keeps the increment, with what is over at the close', () => {
    const instrument = { sizeIncrement: '0.1' };
    const result = run({ policy: 'path', instrument }, submit(0, 'buy 9 market'), bar(0, '100/104/97/101', '10.5'));
    expect(fillsOf(result)).toEqual(['0.2@100', '0.2@97', '0.2@104', '0.4@101']);
  });
});

describe('path: a trailing stop', () => {
  test('is tested before it moves, then follows the extreme of the bar', () => {
    const order = submit(0, 'sell 1 stop 95', { trail: '5' });
    // The high would pull the stop to 101 and the low lie below: but not within one bar.
    expect(fillsOf(run('path', order, bar(0, '100/106/96/100')))).toEqual([]);
    expect(fillsOf(run('path', order, bar(0, '100/106/96/102'), bar(minute, '102/103/100/102')))).toEqual(['1@101']);
    expect(fillsOf(run('path', order, bar(0, '100/106/96/102'), bar(minute, '99/103/98/102')))).toEqual(['1@99']);
    expect(fillsOf(run('path', order, bar(0, '100/101/97/98'), bar(minute, '98/99/95.5/97')))).toEqual(['1@96']);
  });

  test('never loosens, and stays on the ticks away from the market', () => {
    const order = submit(0, 'sell 1 stop 95', { trail: '3.3%' });
    const result = run(
      'path',
      order,
      bar(0, '100/101.37/100/101'),
      bar(minute, '101/101/98/99'),
      bar(2 * minute, '99/99/90/91'),
    );
    // 101.37 less 3.3 % is 98.02479.
    expect(fillsOf(result)).toEqual(['1@98.02']);
  });

  test('takes its first stop from the market, or from the first bar', () => {
    const known = run('path', quote(0, '100/101'), submit(1, 'sell 1 stop', { trail: '2' }), quote(2, '97.9/98.9'));
    expect(fillsOf(known)).toEqual(['1@97.9']);
    const unknown = run(
      'path',
      submit(0, 'sell 1 stop', { trail: '2' }),
      bar(0, '100/101/90/100'),
      bar(minute, '100/100/98/99'),
    );
    expect(fillsOf(unknown)).toEqual(['1@99']);
  });
});

describe('path: auctions', () => {
  const equity = { policy: 'path', instrument: { calendar: 'us-equity' } };
  const at = (time: string) => Date.parse(`2024-01-03T${time}Z`);

  test('fill whole orders at the open and at the close of the session, and nowhere else', () => {
    const open = submit(at('14:00'), 'buy 100 market', { id: 'open', tif: 'OPG' });
    const close = submit(at('14:00'), 'sell 100 market', { id: 'close', tif: 'CLS' });
    const bars = [
      bar(at('14:30'), '100/101/99/100', '50', hour),
      bar(at('15:30'), '100/105/99/104', '50', hour),
      bar(at('20:30'), '104/106/103/105', '50', hour / 2),
    ];
    const result = run(equity, open, close, ...bars);
    expect([fillsOf(result, 'open'), fillsOf(result, 'close')]).toEqual([['100@100'], ['100@105']]);
  });

  test('are missed by a limit that the price does not meet', () => {
    const order = submit(at('14:00'), 'buy 100 limit 99', { tif: 'OPG' });
    const result = run(equity, order, bar(at('14:30'), '100/101/95/100', '50', hour));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'expired']);
  });
});
