import { describe, expect, test } from 'vitest';
import { bar, day, fillsOf, hour, minute, quote, run, statesOf, submit, trade } from '../scenario/scenario-samples.ts';

const both = ['lean-equity', 'lean-immediate'] as const;
const onBar = (policy: string, order: string, prices: string, fields: object = {}) =>
  fillsOf(run(policy, submit(0, order, fields), bar(0, prices)));

describe('lean: which data may fill', () => {
  test.each(both)('%s takes a bar that ends behind the order, though it opened before', (policy) => {
    expect(fillsOf(run(policy, submit(30_000, 'buy 1 limit 98'), bar(0, '100/101/97/99')))).toEqual(['1@98']);
    expect(fillsOf(run(policy, submit(minute, 'buy 1 limit 98'), bar(minute, '100/101/97/99')))).toEqual(['1@98']);
  });
});

describe('lean: a market order', () => {
  const after = (policy: string, length: number, age: number, ...next: object[]) =>
    fillsOf(run(policy, bar(0, '100/103/99/102', null, length), submit(length + age, 'buy 1 market'), ...next));

  test.each(both)('%s fills at once on data of up to an hour', (policy) => {
    for (const length of [minute, hour, day]) {
      expect(after(policy, length, 0)).toEqual(['1@102']);
      expect(after(policy, length, hour)).toEqual(['1@102']);
      expect(after(policy, length, hour + 1)).toEqual([]);
    }
  });

  test.each(both)('%s takes ticks however old they are', (policy) => {
    expect(fillsOf(run(policy, quote(0, '99/100'), submit(2 * day, 'buy 1 market')))).toEqual(['1@100']);
    expect(fillsOf(run(policy, trade(0, '99.5'), submit(2 * day, 'sell 1 market')))).toEqual(['1@99.5']);
  });

  test('that waited fills on the next bar: equities at the close, others at the open of a long bar they were there for', () => {
    const next = (length: number, t: number) => bar(t, '110/115/109/112', null, length);
    const old = 5 * hour;
    expect(after('lean-equity', hour, old, next(hour, 7 * hour))).toEqual(['1@112']);
    expect(after('lean-immediate', hour, old, next(hour, 7 * hour))).toEqual(['1@110']);
    expect(after('lean-immediate', hour, old, next(hour, 6 * hour - 1))).toEqual(['1@112']);
    expect(after('lean-immediate', minute, old, next(minute, 7 * hour))).toEqual(['1@112']);
  });

  test.each(both)('%s waits without any data, and slips against the order', (policy) => {
    const waiting = run(policy, submit(0, 'buy 1 market'), bar(minute, '100/103/99/102'));
    expect(fillsOf(waiting)).toEqual(['1@102']);
    const slipping = { policy, options: { slippageTicks: 5 } };
    expect(fillsOf(run(slipping, quote(0, '99/100'), submit(1, 'sell 1 market')))).toEqual(['1@98.95']);
  });

  test('prefers a young quote to a newer bar for equities only', () => {
    const data = [quote(0, '99/100'), bar(0, '100/103/99/102'), submit(minute, 'buy 1 market')];
    expect(fillsOf(run('lean-equity', ...data))).toEqual(['1@100']);
    expect(fillsOf(run('lean-immediate', ...data))).toEqual(['1@102']);
  });
});

describe('lean: a limit order', () => {
  test.each(both)('%s needs a price strictly beyond it', (policy) => {
    expect(onBar(policy, 'buy 1 limit 98', '100/101/98/99')).toEqual([]);
    expect(onBar(policy, 'sell 1 limit 101', '100/101/98/99')).toEqual([]);
    expect(onBar(policy, 'buy 1 limit 98', '100/101/97.99/99')).toEqual(['1@98']);
  });

  test('that is jumped fills at the open for equities, at the worse of limit and range for others', () => {
    expect(onBar('lean-equity', 'buy 1 limit 98', '96/97/95/96')).toEqual(['1@96']);
    expect(onBar('lean-immediate', 'buy 1 limit 98', '96/97/95/96')).toEqual(['1@97']);
    expect(onBar('lean-immediate', 'buy 1 limit 98', '96/99/95/96')).toEqual(['1@98']);
    expect(onBar('lean-immediate', 'sell 1 limit 101', '103/104/102/103')).toEqual(['1@102']);
  });

  test('of an equity is not filled by quotes', () => {
    const events = [submit(0, 'buy 1 limit 98'), quote(1, '96/97')];
    expect(fillsOf(run('lean-equity', ...events))).toEqual([]);
    expect(fillsOf(run('lean-immediate', ...events))).toEqual(['1@97']);
  });

  test.each(both)('%s fills whole orders, whatever the volume', (policy) => {
    expect(fillsOf(run(policy, submit(0, 'buy 5000 limit 98'), bar(0, '100/101/97/99', '1')))).toEqual(['5000@98']);
  });
});

