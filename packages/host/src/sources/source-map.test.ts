import { SourceMap } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapMaxChars, readSourceMap } from './source-map.ts';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const encode = (value: number): string => {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += digits[rest > 0 ? digit + 32 : digit];
  } while (rest > 0);
  return text;
};
const toMap = (mappings: string, sources: readonly unknown[] = ['src/a.ts', 'src/b.ts']) =>
  JSON.stringify({ version: 3, sources, names: [], mappings });

/** Places of generated lines, columns rising. */
const lines = fc.array(
  fc.uniqueArray(fc.record({ column: fc.nat(300), source: fc.nat(1), line: fc.nat(500), at: fc.nat(200) }), {
    selector: ({ column }) => column,
    maxLength: 8,
  }),
  { maxLength: 12 },
);

describe('a source map', () => {
  it('leads where the reader of the engine leads', () => {
    fc.assert(
      fc.property(lines, fc.nat(14), fc.nat(320), (given, line, column) => {
        let last = { source: 0, line: 0, at: 0 };
        const mappings = given
          .map((places) => {
            let before = 0;
            return places
              .toSorted((a, b) => a.column - b.column)
              .map((place) => {
                const text = [
                  place.column - before,
                  place.source - last.source,
                  place.line - last.line,
                  place.at - last.at,
                ];
                before = place.column;
                last = place;
                return text.map(encode).join('');
              })
              .join(',');
          })
          .join(';');
        const theirs = new SourceMap(JSON.parse(toMap(mappings))).findEntry(line, column);
        const ours = readSourceMap(toMap(mappings))?.find(line + 1, column + 1);
        const isHere = 'originalSource' in theirs && theirs.generatedLine === line;
        expect(ours).toEqual(
          isHere
            ? { source: theirs.originalSource, line: theirs.originalLine + 1, column: theirs.originalColumn + 1 }
            : undefined,
        );
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no object', '[1]'],
    ['null', 'null'],
    ['another version', JSON.stringify({ version: 2, sources: [], mappings: '' })],
    ['mappings that are no text', JSON.stringify({ version: 3, sources: ['a'], mappings: ['AAAA'] })],
    ['sources that are no list', JSON.stringify({ version: 3, sources: 'a', mappings: 'AAAA' })],
    ['a map of maps', JSON.stringify({ version: 3, sections: [] })],
    ['more than is read', ' '.repeat(mapMaxChars + 1)],
    ['more sources than there can be', toMap('AAAA', new Array(5_001).fill('a.ts'))],
  ])('is not read from %s', (_what, text) => {
    expect(readSourceMap(text)).toBeUndefined();
  });

  it.each(['a\nb.ts', 'a:1:2) at evil', '\u202ea.ts', 'x'.repeat(201), 7, null, 'plugin://other/a.ts'])(
    'does not lead to a source called %j',
    (name) => {
      expect(readSourceMap(toMap('AAAA', [name]))?.find(1, 1)).toBeUndefined();
    },
  );

  it('shows no way up to a folder', () => {
    expect(readSourceMap(toMap('AAAA', ['../../../src/a.ts']))?.find(1, 1)?.source).toBe('src/a.ts');
  });

  it('answers for whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...digits, ',', ';', '!', 'é') }),
        fc.nat(5),
        fc.nat(50),
        (text, line, column) => {
          const place = readSourceMap(toMap(text))?.find(line, column);
          if (place) expect(place.line > 0 && place.column > 0).toBe(true);
        },
      ),
    );
  });

  it('is read no further than so many places', () => {
    const reader = readSourceMap(toMap('AACA;'.repeat(299_990)));
    expect(reader?.find(10, 1)).toEqual({ source: 'src/a.ts', line: 11, column: 1 });
    expect(readSourceMap(toMap('AACA;'.repeat(400_000)))).toBeUndefined();
  });
});
