import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonFault, openPlaces, readJson } from './json-reader.ts';

function faultOf(text: string): { code: string; message: string; line: number; column: number } {
  try {
    readJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault)
      return { code: fault.error.code, message: fault.error.message, ...openPlaces(text)(fault.offset) };
    throw fault;
  }
  throw new Error('nothing was refused');
}

/** Keys that the reader refuses although `JSON.parse` takes them. */
const dangerous = /__proto__|constructor|prototype/;

describe('readJson', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!dangerous.test(text));
        expect(readJson(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses what JSON.parse refuses, and little else', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0',
      '1.5',
      '01',
      '.5',
      '\\',
      '"',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0000',
      '"\\u12"',
      '//',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(() => readJson(text)).toThrow(JsonFault);
          return;
        }
        try {
          expect(readJson(text).value).toEqual(parsed);
        } catch (fault) {
          if (!(fault instanceof JsonFault)) throw fault;
          expect(fault.error.code).toBe('manifest.duplicate-key');
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('never crashes on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          readJson(text);
        } catch (fault) {
          expect(fault).toBeInstanceOf(JsonFault);
        }
      }),
    );
  });

  test.each([
    ['{"a": 1,}', 'expected something after the comma, found "}"', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 'expected a comma or "}", found "\\""', 3, 3],
    ["{'a': 1}", 'expected a key in double quotes, found "\'"', 1, 2],
    ['{"a" 1}', 'expected a colon after the key, found "1"', 1, 6],
    ['{"a": }', 'expected a value, found "}"', 1, 7],
    ['// manifest\n{}', '(JSON has no comments)', 1, 1],
    ['{"a": "x\ny"}', 'expected a closing quote on the same line', 1, 9],
    ['{"a": "\\x"}', 'expected only the escapes of JSON', 1, 7],
    ['{"a": 1', 'expected a comma or "}", found the end', 1, 8],
    ['{} {}', 'expected nothing more', 1, 4],
    ['', 'expected a value, found the end', 1, 1],
    ['{"a": 1e999}', 'expected a number that a double can hold', 1, 7],
    ['{"a": NaN}', 'expected a value, found "N"', 1, 7],
  ])('says of %j: %s', (text, message, line, column) => {
    expect(faultOf(text)).toEqual({ code: 'manifest.syntax', message: expect.stringContaining(message), line, column });
  });

  test('refuses a key that is there twice, where it is there again', () => {
    expect(faultOf('{\n  "name": "a",\n  "name": "b"\n}')).toEqual({
      code: 'manifest.duplicate-key',
      message: 'The key "name" is there twice; keep one.',
      line: 3,
      column: 3,
    });
    expect(faultOf('{"a": 1, "\\u0061": 2}').code).toBe('manifest.duplicate-key');
  });

  test.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])('refuses the key %s anywhere', (key) => {
    expect(faultOf(`{"a": [{"${key}": 1}]}`).code).toBe('manifest.bad-key');
  });

  test('refuses depth before it costs a stack', () => {
    expect(faultOf('['.repeat(100_000)).code).toBe('manifest.too-deep');
    expect(faultOf('{"a":'.repeat(100_000)).code).toBe('manifest.too-deep');
  });

  test('knows where keys and items stand', () => {
    const text = '{ "a": [1, {"b": 2}] }';
    const { offsets } = readJson(text);
    expect(text.slice(offsets.get('a'))).toMatch(/^"a"/);
    expect(text.slice(offsets.get('a[1]'))).toMatch(/^\{"b"/);
    expect(text.slice(offsets.get('a[1].b'))).toMatch(/^"b"/);
  });
});

describe('openPlaces', () => {
  test('counts lines by any line end, from 1', () => {
    const place = openPlaces('a\r\nbc\rd\n');
    expect([0, 3, 4, 6, 8].map((offset) => place(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ]);
  });
});
