import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { toSamePlaces, withInlineMaps } from './inline-maps.ts';

const folder = mkdtempSync(join(tmpdir(), 'omnitrade-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readMap = (text = '') => {
  const [, base64 = ''] = /sourceMappingURL=data:application\/json;base64,(\S+)$/.exec(text) ?? [];
  return JSON.parse(Buffer.from(base64, 'base64').toString());
};

describe('a map of a file onto itself', () => {
  it('leads every word to where it stands', () => {
    const text = `let a = 1;\n\n  function deep(x) {\n    return x + ${'long'.repeat(400)};\n  }`;
    const map = new SourceMap({
      file: '',
      version: 3,
      sources: ['own'],
      sourcesContent: [text],
      names: [],
      mappings: toSamePlaces(text),
      sourceRoot: '',
    });
    for (const [line, content] of text.split('\n').entries())
      for (const { index } of content.matchAll(/[\w$]+/g))
        expect(map.findEntry(line, index)).toMatchObject({ originalLine: line, originalColumn: index });
  });
});

describe('modules for a debugger', () => {
  it('name the file of the author, with its text as it was written', () => {
    const written = 'const n: number = 1;\n';
    writeFileSync(join(folder, 'index.ts'), written);
    const [text] = [...withInlineMaps(new Map([['index.ts', 'const n         = 1;\n']]), folder).values()];
    expect(text?.startsWith('const n         = 1;\n')).toBe(true);
    expect(readMap(text)).toMatchObject({
      sources: [pathToFileURL(join(folder, 'index.ts')).href],
      sourcesContent: [written],
    });
  });

  it('take the map beside a bundle, and leave libraries alone', () => {
    writeFileSync(
      join(folder, 'bundle.js.map'),
      JSON.stringify({ version: 3, sources: ['src/a.ts'], names: [], mappings: 'AAAA' }),
    );
    const modules = new Map([
      ['bundle.js', 'x();\n//# sourceMappingURL=bundle.js.map'],
      ['plugin:other/index.js', 'y();'],
    ]);
    const made = withInlineMaps(modules, folder);
    expect(readMap(made.get('bundle.js'))).toMatchObject({
      sources: ['src/a.ts'],
      sourceRoot: `${pathToFileURL(folder).href}/`,
    });
    expect(made.get('bundle.js')?.match(/sourceMappingURL/g)).toHaveLength(1);
    expect(made.get('plugin:other/index.js')).toBe('y();');
  });
});
