import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toJavaScript } from './to-javascript.ts';

const convert = async (index: string, others: Readonly<Record<string, string>> = {}) => {
  const sources = { 'index.ts': index, 'a.ts': 'export const a = 1;', 'deep/b.mts': 'export default 2;', ...others };
  return toJavaScript(new Map(Object.entries(sources)));
};
const index = async (source: string) => (await convert(source)).get('index.js')?.trim();

describe('toJavaScript', () => {
  test('takes types out and names files .js', async () => {
    const made = await convert('export const x: number = 1;');
    expect([...made.keys()]).toEqual(['index.js', 'a.js', 'deep/b.mjs']);
    expect(made.get('index.js')).toMatch(/^export const x {2,}= 1;$/);
  });

  test.each([
    [`import { a } from './a.ts';`, `import { a } from './a.js';`],
    [`import { a } from "./a.ts"`, `import { a } from "./a.js"`],
    [`import b from './deep/b.mts';`, `import b from './deep/b.mjs';`],
    [`import './a.ts';import'./a.ts'`, `import './a.js';import'./a.js'`],
    [`export * from './a.ts';`, `export * from './a.js';`],
    [`export { a as default } from './deep/../a.ts';`, `export { a as default } from './deep/../a.js';`],
    [`import {\n  a, // from './a.ts'\n} from './a.ts';`, `import {\n  a, // from './a.ts'\n} from './a.js';`],
    [`import * as all from './a.ts' /* './a.ts' */`, `import * as all from './a.js' /* './a.ts' */`],
  ])('renames the import of %j', async (source, expected) => {
    expect(await index(source)).toBe(expected);
  });

  test.each([
    `const text = './a.ts';`,
    `const text = "import './a.ts'";`,
    "const text = `import './a.ts'`;",
    `const text = \`\${'./a.ts'}\`;`,
    `const shape = /import ['./a.ts'] from/;`,
    `const n = 4 / 2; f('./a.ts'); const m = n / 2;`,
    `// import './a.ts'`,
    `/* import './a.ts' */`,
    `import './missing.ts';`,
    `import '../outside.ts';`,
    `import x from 'a.ts';`,
    `const later = import('./a.ts');`,
    `const o = { from: './a.ts' }; o.from`,
  ])('leaves %j as it is', async (source) => {
    expect(await index(source)).toBe(source);
  });

  test('tells an import from the same text elsewhere in one line', async () => {
    const source = `const s = "from './a.ts'"; import { a } from './a.ts'; log('./a.ts', a);`;
    expect(await index(source)).toBe(`const s = "from './a.ts'"; import { a } from './a.js'; log('./a.ts', a);`);
  });

  test('leaves imports of types out with the types', async () => {
    expect(await index(`import type { T } from './a.ts';\nexport const x = 1;`)).toBe('export const x = 1;');
  });

  test('renames imports in JavaScript too', async () => {
    const made = await convert('', { 'c.js': `import './a.ts';` });
    expect(made.get('c.js')).toBe(`import './a.js';`);
  });

  test.each<[string, string, Readonly<Record<string, string>>?]>([
    ['pack.odd-import', `import './a.ts'; import './\\x61.ts';`],
    ['pack.not-a-module', `import './a.ts'; const = 5;`],
    ['pack.not-a-module', '', { 'c.js': `import './a.ts'; const = 5;` }],
    ['pack.not-strippable', 'enum E { A }'],
    ['pack.not-a-module', 'const x: = 5;'],
    ['pack.two-sources', '', { 'a.js': '' }],
  ])('refuses with %s: %j', async (code, source, others) => {
    await expect(convert(source, others)).rejects.toMatchObject({ code });
  });

  test('changes nothing but imports, whatever stands around them', async () => {
    const around = fc.constantFrom(
      '/* a */',
      '"x"',
      "'./a.ts'",
      '`./a.ts`',
      '/re/',
      '1',
      "f('./a.ts')",
      "({ a: './a.ts' })",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(around, { maxLength: 5 }),
        fc.array(around, { maxLength: 5 }),
        async (before, behind) => {
          const with_ = (name: string) => [...before, `import { a } from '${name}'`, ...behind].join(';\n');
          expect(await index(`${with_('./a.ts')};`)).toBe(`${with_('./a.js')};`);
        },
      ),
      { numRuns: 25 },
    );
  });
});
