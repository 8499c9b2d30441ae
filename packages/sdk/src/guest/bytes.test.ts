import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from './bytes.ts';

describe('bytes', () => {
  test('are the same base64 as everywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect(Buffer.from(fromBase64(text))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('are read as UTF-8 like everywhere, whatever they are', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 50 }).map((text) => new TextEncoder().encode(text));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 20 }), texts), (bytes) => {
        expect(fromUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
      }),
      { numRuns: 3000 },
    );
    expect(fromUtf8(new TextEncoder().encode('x'.repeat(10_000))).length).toBe(10_000);
  });

  test('are written as UTF-8 like everywhere, whatever the text is', () => {
    const halves = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), halves), (text) => {
        expect(Buffer.from(toUtf8(text))).toEqual(Buffer.from(new TextEncoder().encode(text)));
      }),
      { numRuns: 2000 },
    );
  });
});
