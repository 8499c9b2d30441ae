import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ValueSchema } from '../inputs.ts';
import { checkInputsSchema, checkSettingsSchema } from './check-schema.ts';
import { checkValue } from './check-value.ts';

const only = (property: unknown) => ({ type: 'object', properties: { x: property } });
const messages = (issues: readonly { message: string }[]) => issues.map((issue) => issue.message);

/** A schema of `levels` levels, the outermost an object. */
function nest(levels: number): unknown {
  return levels === 1 ? { type: 'boolean' } : only(nest(levels - 1));
}

describe('checkSettingsSchema', () => {
  test('accepts the whole subset', () => {
    const schema = {
      type: 'object',
      title: 'Settings',
      properties: {
        refreshMs: { type: 'integer', default: 500, minimum: 100, maximum: 10_000, multipleOf: 100, title: 'Refresh' },
        ratio: { type: 'number', default: 0.5, 'x-ui': { group: 'Look', order: 2, widget: 'slider' } },
        dark: { type: 'boolean' },
        mode: { type: 'string', enum: ['fast', 'exact'], default: 'fast' },
        accent: { type: 'string', format: 'color', default: '#2962ff' },
        symbols: {
          type: 'array',
          items: { type: 'string', format: 'symbol' },
          maxItems: 5,
          uniqueItems: true,
          default: [],
        },
        account: {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
          additionalProperties: false,
        },
      },
      required: ['mode'],
      additionalProperties: false,
    };
    expect(checkSettingsSchema(schema)).toEqual([]);
  });

  test.each([
    [
      'an expression',
      only({ type: 'string', pattern: '(a+)+$' }),
      'uses "pattern", which schemas of plugins cannot use',
    ],
    ['a reference', only({ $ref: '#' }), 'must be one of number, integer'],
    ['a reference beside a type', only({ type: 'string', $ref: '#' }), 'uses "$ref"'],
    ['a slip', only({ type: 'number', minumum: 1 }), 'did you mean "minimum"?'],
    ['a keyword of another type', only({ type: 'boolean', minimum: 1 }), 'uses "minimum"'],
    ['a type that is no word', only({ type: ['string'] }), '"type" of "x" must be one of'],
    ['a type everyone has', only({ type: 'constructor' }), '"type" of "x" must be one of'],
    ['an unknown format', only({ type: 'string', format: 'regex' }), '"format" of "x" must be one of color'],
    ['crossed limits', only({ type: 'number', minimum: 5, maximum: 1 }), '"minimum" of "x" must be at most "maximum"'],
    [
      'an infinite limit',
      only({ type: 'number', minimum: Number.NEGATIVE_INFINITY }),
      '"minimum" of "x" must be a number',
    ],
    ['a default that does not fit', only({ type: 'integer', default: 1.5 }), 'The default of "x" does not fit it'],
    ['a list without items', only({ type: 'array' }), '"items" of "x" must be present'],
    ['an open object', { type: 'object', properties: {}, additionalProperties: true }, 'must be false'],
    ['a required stranger', { type: 'object', properties: {}, required: ['y'] }, 'a list of properties it names'],
    ['a root that is no object', { type: 'string' }, '"type" of the schema must be object'],
    ['a title that reorders text', only({ type: 'boolean', title: 'a\u202eb' }), 'one plain line'],
    ['an unknown widget', only({ type: 'boolean', 'x-ui': { widget: 'iframe' } }), 'widget'],
    ['equal choices', only({ type: 'string', enum: ['a', 'a'] }), 'different plain lines'],
  ])('refuses %s', (_, schema, message) => {
    expect(messages(checkSettingsSchema(schema))).toEqual([expect.stringContaining(message)]);
  });

  test.each(['__proto__', 'constructor', 'toString', '', 'a b', '1st', 'x'.repeat(65)])(
    'refuses a property named %j',
    (key) => {
      const schema = JSON.parse(`{"type":"object","properties":{${JSON.stringify(key)}:{"type":"boolean"}}}`);
      expect(checkSettingsSchema(schema).map((issue) => issue.code)).toEqual(['schema.bad-key']);
    },
  );

  test.each([null, 5, 'text', [], undefined])('refuses %j in place of a schema', (schema) => {
    expect(checkSettingsSchema(schema).length).toBe(1);
  });

  test('accepts 6 levels and refuses 7', () => {
    expect(checkSettingsSchema(nest(6))).toEqual([]);
    expect(messages(checkSettingsSchema(nest(7)))).toEqual([expect.stringContaining('nests deeper than 6 levels')]);
  });

  test('does not follow a schema into the depth', () => {
    let deep: unknown = { type: 'boolean' };
    for (let i = 0; i < 100_000; i++) deep = { type: 'array', items: deep };
    expect(checkSettingsSchema(only(deep)).length).toBe(1);
  });

  test('refuses more than 200 properties with one sentence', () => {
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`p${i}`, { type: 'boolean' }]));
    expect(checkSettingsSchema({ type: 'object', properties: many(200) })).toEqual([]);
    expect(messages(checkSettingsSchema({ type: 'object', properties: many(5_000) }))).toEqual([
      'The schema names more than 200 properties.',
    ]);
  });

  test('keeps its answer short where everything is wrong', () => {
    const wrong = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`p${i}`, { type: 'boolean', pattern: 'x' }]),
    );
    expect(checkSettingsSchema({ type: 'object', properties: wrong }).length).toBe(50);
  });

  test('never throws, and what it lets pass can check any value', () => {
    const keyword = fc.constantFrom(
      'type',
      'default',
      'enum',
      'items',
      'properties',
      'required',
      'minimum',
      'x-ui',
      'format',
    );
    const word = fc.constantFrom('string', 'number', 'integer', 'boolean', 'array', 'object', 'color');
    const { node } = fc.letrec((tie) => ({
      node: fc.dictionary(keyword, fc.oneof({ withCrossShrink: true }, word, fc.jsonValue(), tie('node')), {
        maxKeys: 5,
      }),
    }));
    fc.assert(
      fc.property(node, fc.jsonValue(), (schema, value) => {
        if (checkSettingsSchema(schema).length > 0) return;
        for (const issue of checkValue(schema as unknown as ValueSchema, value))
          expect(issue.message).toMatch(/\.$|\?$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('checkInputsSchema', () => {
  test('accepts a flat table in which everything has a default', () => {
    expect(checkInputsSchema({ length: { type: 'integer', default: 14, minimum: 1 } })).toEqual([]);
    expect(checkInputsSchema({})).toEqual([]);
  });

  test('asks for the default', () => {
    expect(messages(checkInputsSchema({ length: { type: 'integer' } }))).toEqual([
      '"length" needs a "default", so that it works before anyone sets it.',
    ]);
  });

  test.each(['object', 'array'])('refuses an input that is an %s', (type) => {
    expect(messages(checkInputsSchema({ a: { type, default: [] } }))).toEqual([
      '"type" of "a" must be one of number, integer, boolean, string.',
    ]);
  });
});
