import { readFileSync } from 'node:fs';
import type { Contribution } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { checkPackage, checkSubject, fixSubject, readSubject } from './check-package.ts';
import { contextParts } from './context-parts.ts';
import { packageRules } from './index.ts';
import type { PackageToCheck, TrialReport } from './package-rule.ts';

const manifest = {
  name: 'my-plugin',
  version: '1.0.0',
  author: 'example-labs',
  description: 'Does a thing.',
  main: 'index.js',
  permissions: ['charts:write'],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};
const code = `import { x } from './x.js';\nexport default { activate({ charts }) { charts.addIndicator(x); } };\n`;
const sound = {
  'plugin.json': manifest,
  'index.js': code,
  'x.js': 'export const x = {};\n',
  'README.md': '# Mine\n',
  'test/a.test.js': 'eval("tests are not checked")',
};
type Files = Readonly<Record<string, string | object | null>>;

function pack(changes: Files, more: Partial<PackageToCheck> = {}): PackageToCheck {
  const files = Object.entries({ ...sound, ...changes }).flatMap(([path, content]) => {
    if (content === null) return [];
    const data = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return [{ path, bytes: data.length, kind: 'file' as const, data }];
  });
  return { files, from: 'folder', ...more };
}
const adds = (...points: string[]): TrialReport => ({
  contributions: points.map((point) => ({ point, id: 'x', info: {} }) as unknown as Contribution),
});
const change = (changes: object) => ({ 'plugin.json': { ...manifest, ...changes } });
const check = (changes: Files, more?: Partial<PackageToCheck>) => checkPackage(pack(changes, more));

/** For each rule, a package it finds fault with: where, and what it says. */
const faulty: readonly [
  rule: string,
  Files,
  Partial<PackageToCheck>,
  file: string,
  line: number | undefined,
  says: string,
][] = [
  ['manifest', change({ permisions: ['storage'] }), {}, 'plugin.json', 16, 'permisions'],
  ['manifest', { 'plugin.json': null }, {}, 'plugin.json', undefined, 'There is no plugin.json'],
  ['manifest', { 'plugin.json': '{ "name": }' }, {}, 'plugin.json', 1, 'This is not JSON'],
  [
    'point-permissions',
    change({ extensionPoints: ['data.provider', 'chart.indicator'] }),
    {},
    'plugin.json',
    11,
    'data:provide',
  ],
  ['key-order', { 'plugin.json': { ...{ version: '1.0.0' }, ...manifest } }, {}, 'plugin.json', 3, '"name" stands out'],
  ['layout', { 'README.md': null }, {}, 'README.md', undefined, 'There is no README.md'],
  ['layout', change({ main: 'main.js' }), {}, 'plugin.json', 6, '"main.js"'],
  ['layout', { 'lib/run.exe': 'MZ' }, {}, 'lib/run.exe', undefined, 'a program or a library'],
  ['layout', { 'X.js': 'export {};' }, {}, 'x.js', undefined, 'rename one'],
  ['layout', { 'test/a.test.js': null }, {}, 'test/', undefined, 'There are no tests'],
  ['size', { 'assets/a.csv': 'x'.repeat(6 * 1024 * 1024) }, {}, 'assets/a.csv', undefined, '6.0 MB'],
  ['readable-code', { 'index.js': 'import x from "./x.js";\nlet 1;' }, {}, 'index.js', 2, 'cannot be read as a module'],
  ['imports', { 'index.js': `import 'lodash';\n${code}` }, {}, 'index.js', 1, '"lodash"'],
  ['imports', { 'x.js': `export { x } from '../y.js';` }, {}, 'x.js', 1, 'there is no such file'],
  ['imports', { 'index.js': `import 'plugin:tools';\n${code}` }, {}, 'index.js', 1, 'not among "dependencies"'],
  ['dynamic-code', { 'x.js': '\nexport const x = eval("1");' }, {}, 'x.js', 2, 'It uses eval'],
  ['foreign-globals', { 'x.js': 'export const x = process.env;' }, {}, 'x.js', 1, '"process"'],
  [
    'obfuscation',
    { 'x.js': `export const x = "\\x66\\x65\\x74\\x63\\x68\\x21";` },
    {},
    'x.js',
    1,
    'letters written as escapes',
  ],
  ['invisible-characters', { 'README.md': 'fine\n a\u202eb' }, {}, 'README.md', 2, 'U+202E) at column 3'],
  ['secrets', { 'notes.txt': '-----BEGIN PRIVATE KEY-----' }, {}, 'notes.txt', 1, 'a private key'],
  ['secrets', { 'x.js': 'export const x = { apiKey: "q7Zp2Lk9Xv4Rt8Wm" };' }, {}, 'x.js', 1, 'a secret in plain text'],
  ['dot-files', { '.env': 'A=1' }, {}, '.env', undefined, 'holds secrets'],
  ['dot-files', { '.secretive': '' }, {}, '.secretive', undefined, 'left out'],
  [
    'undeclared-capability',
    { 'index.js': code.replace('{ charts }', '{ charts, storage }') },
    {},
    'index.js',
    2,
    '"storage"',
  ],
  ['unused-permission', change({ permissions: ['charts:write', 'storage'] }), {}, 'plugin.json', 9, '"storage"'],
  ['network-hosts', { 'x.js': 'export const x = fetch("https://a.example/");' }, {}, 'x.js', 1, 'asks for no host'],
  [
    'network-hosts',
    {
      ...change({ permissions: ['charts:write', 'net:*.b.example'] }),
      'x.js': 'export const x = [fetch("https://api.b.example/"),\n"https://a.example/"];',
    },
    {},
    'x.js',
    2,
    '"a.example"',
  ],
  [
    'unused-hosts',
    change({ permissions: ['charts:write', 'net:a.example.com'] }),
    {},
    'plugin.json',
    9,
    'nothing in its code uses it',
  ],
  [
    'declared-points',
    {},
    { trial: adds('chart.indicator', 'component.panel') },
    'plugin.json',
    10,
    '"component.panel"',
  ],
  ['declared-points', {}, { trial: adds() }, 'plugin.json', 11, 'adds nothing there'],
  [
    'runs',
    {},
    { trial: { ...adds(), failure: { code: 'plugin.x', message: 'It threw.' } } },
    'index.js',
    undefined,
    'It threw.',
  ],
  ['start-time', {}, { trial: { ...adds('chart.indicator'), startMs: 140 } }, 'index.js', undefined, '140 ms'],
  ['types', { 'plugin.d.ts': 'old' }, {}, 'plugin.d.ts', undefined, 'does not say what plugin.json says'],
];

