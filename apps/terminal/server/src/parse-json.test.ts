import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMaxDepth, parseJson } from './parse-json.ts';

const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON from outside', () => {
  it('is read as it stands', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is read or refused with a code, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseJson(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'terminal.bad-json' });
        }
      }),
    );
  });

  it('may be nested just so deep', () => {
    expect(parseJson(nest(jsonMaxDepth))).toEqual(JSON.parse(nest(jsonMaxDepth)));
    expect(() => parseJson(nest(jsonMaxDepth + 2))).toThrow(/nested deeper/);
    expect(() => parseJson(nest(500_000))).toThrow(/terminal|nested|grammar/);
  });

  it.each(['{"__proto__":1}', '[{"a":{"__proto__":{}}}]', '{"\\u005f_proto__":1}'])(
    'may not reach a prototype: %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(/"__proto__"/);
    },
  );
});
