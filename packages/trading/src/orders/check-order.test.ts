import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOrder } from './check-order.ts';
import { sampleInstrument, sampleRequest } from './order-samples.ts';

const check = (changes: object, instrument = sampleInstrument) =>
  checkOrder({ ...sampleRequest(), ...changes }, instrument, 1000);
const codeOf = (changes: object, instrument = sampleInstrument) => {
  const answer = check(changes, instrument);
  return answer.ok ? 'ok' : answer.refusal.code;
};

describe('checkOrder', () => {
  test('reads every primitive type', () => {
    expect(codeOf({})).toBe('ok');
    expect(codeOf({ type: 'limit', price: '10' })).toBe('ok');
    expect(codeOf({ type: 'stop', stop: '10' })).toBe('ok');
    expect(codeOf({ type: 'stop-limit', stop: '10', price: '10.5' })).toBe('ok');
    expect(codeOf({ type: 'stop', trail: '5%' })).toBe('ok');
    expect(codeOf({ type: 'stop', stop: '105', trail: '0.005' })).toBe('ok');
  });

  test('fills in what may be left out', () => {
    const answer = check({});
    expect(answer).toMatchObject({ ok: true, terms: { tif: 'GTC', postOnly: false, reduceOnly: false } });
    expect(check({ expireAt: 1001 })).toMatchObject({ terms: { tif: 'GTD', expireAt: 1001 } });
  });

  test.each<[string, object, string]>([
    ['no quantity', { qty: undefined }, 'order.bad-field'],
    ['a number for quantity', { qty: 5 }, 'order.bad-field'],
    ['NaN', { qty: 'NaN' }, 'order.bad-field'],
    ['infinity', { qty: 'Infinity' }, 'order.bad-field'],
    ['a minus', { qty: '-5' }, 'order.bad-field'],
    ['nothing', { qty: '0' }, 'order.bad-field'],
    ['an exponent', { qty: '1e3' }, 'order.bad-field'],
    ['an absurd quantity', { qty: '9'.repeat(16) }, 'order.bad-field'],
    ['a megabyte of digits', { qty: '1'.repeat(1e6) }, 'order.bad-field'],
    ['part of a lot', { qty: '1.5' }, 'order.quantity-increment'],
    ['a price off the tick', { type: 'limit', price: '10.005' }, 'order.price-increment'],
    ['a stop off the tick', { type: 'stop', stop: '10.005' }, 'order.price-increment'],
    ['a limit without price', { type: 'limit' }, 'order.missing-field'],
    ['a stop without trigger', { type: 'stop' }, 'order.missing-field'],
    ['a stop-limit with a trail for a trigger', { type: 'stop-limit', price: '9', trail: '1' }, 'order.needless-field'],
    ['a market order with a price', { price: '10' }, 'order.needless-field'],
    ['a limit with a stop', { type: 'limit', price: '10', stop: '11' }, 'order.needless-field'],
    ['a negative price', { type: 'limit', price: '-10' }, 'order.bad-field'],
    ['no side', { side: undefined }, 'order.bad-field'],
    ['an unknown side', { side: 'hold' }, 'order.bad-field'],
    ['an unknown type', { type: 'plugin:twap' }, 'order.bad-field'],
    ['an unknown time in force', { tif: 'GTX' }, 'order.bad-field'],
    ['a property name for a type', { type: 'constructor' }, 'order.bad-field'],
    ['GTD without an end', { tif: 'GTD' }, 'order.missing-field'],
    ['an end in the past', { tif: 'GTD', expireAt: 1000 }, 'order.expiry-passed'],
    ['an end that is no time', { tif: 'GTD', expireAt: 1e300 }, 'order.bad-field'],
    ['DAY with an end', { tif: 'DAY', expireAt: 5000 }, 'order.needless-field'],
    ['a post-only market order', { postOnly: true }, 'order.needless-field'],
    ['a post-only order IOC', { type: 'limit', price: '10', tif: 'IOC', postOnly: true }, 'order.needless-field'],
    ['text for a flag', { reduceOnly: 'yes' }, 'order.bad-field'],
    ['a trail of everything', { type: 'stop', trail: '100%' }, 'order.bad-field'],
    ['a trail of nothing', { type: 'stop', trail: '0' }, 'order.bad-field'],
    ['a trail without number', { type: 'stop', trail: '%' }, 'order.bad-field'],
    ['an auction that is never', { tif: 'OPG' }, 'order.no-auction'],
    ['no id', { id: undefined }, 'order.bad-id'],
    ['an id with a line break', { id: 'a\nb' }, 'order.bad-id'],
    ['an endless id', { id: 'a'.repeat(65) }, 'order.bad-id'],
    ['an empty group', { oco: '' }, 'order.bad-field'],
  ])('denies %s', (_, changes, code) => {
    expect(codeOf(changes)).toBe(code);
  });

  test('keeps the limits of the instrument', () => {
    const strict = { ...sampleInstrument, minQty: '10', maxQty: '1000', minNotional: '500' };
    expect(codeOf({ qty: '9' }, strict)).toBe('order.too-small');
    expect(codeOf({ qty: '1001' }, strict)).toBe('order.too-large');
    expect(codeOf({ type: 'limit', price: '4', qty: '100' }, strict)).toBe('order.notional-too-small');
    expect(codeOf({ type: 'limit', price: '5', qty: '100' }, strict)).toBe('ok');
    expect(codeOf({}, { ...sampleInstrument, tradable: false })).toBe('order.not-tradable');
    expect(codeOf({ tif: 'OPG' }, { ...sampleInstrument, calendar: 'us-equity' })).toBe('ok');
    expect(codeOf({ type: 'stop', stop: '9', tif: 'CLS' }, { ...sampleInstrument, calendar: 'us-equity' })).toBe(
      'order.bad-field',
    );
  });

  test('says what to do', () => {
    const answer = check({ type: 'limit', price: '10.005' });
    expect(!answer.ok && answer.refusal.message).toBe(
      'The price 10.005 of order a is not a multiple of 0.01; use 10 or 10.01.',
    );
  });

  test('answers anything at all with terms or one sentence', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('1', '10.5', 'buy', 'limit', 'stop', 'GTC', true, undefined),
    );
    const keys = ['id', 'side', 'type', 'qty', 'price', 'stop', 'trail', 'tif', 'expireAt', 'postOnly', 'oco'] as const;
    const request = fc.record(Object.fromEntries(keys.map((key) => [key, anything])));
    fc.assert(
      fc.property(request, (changes) => {
        const answer = check(changes);
        if (answer.ok) expect(answer.terms.qty.gt(0)).toBe(true);
        else
          expect(answer.refusal).toEqual({
            code: expect.stringMatching(/^order\.[a-z-]+$/),
            message: expect.any(String),
          });
      }),
    );
  });
});
