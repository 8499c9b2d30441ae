import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileFolder } from './compile-folder.ts';
import { writeBuild } from './write-build.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'omnitrade-build-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const manifest = {
  name: 'built-sample',
  version: '1.0.0',
  author: 'example-labs',
  description: 'Made for a test.',
  main: 'index.js',
  permissions: ['charts:write'],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};
const sources = {
  'plugin.json': JSON.stringify(manifest),
  'index.ts': `import { definePlugin } from '@omnitrade/sdk';
import { mean } from 'a-library';
import { factor } from './services/factor.ts';

export default definePlugin({ activate({ log }) { log.info(mean([1, factor])); } });
`,
  'services/factor.ts': `enum Unit { One = 1 }
export function fail(): never { throw new Error('planted'); }
export const factor: number = Math.random() < 2 ? Unit.One : fail();
`,
  'node_modules/a-library/package.json':
    '{ "name": "a-library", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/a-library/index.js': 'export const mean = (all) => all.reduce((a, b) => a + b, 0) / all.length;',
  'assets/note.txt': 'hello',
  'README.md': '# Sample',
};

/** A plugin in a folder of the given name, with some files in another form; null takes one away. */
function write(name: string, change: Readonly<Record<string, string | null>> = {}): string {
  const folder = join(base, name);
  for (const [path, text] of Object.entries({ ...sources, ...change })) {
    if (text === null) continue;
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const always = { bundled: 'always' } as const;

describe('a build', () => {
  it('bundles libraries, leaves the SDK to the terminal, and says what each module is made of', async () => {
    const { files, madeOf } = await compileFolder(write('one'), always);
    expect([...files.keys()].sort()).toEqual(['README.md', 'assets/note.txt', 'index.js', 'plugin.json']);
    const code = Buffer.from(files.get('index.js') as Uint8Array).toString();
    expect(code.match(/import .* from "(.*)"/g)).toEqual(['import { definePlugin } from "@omnitrade/sdk"']);
    expect([...(madeOf.get('index.js') ?? [])].sort()).toEqual(['a-library', 'index.ts', 'services/factor.ts']);
  });

  it('gives the same bytes in folders of other names', async () => {
    const [one, two] = await Promise.all(
      ['one', 'deeper/other-name'].map((name) => compileFolder(write(name), always)),
    );
    expect(two?.files).toEqual(one?.files);
    expect(two?.maps).toEqual(one?.maps);
  });

  it('leads from a place in the code back to the source', async () => {
    const { files, maps } = await compileFolder(write('one'), always);
    const lines = Buffer.from(files.get('index.js') as Uint8Array)
      .toString()
      .split('\n');
    const line = lines.findIndex((text) => text.includes('planted'));
    const column = lines[line]?.indexOf('new Error') as number;
    const map = new SourceMap(JSON.parse(maps.get('index.js') as string));
    expect(map.findEntry(line, column)).toMatchObject({ originalSource: 'services/factor.ts', originalLine: 1 });
  });

  it('keeps file by file what only has to lose its types', async () => {
    const plain = write('one', {
      'index.ts': `import { factor } from './services/factor.ts';\nexport default { activate() { factor; } };`,
      'services/factor.ts': 'export const factor: number = 2;',
    });
    const { files, maps } = await compileFolder(plain, { bundled: 'where-needed' });
    expect([...files.keys()].filter((path) => path.endsWith('.js'))).toEqual(['index.js', 'services/factor.js']);
    expect(maps.size).toBe(0);
    const mixed = await compileFolder(write('two'), { bundled: 'where-needed' });
    expect([...mixed.maps.keys()]).toEqual(['index.js']);
  });

  it('turns elements into calls of the SDK', async () => {
    const folder = write('one', {
      'index.ts': null,
      'index.tsx': 'const view = () => <text>hi</text>;\nexport default { activate() { view(); } };',
    });
    const { files } = await compileFolder(folder, { bundled: 'where-needed' });
    expect(Buffer.from(files.get('index.js') as Uint8Array).toString()).toContain('@omnitrade/sdk/jsx-runtime');
  });

  it.each([
    [
      'a file that is not there',
      { 'index.ts': `import './gone.ts';` },
      'pack.missing-import',
      'index.ts imports "./gone.ts"',
    ],
    [
      'a library that is not there',
      { 'index.ts': `import 'no-such-library';` },
      'pack.missing-import',
      '"no-such-library"',
    ],
    ['what only Node has', { 'index.ts': `import 'node:fs';` }, 'pack.missing-import', '"node:fs"'],
    [
      'broken TypeScript',
      { 'index.ts': 'const a = 1;\nconst b = ;' },
      'pack.not-built',
      'index.ts, line 2, cannot be built',
    ],
    [
      'a name that is not exported',
      { 'index.ts': `\nimport { nothing } from './services/factor.ts';\nexport default nothing;` },
      'pack.not-built',
      '"nothing" is not exported by "services/factor.ts"',
    ],
    ['a main without a source', { 'index.ts': null }, 'pack.no-entry', 'There is no source for index.js'],
  ])('refuses %s in one sentence', async (_name, change, code, words) => {
    await expect(compileFolder(write('one', change), always)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });
});

describe('dist/', () => {
  it('is a plugin folder with source maps, and follows its sources', async () => {
    const folder = write('one');
    const { dir, files } = await writeBuild(folder, await compileFolder(folder, always));
    expect(files.map(({ path }) => path)).toEqual([
      'README.md',
      'assets/note.txt',
      'index.js',
      'index.js.map',
      'plugin.json',
    ]);
    expect(readFileSync(join(dir, 'index.js'), 'utf8')).toMatch(/\n\/\/# sourceMappingURL=index\.js\.map\n$/);
    rmSync(join(folder, 'assets'), { recursive: true });
    const again = await writeBuild(folder, await compileFolder(folder, always));
    expect(again.files.map(({ path }) => path)).not.toContain('assets/note.txt');
  });

  it('that somebody else made is left alone', async () => {
    const folder = write('one', { 'dist/thesis.txt': 'years of work' });
    await expect(writeBuild(folder, await compileFolder(folder, always))).rejects.toMatchObject({
      code: 'pack.not-ours',
    });
    expect(readFileSync(join(folder, 'dist/thesis.txt'), 'utf8')).toBe('years of work');
  });
});

it('a library that is linked from elsewhere is found', async () => {
  const elsewhere = join(base, 'library');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'package.json'), '{ "name": "a-library", "type": "module", "main": "index.js" }');
  writeFileSync(join(elsewhere, 'index.js'), 'export const mean = () => 4;');
  const folder = write('one', { 'node_modules/a-library/index.js': null, 'node_modules/a-library/package.json': null });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(elsewhere, join(folder, 'node_modules/a-library'));
  const { files } = await compileFolder(folder, always);
  expect(Buffer.from(files.get('index.js') as Uint8Array).toString()).toContain('4');
});
