import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemaFormats, type ValueSchema } from '../inputs.ts';
import { checkValue } from './check-value.ts';
import { formats } from './formats.ts';

const messages = (schema: ValueSchema, value: unknown, path = 'x') =>
  checkValue(schema, value, path).map((issue) => issue.message);

describe('checkValue', () => {
  test.each<[ValueSchema, unknown]>([
    [{ type: 'number' }, -0.5],
    [{ type: 'integer', minimum: 1, maximum: 1 }, 1],
    [{ type: 'number', multipleOf: 0.1 }, 0.3],
    [{ type: 'number', multipleOf: 0.01 }, 1e6 + 0.07],
    [{ type: 'boolean' }, false],
    [{ type: 'string', maxLength: 3 }, 'abc'],
    [{ type: 'string', enum: ['a', 'b'] }, 'b'],
    [{ type: 'string', format: 'color' }, ''],
    [{ type: 'array', items: { type: 'integer' }, uniqueItems: true }, [1, 2]],
    [{ type: 'object', properties: { a: { type: 'boolean' } } }, {}],
  ])('accepts, for %j, %j', (schema, value) => {
    expect(messages(schema, value)).toEqual([]);
  });

  test.each<[ValueSchema, unknown, string]>([
    [{ type: 'integer' }, 'abc', '"x" must be a whole number, not "abc".'],
    [{ type: 'integer' }, 1.5, '"x" must be a whole number, not 1.5.'],
    [{ type: 'number' }, Number.NaN, '"x" must be a number, not NaN.'],
    [{ type: 'number' }, null, '"x" must be a number, not null.'],
    [{ type: 'number', minimum: 1 }, 0, '"x" must be at least 1, not 0.'],
    [{ type: 'number', maximum: 1 }, 2, '"x" must be at most 1, not 2.'],
    [{ type: 'number', multipleOf: 0.1 }, 0.35, '"x" must be a multiple of 0.1, not 0.35.'],
    [{ type: 'boolean' }, 'true', '"x" must be true or false, not "true".'],
    [{ type: 'string' }, 5, '"x" must be text, not 5.'],
    [{ type: 'string' }, 'a'.repeat(4097), '"x" must be at most 4096 characters long, not 4097.'],
    [{ type: 'string', minLength: 1 }, '', '"x" must be at least 1 characters long, not 0.'],
    [{ type: 'string', enum: ['close', 'open'] }, 'clsoe', '"x" cannot be "clsoe"; did you mean "close"?'],
    [{ type: 'string', enum: ['close', 'open'] }, 'zzz', '"x" cannot be "zzz"; choose "close", "open".'],
    [{ type: 'string', format: 'timeframe' }, '15', '"x" must be a timeframe such as "15m" or "1D", not "15".'],
    [{ type: 'array', items: { type: 'integer' } }, {}, '"x" must be a list, not an object.'],
    [
      { type: 'array', items: { type: 'integer' }, maxItems: 1 },
      [1, 2],
      '"x" must be a list of at most 1 items, not 2.',
    ],
    [{ type: 'array', items: { type: 'integer' } }, [1, 'a'], '"x[1]" must be a whole number, not "a".'],
    [
      { type: 'array', items: { type: 'integer' }, uniqueItems: true },
      [1, 1],
      '"x[1]" must be unlike the items before it, not 1.',
    ],
    [{ type: 'object', properties: {} }, [], '"x" must be an object, not a list.'],
    [
      { type: 'object', properties: { alpha: { type: 'boolean' } } },
      { alhpa: true },
      'There is no "x.alhpa"; did you mean "alpha"?',
    ],
    [
      { type: 'object', properties: { a: { type: 'boolean' } } },
      { toString: true },
      'There is no "x.toString"; known are "a".',
    ],
    [{ type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] }, {}, '"x.a" is missing.'],
  ])('refuses, for %j, %j', (schema, value, message) => {
    expect(messages(schema, value)).toEqual([message]);
  });

  test('finds a key that only looks like a prototype', () => {
    const schema: ValueSchema = { type: 'object', properties: {} };
    expect(messages(schema, JSON.parse('{"__proto__": {"a": 1}}'), '')).toEqual(['There is no "__proto__".']);
  });

  test('names the whole where there is no path', () => {
    expect(messages({ type: 'boolean' }, 1, '')).toEqual(['The value must be true or false, not 1.']);
  });

  test('keeps its answer short', () => {
    const issues = checkValue({ type: 'array', items: { type: 'integer' } }, Array(100_000).fill('x'.repeat(100)));
    expect(issues.length).toBe(50);
    for (const issue of issues) expect(issue.message.length).toBeLessThan(200);
  });

  test('takes any multiple of any decimal step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(0.001, 0.01, 0.05, 0.1, 0.25, 3), (n, step) => {
        expect(messages({ type: 'number', multipleOf: step }, Number((n * step).toFixed(6)))).toEqual([]);
      }),
    );
  });
});

describe('formats', () => {
  test('cover the list of contracts', () => {
    expect(Object.keys(formats).sort()).toEqual([...schemaFormats].sort());
  });

  test.each([
    ['color', ['#fff', '#2962ff', '#2962FF80'], ['2962ff', '#29', 'red', '#2962f']],
    ['symbol', ['INDEX:SPX', 'BINANCE:BTCUSDT'], ['SPX', 'index:spx', 'A:B C']],
    ['timeframe', ['1D', '15m', '100t'], ['D', '0m', '15x', '1d ']],
    ['session', ['09:30-16:00', '18:00-17:00'], ['9:30-16:00', '24:00-25:00', '09:30']],
    ['secret', ['api-key'], ['API', '', 'a b']],
    ['date', ['2024-02-29', '2026-01-31'], ['2025-02-29', '2026-1-31', '2026-01-31T00:00Z']],
    [
      'date-time',
      ['2026-01-31T16:00Z', '2026-01-31T16:00:00.5+02:00'],
      ['2026-01-31', '2026-02-30T16:00Z', '2026-01-31T16:00'],
    ],
    [
      'uri',
      ['https://example.com/x?y=1', 'http://localhost:1'],
      ['javascript:alert(1)', 'https://', 'https:// x', '//example.com'],
    ],
  ] as const)('%s accepts %j and refuses %j', (name, good, bad) => {
    for (const text of good) expect([text, formats[name].accepts(text)]).toEqual([text, true]);
    for (const text of bad) expect([text, formats[name].accepts(text)]).toEqual([text, false]);
  });

  test.each(schemaFormats)('%s answers hostile text at once', (name) => {
    for (const text of ['1'.repeat(1e5), '-'.repeat(1e5), `https://${'a.'.repeat(5e4)}`])
      expect(typeof formats[name].accepts(text)).toBe('boolean');
  });
});