describe('checkPackage', () => {
  test('finds nothing in a sound package', async () => {
    expect(await check({}, { trial: adds('chart.indicator') })).toEqual([]);
  });

  test.each(faulty)('%s finds its fault (%#)', async (rule, files, more, file, line, says) => {
    const found = (await check(files, more)).filter((one) => one.rule === rule);
    expect(found).toContainEqual(
      expect.objectContaining({
        rule,
        file,
        message: expect.stringContaining(says),
        ...(line !== undefined && { line }),
      }),
    );
    for (const { message, code: of } of found) {
      expect(message).toMatch(/^\S.{10,}[.?]$/s);
      expect(of).toMatch(/^[a-z]+\.[a-z-]+$/);
    }
  });

  test('has a faulty package for each rule of its own', () => {
    const tried = new Set(faulty.map(([rule]) => rule));
    const others = ['compatibility', 'dependencies', 'resource-caps', 'usable-points', 'plugin-calls'];
    for (const { rule } of packageRules) expect([...tried, ...others]).toContain(rule);
  });

  test('puts errors first', async () => {
    const found = await check({ '.secretive': '', 'README.md': null, 'x.js': 'export const x = eval("1");' });
    expect(found.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
  });

  test.each<[string, Files]>([
    ['a token of an example', { 'README.md': 'api_key: "your-api-key-here-1234"' }],
    ['a word as a password', { 'README.md': 'password: "correct-horse-battery"' }],
    ['an example of secrets', { '.env.example': 'A=1' }],
    ['an ordinary dot file', { '.gitignore': 'dist\n' }],
    ['a mark at the beginning', { 'README.md': '\ufeff# Mine' }],
    ['a family of emoji', { 'README.md': '👩‍👩‍👧' }],
    ['a link in a text without any request', { 'x.js': 'export const x = "https://a.example/";' }],
    ['TypeScript for JavaScript', { 'x.js': null, 'x.ts': 'export const x: object = {};' }],
    ['a part of the SDK', { 'x.js': `import '@omnitrade/sdk/ui'; export const x = 1;` }],
    [
      'a built plugin',
      { ...change({ main: 'dist/index.js' }), 'dist/index.js': code, 'dist/x.js': 'export const x = 1;' },
    ],
  ])('takes %s for what it is', async (_, files) => {
    expect(await check(files)).toEqual([]);
  });

  test('reads what is hostile in good time', async () => {
    const files = {
      'x.js': `export const x = ${'['.repeat(50_000)}`,
      'a.txt': `apikey="${'a'.repeat(200_000)}`,
      'b.txt': '-----BEGIN '.repeat(20_000),
      'c.txt': `eyJ${'a'.repeat(100_000)}`,
      'plugin.json': '{"a":'.repeat(20_000),
    };
    const found = await check(files);
    expect(found.map(({ rule }) => rule)).toContain('readable-code');
  });

  test('judges an archive by what is in it', async () => {
    const found = await checkPackage(pack({ 'test/a.test.js': null }, { from: 'archive' }));
    expect(found).toEqual([]);
  });
});

describe('fixSubject', () => {
  async function fix(text: string, more: Partial<PackageToCheck> = {}) {
    const subject = await readSubject(pack({ 'plugin.json': text }, more));
    const repaired = fixSubject(subject);
    return { subject, repaired, text: repaired.get('plugin.json') };
  }
  const written = `{
  "name": "my-plugin",
  "version":  "1.0.0",
  "author": "example-labs", "description": "Does a thing.",
  "main": "index.js",
  "permisions": ["chart:write", "storage", "chart:write"],
  "dependencies": { "my-plugin": "^1.0.0", "other": "^1.0.0" },
  "extensionPoints": ["chart.indicater"],
  "resources": { "memoryMb": 3000, "turnMS": 20 },
  "compatibility": { "terminal": "^1.0.0" }
}
`;

  test('mends typos, caps and points, and touches nothing else', async () => {
    const { text, subject } = await fix(written, { trial: adds('chart.indicator', 'component.panel') });
    expect(checkSubject(subject).some(({ fixable }) => fixable)).toBe(true);
    expect(text).toBe(`{
  "name": "my-plugin",
  "version":  "1.0.0",
  "author": "example-labs", "description": "Does a thing.",
  "main": "index.js",
  "permissions": ["charts:write", "storage"],
  "dependencies": { "other": "^1.0.0" },
  "extensionPoints": ["chart.indicator", "component.panel"],
  "resources": { "memoryMb": 256, "turnMs": 20 },
  "compatibility": { "terminal": "^1.0.0" }
}
`);
  });

  test('leaves nothing fixable behind, and repairs nothing twice', async () => {
    const { text } = await fix(written, { trial: adds('chart.indicator', 'component.panel') });
    const again = await readSubject(
      pack({ 'plugin.json': text as string }, { trial: adds('chart.indicator', 'component.panel') }),
    );
    const fixable = checkSubject(again).filter((one) => one.fixable);
    expect(fixable.map(({ rule }) => rule)).toEqual(['point-permissions']);
    const third = fixSubject(again).get('plugin.json') as string;
    const last = await readSubject(
      pack({ 'plugin.json': third }, { trial: adds('chart.indicator', 'component.panel') }),
    );
    expect(checkSubject(last).filter((one) => one.fixable)).toEqual([]);
    expect(fixSubject(last).size).toBe(0);
  });

  test.each([
    ['what only the author can know', JSON.stringify({ ...manifest, version: 'one' })],
    ['a key that is near nothing', JSON.stringify({ ...manifest, quux: 1 })],
    ['a key that is there already', JSON.stringify({ ...manifest, permission: [] })],
    ['what is no JSON', '{ "name": '],
    ['what is no object', '[]'],
  ])('leaves %s alone', async (_, text) => {
    expect((await fix(text)).repaired.size).toBe(0);
  });

  test('writes the types that plugin.json stands for', async () => {
    const subject = await readSubject(pack({ 'plugin.d.ts': 'old' }));
    expect(fixSubject(subject).get('plugin.d.ts')).toContain(`readonly permissions: 'charts:write';`);
  });

  test('puts keys in order', async () => {
    const { text } = await fix(JSON.stringify({ ...{ version: '1.0.0' }, ...manifest }, null, 2));
    expect(Object.keys(JSON.parse(text as string)).slice(0, 2)).toEqual(['name', 'version']);
  });
});

test('parts of the context are those of the guest runtime', () => {
  const runtime = readFileSync(new URL('../../../../sdk/src/guest/runtime.ts', import.meta.url), 'utf8');
  const pairs = [...runtime.matchAll(/whileGranted\('(\w+)', '([a-z:-]+)'/g)];
  expect(pairs.length).toBeGreaterThan(3);
  for (const [, part = '', permission] of pairs) expect(contextParts[part]).toContain(permission);
});
