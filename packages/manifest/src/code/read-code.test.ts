import { describe, expect, test } from 'vitest';
import type { ModuleFacts } from './facts.ts';
import { readCode } from './read-code.ts';

async function read(source: string, path = 'index.js'): Promise<ModuleFacts> {
  const [facts] = await readCode(new Map([[path, source]]));
  return facts as ModuleFacts;
}
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('readCode', () => {
  test('finds imports, hosts and names from outside', async () => {
    const facts = await read(
      `import { a } from './a.js';\nexport { b } from './b.js';\nconst own = 1;\nfetch(\`https://api.example.com/\${own}\`);\nprocess.exit(a.fetch, { fetch: 1 });`,
    );
    expect(facts.imports).toEqual([
      { name: './a.js', line: 1 },
      { name: './b.js', line: 2 },
    ]);
    expect(facts.hosts).toEqual([{ name: 'api.example.com', line: 4 }]);
    expect(names(facts.globals).sort()).toEqual(['fetch', 'process']);
    expect(facts.fault).toBeUndefined();
  });

  test('takes the types out of TypeScript and keeps the lines', async () => {
    const facts = await read(
      'import type { A } from "./a.ts";\ninterface B { c: A }\nfetch("https://x.example/");\n',
      'index.ts',
    );
    expect(facts.imports).toEqual([]);
    expect(facts.hosts).toEqual([{ name: 'x.example', line: 3 }]);
  });

  test.each([
    ['eval("1")', 'eval'],
    ['new Function("return 1")()', 'Function'],
    ['await import("./x.js")', 'import()'],
    ['setTimeout("alert()", 1)', 'setTimeout of a text'],
    ['(() => {}).constructor("return 1")', '.constructor()'],
    ['[]["constructor"]["constructor"]("x")', '.constructor()'],
    ['const e = eval; e("1")', 'eval'],
    ['WebAssembly.compile(b)', 'WebAssembly'],
    ['require("fs")', 'require'],
  ])('finds the dynamic code in %s', async (source, what) => {
    expect(names((await read(source)).dynamicCode)).toContain(what);
  });

  test.each([
    'setTimeout(() => {}, 1)',
    'const o = { eval: 1 }; o.eval',
    'class A { constructor() {} } new A("x")',
    'function require() {} require("x")',
  ])('finds none in %s', async (source) => {
    expect((await read(source)).dynamicCode).toEqual([]);
  });

  test.each([
    ['export default { activate({ charts, log }) {} }', ['charts', 'log']],
    ['export default definePlugin({ activate: (context) => context.charts.addIndicator({}) })', ['charts']],
    [
      'async function start(c) { const { storage, data: d } = c; } export default { activate: start }',
      ['storage', 'data'],
    ],
    ['export default { onUpdate(from, { storage }) {}, activate() {} }', ['storage']],
    ['const activate = ({ charts, ...rest }) => rest; export default { activate }', ['charts']],
    ['export default { deactivate(charts) { charts.x } }', []],
  ])('finds the parts of the context in %s', async (source, parts) => {
    expect(names((await read(source)).contextParts)).toEqual(parts);
  });

  test.each([
    ['escapes', `const a = "\\x66\\x65\\x74\\x63\\x68\\x21";`, 'letters written as escapes'],
    ['names', `let _0xabc1, _0xabc2, _0xabc3, _0xabc4, _0xabc5, _0xabc6;`, 'names such as _0xabc1'],
    ['a packed text', `const p = "${'QUJD'.repeat(200)}";`, 'a long packed text'],
  ])('finds what is disguised by %s', async (_, source, what) => {
    expect(names((await read(source)).disguises)).toEqual([what]);
  });

  test('does not take minified code for disguised', async () => {
    const source = `const a=1,b=2;export const c=(d,e)=>d+e*a/b,f="https://api.example.com/v1?x=1&y=2",g=[${'1,'.repeat(3000)}2];`;
    expect((await read(source)).disguises).toEqual([]);
  });

  test.each<[string, string, string?]>([
    ['what is no code', 'this is no code'],
    ['what is no TypeScript', 'const a: = 1;', 'index.ts'],
    ['enums', 'enum A { B }', 'index.ts'],
    ['nesting without end', `${'['.repeat(200_000)}`],
    ['nesting that ends', `${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['a source that is too long', `/*${' '.repeat(5 * 1024 * 1024)}*/`],
  ])('says why %s cannot be read, and goes on', async (_, source, path = 'bad.js') => {
    const [bad, good] = await readCode(
      new Map([
        [path, source],
        ['good.js', 'fetch("https://x.example")'],
      ]),
    );
    expect(bad?.fault?.why).toMatch(/\S/);
    expect(good?.hosts).toEqual([{ name: 'x.example', line: 1 }]);
  });

  test('ends a reader that does not come back', async () => {
    const heavy = `const a = [${'{b:[c=>c]},'.repeat(150_000)}];`;
    const [facts] = await readCode(new Map([['heavy.js', heavy]]), { limitMs: 5 });
    expect(facts?.fault?.why).toBe('reading it took too long');
  });
});
