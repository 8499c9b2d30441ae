import { readFileSync } from 'node:fs';
import type { CodedError } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toManifestJsonSchema } from './json-schema.ts';
import {
  checkManifest,
  type ManifestIssue,
  manifestMaxBytes,
  parseManifest,
  parseManifestValue,
} from './parse-manifest.ts';

const page = readFileSync(new URL('./fixtures/requirement-example.md', import.meta.url), 'utf8');
const example = /```json\n(.*?)```/s.exec(page)?.[1] as string;
const least = {
  name: 'my-plugin',
  version: '1.0.0',
  author: 'example-labs',
  description: 'Does a thing.',
  main: 'index.js',
  compatibility: { terminal: '^1.0.0' },
};
const parse = (changes: object) => parseManifest(JSON.stringify({ ...least, ...changes }));

function faultOf(act: () => unknown): CodedError & { data: { issues: ManifestIssue[] } } {
  try {
    act();
  } catch (error) {
    return error as CodedError & { data: { issues: ManifestIssue[] } };
  }
  throw new Error('nothing was refused');
}

describe('parseManifest', () => {
  test('accepts the example of the requirement word for word', () => {
    expect(parseManifest(example)).toEqual({
      ...JSON.parse(example),
      permissions: ['charts:read', 'charts:write', 'data:read'].map((id) => ({ id, optional: false, limits: {} })),
    });
  });

  test('accepts a manifest that says everything', () => {
    const whole = {
      $schema: './plugin.schema.json',
      displayName: 'My plugin – größer',
      icon: 'assets/icon.svg',
      license: 'Apache-2.0',
      homepage: 'https://example.com/my-plugin',
      keywords: ['rsi', 'moving average'],
      categories: ['indicators'],
      permissions: [
        'charts:write',
        { id: 'net:*.example.com', reason: 'Fetches news.', optional: true, limits: { bytesPerDay: 1_000_000 } },
      ],
      dependencies: { 'chart-utilities': '^2.0.0 || 3.x' },
      extensionPoints: ['chart.indicator'],
      configuration: { type: 'object', properties: { fast: { type: 'boolean', default: true } } },
      resources: { memoryMb: 64, cpuPercent: 20, turnMs: 50, storageMb: 5 },
      main: 'services/main.mjs',
    };
    expect(parse(whole)).toMatchObject({
      permissions: [
        { id: 'charts:write', optional: false, limits: {} },
        { id: 'net:*.example.com', reason: 'Fetches news.', optional: true, limits: { bytesPerDay: 1_000_000 } },
      ],
      configuration: whole.configuration,
    });
  });

  test('fills in what may be left out, and reads its own result again as the same', () => {
    const manifest = parse({});
    expect(manifest).toEqual({ ...least, permissions: [], dependencies: {}, extensionPoints: [] });
    expect(parseManifestValue(manifest)).toEqual(manifest);
    expect(parseManifestValue(parse({ permissions: ['storage'] }))).toEqual(parse({ permissions: ['storage'] }));
  });

  test.each<[string, object, string]>([
    ['an unknown field', { permision: [] }, 'There is no field "permision"; did you mean "permissions"?'],
    ['a field of nobody', { zzzzzz: 1 }, 'There is no field "zzzzzz".'],
    [
      'a field inside',
      { resources: { memoryMB: 5 } },
      'There is no field "resources.memoryMB"; did you mean "memoryMb"?',
    ],
    [
      'a field beside terminal',
      { compatibility: { terminal: '1.x', node: '1' } },
      'There is no field "compatibility.node".',
    ],
    [
      'a capital in the name',
      { name: 'MyPlugin' },
      '"name" must be a letter a to z, then 1 to 63 of a to z, 0 to 9 and "-", not "MyPlugin".',
    ],
    ['a path as name', { name: '../x' }, '"name" must be a letter'],
    ['a missing name', { name: undefined }, '"name" is missing.'],
    ['a number as name', { name: 5 }, '"name" must be text, not 5.'],
    [
      'half a version',
      { version: '1.0' },
      '"version" must be a semantic version without build metadata, such as "1.0.0"',
    ],
    ['a version with a letter', { version: 'v1.0.0' }, '"version" must be a semantic version'],
    ['build metadata', { version: '1.0.0+5' }, '"version" must be a semantic version'],
    ['an endless version', { version: `1.0.0-${'a'.repeat(300)}` }, '"version" must be a semantic version'],
    [
      'an empty range',
      { compatibility: { terminal: '' } },
      '"compatibility.terminal" must be a range of versions such as "^1.0.0", not "".',
    ],
    [
      'a tag as range',
      { dependencies: { 'chart-utilities': 'latest' } },
      '"dependencies.chart-utilities" must be a range',
    ],
    ['an endless range', { dependencies: { other: '>='.repeat(1e4) } }, '"dependencies.other" must be a range'],
    ['a name no plugin has', { dependencies: { Chart: '1' } }, '"dependencies.Chart" must be named by a letter a to z'],
    ['a list of dependencies', { dependencies: ['a'] }, '"dependencies" must be an object, not a list.'],
    ['a missing compatibility', { compatibility: undefined }, '"compatibility" is missing.'],
    ['a main elsewhere', { main: '../index.js' }, '"main" must be the path of a .js or .mjs file inside the package'],
    ['an absolute main', { main: '/etc/x.js' }, '"main" must be the path'],
    ['a main not normalised', { main: './index.js' }, '"main" must be the path'],
    ['a main with an address', { main: 'https://example.com/x.js' }, '"main" must be the path'],
    ['a main that is no module', { main: 'index.json' }, '"main" must be the path'],
    ['an icon elsewhere', { icon: '../../x.png' }, '"icon" must be the path of a .svg or .png file'],
    ['a picture of another kind', { icon: 'x.gif' }, '"icon" must be the path'],
    [
      'an unknown permission',
      { permissions: ['charts:raed'] },
      'There is no permission "charts:raed"; did you mean "charts:read"?',
    ],
    [
      'an address as host',
      { permissions: [{ id: 'net:10.0.0.1' }] },
      'names no usable host: an address is not allowed',
    ],
    [
      'a permission twice',
      { permissions: ['storage', { id: 'storage' }] },
      '"permissions[1]" names "storage" a second time; keep one.',
    ],
    ['a permission of another kind', { permissions: [5] }, '"permissions[0]" must be text or an object, not 5.'],
    [
      'a slip in a permission',
      { permissions: [{ id: 'storage', reasn: 'x' }] },
      'There is no field "permissions[0].reasn"; did you mean "reason"?',
    ],
    ['a permission without id', { permissions: [{ reason: 'x' }] }, '"permissions[0].id" is missing.'],
    [
      'an unknown limit',
      { permissions: [{ id: 'storage', limits: { gb: 1 } }] },
      'The permission "storage" has no limit "gb"; did you mean "mb"?',
    ],
    ['permissions as one text', { permissions: 'storage' }, '"permissions" must be a list, not "storage".'],
    [
      'an unknown point',
      { extensionPoints: ['chart.indicators'] },
      '"extensionPoints[0]" must be a known one, not "chart.indicators"; did you mean "chart.indicator"?',
    ],
    [
      'a point twice',
      { extensionPoints: ['chart.indicator', 'chart.indicator'] },
      '"extensionPoints[1]" names "chart.indicator" a second time',
    ],
    ['a point everyone has', { extensionPoints: ['toString'] }, '"extensionPoints[0]" must be one of component.panel'],
    [
      'a schema outside the subset',
      { configuration: { type: 'object', properties: { a: { type: 'string', pattern: '(a+)+' } } } },
      '"a" uses "pattern", which schemas of plugins cannot use',
    ],
    ['no schema', { configuration: [] }, 'The schema must be an object that describes a value.'],
    ['half a megabyte', { resources: { memoryMb: 8.5 } }, '"resources.memoryMb" must be a whole number, not 8.5.'],
    ['too little memory', { resources: { memoryMb: 1 } }, '"resources.memoryMb" must be at least 8, not 1.'],
    ['more than a core', { resources: { cpuPercent: 200 } }, '"resources.cpuPercent" must be at most 100, not 200.'],
    [
      'an insecure homepage',
      { homepage: 'http://example.com' },
      '"homepage" must be an address that begins with "https://"',
    ],
    ['a script as homepage', { homepage: 'javascript:alert(1)' }, '"homepage" must be an address'],
    [
      'a name that reorders text',
      { displayName: 'a\u202eb' },
      '"displayName" must be one plain line of 1 to 60 characters, not "a\\u202eb".',
    ],
    [
      'too many keywords',
      { keywords: Array.from({ length: 21 }, (_, i) => `k${i}`) },
      '"keywords" must be a list of at most 20, not a list.',
    ],
    [
      'an unknown category',
      { categories: ['indicator'] },
      '"categories[0]" must be a known one, not "indicator"; did you mean "indicators"?',
    ],
  ])('refuses %s', (_, changes, message) => {
    const { code, data } = faultOf(() => parse(changes));
    expect(code).toBe('manifest.invalid');
    expect(data.issues.map((issue) => issue.message)).toEqual([expect.stringContaining(message)]);
  });

  test('names file, line and column of the first issue and counts the others', () => {
    const text =
      '{\n  "name": "x",\n  "version": "1.0.0",\n  "permissions": ["storage", "chart:read"],\n  "compatibility": {}\n}\n';
    const { message, data } = faultOf(() => parseManifest(text, { file: 'my-plugin/plugin.json' }));
    expect(message).toBe(
      'my-plugin/plugin.json, line 2, column 3: "name" must be a letter a to z, then 1 to 63 of a to z, 0 to 9 and "-", not "x". (and 5 more)',
    );
    expect(data.issues).toContainEqual({
      code: 'permission.unknown',
      path: 'permissions[1]',
      message: 'There is no permission "chart:read"; did you mean "charts:read"?',
      line: 4,
      column: 30,
    });
    expect(data.issues).toContainEqual(expect.objectContaining({ path: 'compatibility.terminal', line: 5, column: 3 }));
  });

  test('keeps codes and paths that a tool can act on', () => {
    const { data } = faultOf(() => parse({ configuration: { type: 'object', properties: { a: { type: 'text' } } } }));
    expect(data.issues).toMatchObject([{ code: 'schema.bad-keyword', path: 'configuration.a' }]);
  });

  test.each([
    ['a byte order mark', `\ufeff${JSON.stringify(least)}`, 'manifest.byte-order-mark'],
    ['a key twice', '{"name": "a", "name": "b"}', 'manifest.duplicate-key'],
    ['a prototype', '{"dependencies": {"__proto__": "1"}}', 'manifest.bad-key'],
    ['depth', `{"configuration": ${'['.repeat(1e5)}`, 'manifest.too-deep'],
    ['length', `{"name": "${'a'.repeat(manifestMaxBytes)}"}`, 'manifest.too-long'],
    ['length in bytes', `{"name": "${'ä'.repeat(manifestMaxBytes / 2)}"}`, 'manifest.too-long'],
    ['nothing', '', 'manifest.syntax'],
  ])('refuses %s before it looks at fields', (_, text, code) => {
    expect(faultOf(() => parseManifest(text)).data.issues.map((issue) => issue.code)).toEqual([code]);
  });

  test.each(['null', '[]', '5', '"x"'])('refuses %s, which is no object', (text) => {
    expect(faultOf(() => parseManifest(text)).data.issues[0]?.message).toMatch(/^The manifest must be an object, not /);
  });

  test('stays short where a hostile text is wrong everywhere', () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`${'k'.repeat(20)}${i}`, i]));
    const { message, data } = faultOf(() => parse(many));
    expect(data.issues.length).toBe(50);
    expect(message.length).toBeLessThan(300);
  });
});

describe('checkManifest', () => {
  test('answers any value with issues, never with a throw', () => {
    const field = fc.constantFrom(
      ...Object.keys(least),
      'permissions',
      'dependencies',
      'configuration',
      'resources',
      'icon',
    );
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (changes) => {
        for (const issue of checkManifest({ ...least, ...changes })) {
          expect(issue.code).toMatch(/^(manifest|permission|schema)\.[a-z-]+$/);
          expect(issue.message).toMatch(/^["A-Z].*[.?]$/);
        }
      }),
    );
  });
});

describe('plugin.schema.json', () => {
  test('is the schema made from the one source', () => {
    const file = readFileSync(new URL('../plugin.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(toManifestJsonSchema());
  });

  test('describes every field', () => {
    const { properties } = toManifestJsonSchema() as { properties: Record<string, { description?: string }> };
    for (const [name, { description }] of Object.entries(properties))
      expect([name, description]).toEqual([name, expect.any(String)]);
  });
});
