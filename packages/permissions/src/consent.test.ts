import { describe, expect, test } from 'vitest';
import { type ConsentBefore, describeConsent, findNews } from './consent.ts';

const wish = (id: string, more: object = {}) => ({ id, limits: {}, ...more });

describe('describeConsent', () => {
  test('begins with the greatest risk, and has on only what is harmless and not optional', () => {
    const wishes = ['storage', 'charts:read', 'trading:place-orders', 'account:read', 'data:provide'].map((id) =>
      wish(id),
    );
    const asks = describeConsent([...wishes, wish('ui:notify', { optional: true })]);
    expect(asks.map(({ id, on }) => `${id} ${on}`)).toEqual([
      'trading:place-orders false',
      'account:read false',
      'data:provide false',
      'charts:read true',
      'ui:notify false',
      'storage true',
    ]);
  });

  test('names at both halves what two permissions mean together', () => {
    const asks = describeConsent([wish('account:read'), wish('secrets'), wish('net:*.example.com')]);
    const warnings = Object.fromEntries(asks.map(({ id, warnings: said }) => [id, said]));
    expect(warnings).toEqual({
      'account:read': [
        'As it may reach any host under example.com, it can send your balances, positions and orders there.',
      ],
      secrets: [
        'As it may reach any host under example.com, it can act in your name there, with the secrets you store.',
      ],
      'net:*.example.com': [
        'Together with “See your accounts”, it can send your balances, positions and orders to any host under example.com.',
        'Together with “Use your secrets”, it can act in your name at any host under example.com, with the secrets you store.',
      ],
    });
    expect(describeConsent([wish('account:read'), wish('storage')]).flatMap((ask) => ask.warnings)).toEqual([]);
  });

  test('says no host in full when there are many', () => {
    const asks = describeConsent([
      wish('account:read'),
      ...['a', 'b', 'c', 'd', 'e'].map((x) => wish(`net:${x}.example.com`)),
    ]);
    expect(asks.find(({ id }) => id === 'account:read')?.warnings[0]).toContain(
      'a.example.com, b.example.com, c.example.com and 2 more',
    );
  });

  test("passes on the reason as the author's, unless it hides something", () => {
    const [ask] = describeConsent([
      wish('net:api.example.com', { reason: 'To fetch prices.', limits: { methods: ['GET'] } }),
    ]);
    expect(ask).toMatchObject({
      title: 'Reach api.example.com',
      authorReason: 'To fetch prices.',
      accepts: ['methods', 'bytesPerDay'],
      asked: { methods: ['GET'] },
    });
    expect(describeConsent([wish('storage', { reason: 'a\u202eb' })])[0]).not.toHaveProperty('authorReason');
  });

  test('says of each limit what it holds, so that a form needs no list of its own', () => {
    const [ask] = describeConsent([wish('net:api.example.com')]);
    expect(ask?.fields).toEqual([
      { name: 'methods', title: 'Methods', form: 'list', expected: expect.stringContaining('method names') },
      { name: 'bytesPerDay', title: 'Bytes a day', form: 'count', expected: 'a whole number above 0' },
    ]);
  });

  test('shows what a new version asks for beyond the old one, and leaves every answer of the user as it stands', () => {
    const before: ConsentBefore = {
      declared: [
        { id: 'charts:read', limits: {} },
        { id: 'storage', limits: {} },
        { id: 'net:api.example.com', limits: { methods: ['GET'] } },
      ],
      held: [
        { permission: 'storage', limits: {} },
        { permission: 'net:api.example.com', limits: { methods: ['GET'] } },
      ],
    };
    const asks = describeConsent(
      [
        wish('net:api.example.com', { limits: { methods: ['GET', 'POST'] } }),
        wish('account:read'),
        wish('charts:read'),
        wish('ui:notify'),
        wish('storage'),
      ],
      before,
    );
    expect(asks.map(({ id, news, on }) => [id, news, on])).toEqual([
      ['net:api.example.com', 'wider', true],
      ['account:read', 'new', false],
      ['charts:read', undefined, false],
      ['ui:notify', 'new', true],
      ['storage', undefined, true],
    ]);
    expect(asks[0]?.held).toEqual({ methods: ['GET'] });
  });

  test('takes a limit that is dropped for one that is widened', () => {
    const declared = [{ id: 'data:read', limits: { instruments: ['INDEX:SPX'] } }];
    expect(findNews({ id: 'data:read', limits: {} }, declared)).toBe('wider');
    expect(findNews({ id: 'data:read', limits: { instruments: ['INDEX:NDX'] } }, declared)).toBe('wider');
    expect(findNews(declared[0] as never, declared)).toBeUndefined();
  });
});