describe('lean: a stop order', () => {
  test('of an equity triggers by a touch, and fills at the stop or at an open beyond it', () => {
    expect(onBar('lean-equity', 'buy 1 stop 101', '100/101/99/100')).toEqual(['1@101']);
    expect(onBar('lean-equity', 'buy 1 stop 101', '102/103/99/100')).toEqual(['1@102']);
    expect(onBar('lean-equity', 'sell 1 stop 99', '100/101/99/100')).toEqual(['1@99']);
  });

  test('of others needs a price beyond it, and fills at the worse of stop and close', () => {
    expect(onBar('lean-immediate', 'buy 1 stop 101', '100/101/99/100')).toEqual([]);
    expect(onBar('lean-immediate', 'buy 1 stop 101', '100/103/99/100')).toEqual(['1@101']);
    expect(onBar('lean-immediate', 'buy 1 stop 101', '100/103/99/102.5')).toEqual(['1@102.5']);
    expect(onBar('lean-immediate', 'sell 1 stop 99', '100/101/97/98')).toEqual(['1@98']);
  });

  test('slips from there', () => {
    const slipping = (policy: string) => ({ policy, options: { slippageTicks: 10 } });
    const events = [submit(0, 'buy 1 stop 101'), bar(0, '100/103/99/102.5')];
    expect(fillsOf(run(slipping('lean-equity'), ...events))).toEqual(['1@101.1']);
    expect(fillsOf(run(slipping('lean-immediate'), ...events))).toEqual(['1@102.6']);
  });

  test('of an equity is not triggered by quotes, and rests on the wrong side', () => {
    expect(fillsOf(run('lean-equity', submit(0, 'buy 1 stop 101'), quote(1, '102/103')))).toEqual([]);
    expect(fillsOf(run('lean-immediate', submit(0, 'buy 1 stop 101'), quote(1, '102/103')))).toEqual(['1@103']);
    for (const policy of both) {
      const wrong = run(policy, quote(0, '102/103'), submit(1, 'buy 1 stop 101'));
      expect(statesOf(wrong)).toEqual(['submitted', 'accepted']);
    }
  });
});

describe('lean: a stop-limit', () => {
  test.each(both)('%s triggers beyond the stop and fills by the close, also in the bar of the trigger', (policy) => {
    expect(onBar(policy, 'buy 1 stop-limit 101/102', '100/101/99/100')).toEqual([]);
    expect(onBar(policy, 'buy 1 stop-limit 101/102', '100/103/99/101.5')).toEqual(['1@102']);
    expect(onBar(policy, 'buy 1 stop-limit 101/102', '100/101.8/99/101.5')).toEqual(['1@101.8']);
    expect(onBar(policy, 'buy 1 stop-limit 101/102', '100/103/99/102')).toEqual([]);
    expect(onBar(policy, 'sell 1 stop-limit 99/98', '100/101/97/98.5')).toEqual(['1@98']);
    expect(onBar(policy, 'sell 1 stop-limit 99/98', '100/101/98.2/98.5')).toEqual(['1@98.2']);
  });

  test.each(both)('%s lets quotes trigger and fill it', (policy) => {
    const result = run(policy, submit(0, 'buy 1 stop-limit 101/102'), quote(1, '100/103'), quote(2, '100/101.5'));
    expect(statesOf(result)).toEqual(['submitted', 'accepted', 'triggered', 'filled']);
    expect(fillsOf(result)).toEqual(['1@101.5']);
  });
});

describe('lean: a trailing stop', () => {
  test.each(both)(
    '%s triggers by a touch, fills at the worse of stop and close, and moves behind the test',
    (policy) => {
      const order = submit(0, 'sell 1 stop 95', { trail: '5' });
      expect(fillsOf(run(policy, order, bar(0, '100/101/95/100')))).toEqual(['1@95']);
      expect(fillsOf(run(policy, order, bar(0, '100/101/94/94.5')))).toEqual(['1@94.5']);
      expect(fillsOf(run(policy, order, bar(0, '100/106/96/100')))).toEqual([]);
      expect(fillsOf(run(policy, order, bar(0, '100/106/96/100'), bar(minute, '102/103/101/103')))).toEqual(['1@101']);
      expect(fillsOf(run(policy, order, quote(1, '106/107'), quote(2, '101/102')))).toEqual(['1@101']);
    },
  );
});
