import { permissionIds } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue, risks } from './catalogue.ts';
import { limits } from './limits.ts';
import { checkLimits, checkPermission, describePermission, isGranted, parsePermission } from './permission.ts';

describe('catalogue', () => {
  test('holds every fixed permission and the two families, and nothing else', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...permissionIds, 'net:<host>', 'plugins:<name>'].sort());
  });

  test.each(Object.entries(catalogue))('says in at most 20 words what %s gives', (_, entry) => {
    expect(entry.sentence).toMatch(/^[A-Z].*\.$/);
    expect(entry.sentence.split(' ').length).toBeLessThanOrEqual(20);
    expect(risks).toContain(entry.risk);
    for (const limit of entry.limits) expect(limits).toHaveProperty(limit);
  });

  test('keeps its sentences: traders read them before they decide', () => {
    const words = Object.entries(catalogue).map(
      ([id, { sentence, risk }]) => `${sentence.split(' ').length} words, ${risk}: ${id}: ${sentence}`,
    );
    expect(words).toMatchSnapshot();
  });

  test('leaves no limit without a permission that takes it', () => {
    const used = new Set(Object.values(catalogue).flatMap((entry) => entry.limits));
    expect([...used].sort()).toEqual(Object.keys(limits).sort());
  });
});

describe('parsePermission', () => {
  test.each([...permissionIds])('reads %s', (id) => {
    expect(parsePermission(id)).toEqual({ family: 'fixed', id });
  });

  test('reads the two families with their object', () => {
    expect(parsePermission('net:*.example.com')).toEqual({
      family: 'net',
      id: 'net:*.example.com',
      host: '*.example.com',
    });
    expect(parsePermission('plugins:chart-utilities')).toEqual({
      family: 'plugins',
      id: 'plugins:chart-utilities',
      plugin: 'chart-utilities',
    });
  });

  test.each([
    ['charts:raed', 'charts:read'],
    ['chart:write', 'charts:write'],
    ['Storage', 'storage'],
    ['orders:place-orders', 'trading:place-orders'],
    ['network:api.kraken.com', 'net:api.kraken.com'],
    ['plugin:chart-utilities', 'plugins:chart-utilities'],
  ])('refuses %s and offers %s', (text, nearest) => {
    expect(checkPermission(text)).toEqual([
      { code: 'permission.unknown', path: '', message: `There is no permission "${text}"; did you mean "${nearest}"?` },
    ]);
  });

  test.each(['', 'root', 'constructor', '__proto__', 'toString', ':', 'charts:read '])('refuses %j', (text) => {
    expect(() => parsePermission(text)).toThrowError(expect.objectContaining({ code: 'permission.unknown' }));
  });

  test.each(['plugins:', 'plugins:*', 'plugins:Upper', 'plugins:a/b'])('refuses %s, which names no plugin', (text) => {
    expect(() => parsePermission(text)).toThrowError(expect.objectContaining({ code: 'permission.bad-plugin' }));
  });

  test('refuses a host with the reason', () => {
    expect(checkPermission('net:127.0.0.1')[0]?.message).toBe(
      'The permission "net:127.0.0.1" names no usable host: an address is not allowed, only a host name.',
    );
  });

  test('answers any text with a permission of that very text or a coded error', () => {
    const near = fc.constantFrom('net:', 'plugins:', 'charts:', '*.', 'trading:place-orders');
    fc.assert(
      fc.property(fc.tuple(near, fc.string({ unit: 'binary' })), ([start, rest]) => {
        const [issue] = checkPermission(start + rest);
        if (issue) expect(issue.code).toMatch(/^permission\./);
        else expect(parsePermission(start + rest).id).toBe(start + rest);
      }),
    );
  });
});

describe('describePermission', () => {
  test('names the object of a family', () => {
    expect(describePermission('net:api.kraken.com').title).toBe('Reach api.kraken.com');
    expect(describePermission('net:*.example.com').sentence).toBe(
      'Exchange data with any host under example.com over the network; whatever it can read, it can send there.',
    );
    expect(describePermission('plugins:chart-utilities').sentence).toContain('the plugin chart-utilities offers');
  });
});

describe('checkLimits', () => {
  test('accepts the limits of placing orders', () => {
    const given = {
      accounts: ['paper'],
      instruments: ['INDEX:SPX'],
      maxOrderNotional: '2500',
      maxDailyNotional: '10000.5',
      maxOrdersPerMinute: 6,
      expires: '2030-01-31',
      sides: ['buy'],
      orderTypes: ['limit'],
      maxPosition: '10',
      maxDailyLoss: '100',
      hours: '13:30-20:00',
    };
    expect(checkLimits('trading:place-orders', given)).toEqual([]);
  });

  test.each([
    ['trading:place-orders', { maxOrderNotional: 2500 }, 'must be a decimal amount above 0 as text'],
    ['trading:place-orders', { maxOrderNotional: '-1' }, 'must be a decimal amount above 0 as text'],
    ['trading:place-orders', { maxOrdersPerMinute: 0.5 }, 'must be a whole number above 0'],
    ['trading:place-orders', { instruments: [] }, 'must be a list of 1 to 200 instrument ids'],
    ['trading:place-orders', { instruments: ['INDEX:SPX', 'INDEX:SPX'] }, 'must be a list'],
    ['trading:place-orders', { sides: ['both'] }, 'of buy, sell'],
    ['trading:place-orders', { expires: '2030-13-01' }, 'must be a day or an instant'],
    ['trading:place-orders', { hours: '25:00-26:00' }, 'must be a span of the day'],
    ['trading:place-orders', { maxOrderNotionall: '1' }, 'did you mean "maxOrderNotional"?'],
    ['data:read', { colour: 'red' }, 'it takes instruments.'],
    ['charts:read', { colour: 'red' }, 'it takes none.'],
    ['data:read', JSON.parse('{"__proto__": 1}'), 'has no limit "__proto__"'],
  ])('refuses for %s %j', (permission, given, message) => {
    expect(checkLimits(permission, given).map((issue) => issue.message)).toEqual([expect.stringContaining(message)]);
  });
});

describe('isGranted', () => {
  test.each([
    [['charts:read'], 'charts:read', true],
    [['charts:read'], 'charts:write', false],
    [[], 'charts:read', false],
    [['net:api.example.com'], 'net:api.example.com', true],
    [['net:*.example.com'], 'net:api.example.com', true],
    [['net:*.example.com'], 'net:example.com', false],
    [['net:*'], 'net:api.example.com', false],
    [['net:*.com'], 'net:example.com', false],
    [['nonsense'], 'nonsense', false],
    [['plugins:a1'], 'plugins:a1', true],
    [['plugins:a1'], 'plugins:a2', false],
    [['net:*.example.com'], 'plugins:example', false],
  ])('%j grants %s: %s', (grants, needed, granted) => {
    expect(isGranted(grants, needed)).toBe(granted);
  });
});
