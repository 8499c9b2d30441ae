import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainText, quoteText } from './plain-text.ts';

describe('isPlainText', () => {
  test.each(['Relative strength', 'Größe ≤ 3', '移動平均', '👩‍💻', 'a'])('accepts %j', (text) => {
    expect(isPlainText(text, 80)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['blanks at an end', ' x'],
    ['a line break', 'a\nb'],
    ['a tab', 'a\tb'],
    ['an escape sequence', 'a\u001b[31mb'],
    ['a line separator', 'a\u2028b'],
    ['a reordering character', 'safe\u202egnp.exe'],
    ['a hidden mark', 'a\ufeffb'],
    ['half a character', 'a\ud800b'],
    ['too much', 'x'.repeat(81)],
    ['a number', 5],
    ['null', null],
  ])('refuses %s', (_, text) => {
    expect(isPlainText(text, 80)).toBe(false);
  });
});

describe('quoteText', () => {
  test('quotes a word as it is', () => {
    expect(quoteText('charts:raed')).toBe('"charts:raed"');
  });

  test('cuts what is long', () => {
    expect(quoteText('x'.repeat(1e6), 5)).toBe('"xxxxx…"');
  });

  test('escapes whatever could hide, reorder or break', () => {
    expect(quoteText('a\u202eb\u2028\u0007\n"\ud800')).toBe('"a\\u202eb\\u2028\\u0007\\n\\"\\ud800"');
  });

  test('leaves a sentence of one plain line, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(isPlainText(quoteText(text), 500)).toBe(true);
      }),
    );
  });
});
