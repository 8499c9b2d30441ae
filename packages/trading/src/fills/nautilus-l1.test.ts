import { describe, expect, test } from 'vitest';
import { bar, codesOf, fillsOf, minute, quote, run, statesOf, submit, trade } from '../scenario/scenario-samples.ts';

const policy = 'nautilus-l1';
const onBar = (order: string, prices: string, volume: string | null = null) =>
  fillsOf(run(policy, submit(0, order), bar(0, prices, volume)));

describe('nautilus-l1: a market order', () => {
  test('takes the one level there is and the rest one increment worse, at once', () => {
    expect(fillsOf(run(policy, quote(0, '99x4/100x5'), submit(1, 'buy 8 market')))).toEqual(['5@100', '3@100.01']);
    expect(fillsOf(run(policy, quote(0, '99x4/100x5'), submit(1, 'sell 8 market')))).toEqual(['4@99', '4@98.99']);
    expect(fillsOf(run(policy, quote(0, '99x4/100x5'), submit(1, 'buy 8 market', { tif: 'IOC' })))).toEqual(['5@100']);
    expect(fillsOf(run(policy, quote(0, '99x4/100x5'), submit(1, 'buy 8 market', { tif: 'FOK' })))).toEqual([]);
  });

  test('is rejected without a market', () => {
    expect(codesOf(run(policy, submit(0, 'buy 8 market')))).toEqual(['order.no-market']);
  });

  test('trades at the last print, which stands for both sides until the next quote', () => {
    const after = [quote(0, '99/101'), trade(1, '100', '50')];
    expect(fillsOf(run(policy, ...after, submit(2, 'buy 1 market')))).toEqual(['1@100']);
    expect(fillsOf(run(policy, ...after, quote(3, '99/101'), submit(4, 'buy 1 market')))).toEqual(['1@101']);
  });
});

describe('nautilus-l1: a limit order', () => {
  test('fills by a touch and at its price, also where the price jumped it', () => {
    expect(onBar('buy 1 limit 98', '100/101/98/99')).toEqual(['1@98']);
    expect(onBar('buy 1 limit 98', '96/97/95/96')).toEqual(['1@98']);
    expect(
      fillsOf(run({ policy, options: { touchFills: false } }, submit(0, 'buy 1 limit 98'), bar(0, '100/101/98/99'))),
    ).toEqual([]);
  });

  test('that crosses takes the level and rests with what is left', () => {
    const crossing = (tif: string) => run(policy, quote(0, '99x4/100x5'), submit(1, 'buy 8 limit 100', { tif }));
    expect([fillsOf(crossing('GTC')), statesOf(crossing('GTC')).at(-1)]).toEqual([['5@100'], 'partially_filled']);
    expect(statesOf(crossing('IOC')).at(-1)).toBe('canceled');
    expect(fillsOf(crossing('FOK'))).toEqual([]);
    expect(statesOf(run(policy, quote(0, '99/100'), submit(1, 'buy 8 limit 98', { tif: 'IOC' }))).at(-1)).toBe(
      'canceled',
    );
  });

  test('has a quarter of the volume at each point, the rest of it at the close', () => {
    expect(onBar('buy 100 limit 101', '100/100.5/99/100', '103')).toEqual(['25@101', '25@101', '25@101', '25@101']);
    expect(onBar('buy 100 limit 99', '100/100.5/99/100', '103')).toEqual(['25@99']);
    expect(onBar('buy 100 limit 99', '100/100.5/99/99', '103')).toEqual(['25@99', '28@99']);
    expect(onBar('buy 100 limit 99', '100/100.5/99/100', '1')).toEqual(['1@99']);
  });

  test('meets only trades that the other side forced', () => {
    expect(fillsOf(run(policy, submit(0, 'buy 1 limit 98'), trade(1, '97', '5', 'buyer')))).toEqual([]);
    expect(fillsOf(run(policy, submit(0, 'sell 1 limit 98'), trade(1, '99', '5', 'buyer')))).toEqual(['1@98']);
    expect(fillsOf(run(policy, submit(0, 'sell 1 limit 98'), trade(1, '99', '5', 'seller')))).toEqual([]);
  });

  test('shares the level with others only where the ledger is on', () => {
    const events = [
      submit(0, 'buy 4 limit 98', { id: 'one' }),
      submit(0, 'buy 4 limit 98', { id: 'two' }),
      trade(1, '98', '5', 'seller'),
    ];
    const filled = (ledger: boolean) => {
      const result = run({ policy, options: { ledger } }, ...events);
      return [fillsOf(result, 'one'), fillsOf(result, 'two')];
    };
    expect(filled(false)).toEqual([['4@98'], ['4@98']]);
    expect(filled(true)).toEqual([['4@98'], ['1@98']]);
  });
});

describe('nautilus-l1: a stop', () => {
  test('fills at its trigger inside a bar, at the open in a gap, the rest one increment worse', () => {
    expect(onBar('sell 1 stop 95', '100/101/94/96')).toEqual(['1@95']);
    expect(onBar('sell 1 stop 95', '94/101/93/96')).toEqual(['1@94']);
    expect(onBar('sell 30 stop 95', '100/101/94/96', '40')).toEqual(['10@95', '20@94.99']);
  });

  test('fills at the quote or print that reached it, never at its trigger', () => {
    expect(fillsOf(run(policy, submit(0, 'sell 8 stop 95'), quote(1, '94x5/94.5x5')))).toEqual(['5@94', '3@93.99']);
    expect(fillsOf(run(policy, submit(0, 'sell 8 stop 95'), trade(1, '93', '5')))).toEqual(['5@93', '3@92.99']);
  });

  test('on the wrong side is rejected, or takes at once where that is allowed', () => {
    expect(codesOf(run(policy, quote(0, '99/100'), submit(1, 'buy 1 stop 100')))).toEqual(['order.stop-in-market']);
    const allowed = { policy, options: { rejectWrongSideStops: false } };
    expect(fillsOf(run(allowed, quote(0, '99/100'), submit(1, 'buy 1 stop 98')))).toEqual(['1@100']);
  });

  test('that is a stop-limit triggers, then meets the one level at its limit', () => {
    expect(onBar('buy 1 stop-limit 105/106', '100/107/99/104')).toEqual(['1@106']);
    expect(onBar('buy 1 stop-limit 105/108', '100/107/99/104')).toEqual(['1@105']);
    const result = run(policy, submit(0, 'buy 1 stop-limit 105/106'), quote(1, '106.5/107'), quote(2, '105/105.5'));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'triggered', 'filled']);
    expect(fillsOf(result)).toEqual(['1@106']);
  });

  test('trails from point to point', () => {
    const order = submit(0, 'sell 1 stop 95', { trail: '5' });
    // The high pulls the stop to 101, and the low of the same bar comes after it.
    expect(fillsOf(run(policy, order, bar(0, '100/106/96/100')))).toEqual(['1@101']);
    expect(fillsOf(run(policy, order, bar(0, '100/102/99/100'), bar(minute, '100/100/97/98')))).toEqual(['1@97']);
  });
});
