import { checkInputsSchema, type InputsSchema, type ObjectSchema } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveInputs, resolveSettings } from './settings-schema.ts';

const rsi = {
  length: { type: 'integer', default: 14, minimum: 1, maximum: 500 },
  source: { type: 'string', default: 'close', enum: ['close', 'open', 'hl2'] },
  smooth: { type: 'boolean', default: false },
  factor: { type: 'number', default: 0.5 },
} as const satisfies InputsSchema;

function messages(given: Record<string, string | number | boolean | null>, fromText = false): string[] {
  const resolved = resolveInputs(rsi, given, { fromText });
  return resolved.ok ? [] : resolved.issues.map((issue) => issue.message);
}

describe('resolveInputs', () => {
  test('completes what is given with defaults, in the order of the schema', () => {
    expect(JSON.stringify(resolveInputs(rsi, { source: 'open', length: 21 }))).toBe(
      '{"ok":true,"values":{"length":21,"source":"open","smooth":false,"factor":0.5}}',
    );
  });

  test.each([
    [{ lenght: 5 }, 'There is no "lenght"; did you mean "length"?'],
    [{ period: 5 }, 'There is no "period"; known are "length", "source", "smooth", "factor".'],
    [{ length: 0 }, '"length" must be at least 1, not 0.'],
    [{ length: 501 }, '"length" must be at most 500, not 501.'],
    [{ length: '14' }, '"length" must be a whole number, not "14".'],
    [{ length: null }, '"length" must be a whole number, not null.'],
    [{ source: 'colse' }, '"source" cannot be "colse"; did you mean "close"?'],
    [{ toString: 5 }, 'There is no "toString"; known are'],
    [JSON.parse('{"__proto__": 5}'), 'There is no "__proto__"; known are'],
  ])('refuses %j', (given, message) => {
    expect(messages(given)).toEqual([expect.stringContaining(message)]);
  });

  test('reads numbers and truth values from the texts of a command line', () => {
    const given = { length: '21', smooth: 'true', factor: '-1.5e-3', source: 'hl2' };
    expect(resolveInputs(rsi, given, { fromText: true })).toEqual({
      ok: true,
      values: { length: 21, smooth: true, factor: -0.0015, source: 'hl2' },
    });
  });

  test.each([
    [{ length: 'abc' }, '"length" must be a whole number, not "abc".'],
    [{ length: '' }, '"length" must be a whole number, not "".'],
    [{ length: '0x10' }, '"length" must be a whole number, not "0x10".'],
    [{ length: ' 5' }, '"length" must be a whole number, not " 5".'],
    [{ length: '14.5' }, '"length" must be a whole number, not 14.5.'],
    [{ factor: '1e999' }, '"factor" must be a number, not Infinity.'],
    [{ smooth: 'yes' }, '"smooth" must be true or false, not "yes".'],
  ])('refuses the texts %j', (given, message) => {
    expect(messages(given, true)).toEqual([message]);
  });

  test('completes an empty answer for every schema that passed its check', () => {
    const property = fc.oneof(
      fc.record({ type: fc.constantFrom('number', 'integer'), default: fc.integer(), minimum: fc.integer() }),
      fc.record(
        { type: fc.constant('string'), default: fc.string(), enum: fc.array(fc.string()) },
        { requiredKeys: ['type', 'default'] },
      ),
      fc.record({ type: fc.constant('boolean'), default: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), property), (inputs) => {
        if (checkInputsSchema(inputs).length > 0) return;
        expect(resolveInputs(inputs as InputsSchema, {})).toMatchObject({ ok: true });
      }),
    );
  });
});

describe('resolveSettings', () => {
  const schema: ObjectSchema = {
    type: 'object',
    properties: {
      look: {
        type: 'object',
        properties: { accent: { type: 'string', format: 'color', default: '#2962ff' }, size: { type: 'integer' } },
      },
      account: {
        type: 'object',
        properties: { name: { type: 'string' }, kind: { type: 'string', default: 'paper' } },
        required: ['name'],
      },
      watch: { type: 'array', items: { type: 'string' }, default: ['INDEX:SPX'] },
    },
  };

  test('fills defaults at every level, and leaves out what only the user can know', () => {
    expect(resolveSettings(schema, {})).toEqual({
      ok: true,
      values: { look: { accent: '#2962ff' }, watch: ['INDEX:SPX'] },
    });
    expect(resolveSettings(schema, { account: { name: 'main' }, look: { size: 3 } })).toEqual({
      ok: true,
      values: { look: { accent: '#2962ff', size: 3 }, account: { name: 'main', kind: 'paper' }, watch: ['INDEX:SPX'] },
    });
  });

  test('names what is missing or strange by its whole path', () => {
    const resolved = resolveSettings(schema, { account: {}, look: { acent: '#fff' } });
    expect(!resolved.ok && resolved.issues.map((issue) => issue.message)).toEqual([
      'There is no "look.acent"; did you mean "accent"?',
      '"account.name" is missing.',
    ]);
  });
});
