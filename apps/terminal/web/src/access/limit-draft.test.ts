import { describe, expect, test } from 'vitest';
import type { Ask } from './access-types.ts';
import {
  findLimitFault,
  hasFault,
  listWarnedHosts,
  toDraft,
  toDrafts,
  toGrantWish,
  toLimitLine,
  toLimits,
} from './limit-draft.ts';

const net: Ask = {
  ...{ id: 'net:api.example.com', title: 'Reach api.example.com', sentence: 'Exchange data.', risk: 'high' },
  ...{ optional: false, on: false, warnings: ['It can send your positions.'], sendsAccounts: true },
  fields: [
    { name: 'methods', title: 'Methods', form: 'list', expected: 'a list' },
    { name: 'bytesPerDay', title: 'Bytes a day', form: 'count', expected: 'a whole number above 0' },
  ],
  asked: { methods: ['GET', 'POST'] },
};
const orders: Ask = {
  ...{ id: 'trading:place-orders', title: 'Place orders', sentence: 'Place orders.', risk: 'critical' },
  ...{ optional: false, on: false, warnings: [], sendsAccounts: false },
  fields: [
    { name: 'sides', title: 'Sides', form: 'list', expected: 'a list', options: ['buy', 'sell'] },
    { name: 'maxOrderNotional', title: 'Value of one order', form: 'amount', expected: 'a decimal amount above 0' },
    { name: 'instruments', title: 'Instruments', form: 'list', expected: 'a list' },
  ],
  asked: { maxOrderNotional: '2500.5' },
};

describe('the answers to what a plugin asks for', () => {
  test('begin with what is asked for, or with what is granted already', () => {
    expect(toDraft(net).limits).toEqual({ methods: ['GET', 'POST'], bytesPerDay: '' });
    expect(toDraft({ ...net, held: { methods: ['GET'] } }).limits).toEqual({ methods: ['GET'], bytesPerDay: '' });
    expect(toDraft(orders).limits).toEqual({ sides: ['buy', 'sell'], maxOrderNotional: '2500.5', instruments: '' });
  });

  test('become limits that say something, and nothing else', () => {
    expect(toLimits(net, { on: true, limits: { methods: ['GET'], bytesPerDay: '1000' } })).toEqual({
      methods: ['GET'],
      bytesPerDay: 1000,
    });
    const draft = { on: true, limits: { sides: ['buy', 'sell'], maxOrderNotional: '', instruments: 'A:B, C:D,' } };
    expect(toLimits(orders, draft)).toEqual({ instruments: ['A:B', 'C:D'] });
    expect(toLimitLine(orders, draft)).toBe('Instruments: A:B, C:D');
  });

  test.each<[Ask, string, string | string[], RegExp | undefined]>([
    [net, 'methods', [], /at least one/],
    [net, 'bytesPerDay', '0', /whole number/],
    [net, 'bytesPerDay', '1.5', /whole number/],
    [net, 'bytesPerDay', '', undefined],
    [orders, 'maxOrderNotional', '2500.51', /no more than 2500.5/],
    [orders, 'maxOrderNotional', '1e3', /decimal amount/],
    [orders, 'maxOrderNotional', '2500', undefined],
  ])('%# are found wrong where the terminal would refuse them', (ask, name, given, fault) => {
    const field = ask.fields.find((one) => one.name === name);
    const found = field && findLimitFault(field, ask.asked[name], given);
    if (fault) expect(found).toMatch(fault);
    else expect(found).toBeUndefined();
    const drafts = { [ask.id]: { on: true, limits: { ...toDraft(ask).limits, [name]: given } } };
    expect(hasFault([ask], drafts)).toBe(fault !== undefined);
    expect(hasFault([ask], { [ask.id]: { on: false, limits: drafts[ask.id]?.limits ?? {} } })).toBe(false);
  });

  test('give what is on, with its limits, and name the hosts that were warned of', () => {
    const drafts = { ...toDrafts([net, orders]), [net.id]: { ...toDraft(net), on: true } };
    expect(toGrantWish([net, orders], drafts, 'ant')).toEqual({
      grants: [net.id],
      limits: { [net.id]: { methods: ['GET', 'POST'] } },
    });
    expect(listWarnedHosts([net, orders], drafts)).toEqual([net]);
    expect(listWarnedHosts([{ ...net, sendsAccounts: false }], drafts)).toEqual([]);
    const together = [
      { ...orders, plugin: 'ant' },
      { ...net, plugin: 'bee' },
    ];
    const answers = {
      'ant trading:place-orders': toDraft(orders),
      'bee net:api.example.com': { ...toDraft(net), on: true },
    };
    expect(toGrantWish(together, answers, 'ant')).toEqual({
      ...{ grants: [], limits: {} },
      others: { bee: { grants: [net.id], limits: { [net.id]: { methods: ['GET', 'POST'] } } } },
    });
  });
});
