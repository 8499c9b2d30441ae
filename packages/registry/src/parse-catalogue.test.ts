import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCatalogue } from './parse-catalogue.ts';

function issuesOf(value: unknown): { path: string; message: string }[] {
  try {
    parseCatalogue(typeof value === 'string' ? value : JSON.stringify(value), { file: 'catalogue.json' });
    return [];
  } catch (error) {
    const { code, message, data } = error as { code: string; message: string; data: { issues: never } };
    expect(code).toBe('catalogue.invalid');
    expect(message).toMatch(/^catalogue\.json: \S.*[.)]$/);
    return data.issues;
  }
}

describe('parseCatalogue', () => {
  test('reads the documented form, and leaves keys alone that it does not know', () => {
    const release = { dependencies: { b: '^1.0.0' }, terminal: '^1.0.0', yanked: false };
    const plugins = {
      a: { '1.0.0': release, '1.1.0-beta.1': {} },
      b: { '1.0.0': { optionalDependencies: { a: '' } } },
    };
    const text = JSON.stringify({ generated: 'today', plugins: { ...plugins, c: { '1.0.0': { size: 5 } } } });
    expect(parseCatalogue(text)).toEqual({ plugins: { ...plugins, c: { '1.0.0': {} } } });
  });

  test('has no plugin that is not in it', () => {
    expect('toString' in parseCatalogue('{ "plugins": {} }').plugins).toBe(false);
  });

  test.each<[string, unknown, string, string]>([
    ['what is not JSON', '{ "plugins": ', '', 'This is not JSON'],
    ['a list', [], '', 'The text must be an object, not a list.'],
    ['nothing at all', 'null', '', 'must be an object, not null'],
    ['no plugins', {}, 'plugins', '"plugins" is missing: it must be an object.'],
    ['plugins as a list', { plugins: [] }, 'plugins', '"plugins" must be an object, not a list.'],
    ['a plugin as text', { plugins: { a: '1.0.0' } }, 'plugins.a', 'must be an object, not "1.0.0"'],
    ['a name with a slash', { plugins: { '../a': {} } }, 'plugins.../a', 'which no plugin can be called'],
    ['a name that hides', { plugins: { 'a\u202eb': {} } }, 'plugins.a\u202eb', '"a\\u202eb"'],
    ['a bad version', { plugins: { a: { '1.0': {} } } }, "plugins.a['1.0']", 'which is no version'],
    ['a version with a v', { plugins: { a: { 'v1.0.0': {} } } }, "plugins.a['v1.0.0']", 'which is no version'],
    ['a version with build data', { plugins: { a: { '1.0.0+1': {} } } }, "plugins.a['1.0.0+1']", 'is no version'],
    ['a release as a number', { plugins: { a: { '1.0.0': 5 } } }, "plugins.a['1.0.0']", 'must be an object, not 5'],
    [
      'dependencies as a list',
      { plugins: { a: { '1.0.0': { dependencies: ['b'] } } } },
      "plugins.a['1.0.0'].dependencies",
      'must be an object, not a list',
    ],
    [
      'a range that is none',
      { plugins: { a: { '1.0.0': { dependencies: { b: 'newest' } } } } },
      "plugins.a['1.0.0'].dependencies.b",
      'gives "newest", which is no range of versions',
    ],
    [
      'a range over two lines',
      { plugins: { a: { '1.0.0': { dependencies: { b: '^1.0.0\n' } } } } },
      "plugins.a['1.0.0'].dependencies.b",
      'which is no range',
    ],
    [
      'a range as a number',
      { plugins: { a: { '1.0.0': { optionalDependencies: { b: 1 } } } } },
      "plugins.a['1.0.0'].optionalDependencies.b",
      'must be a range such as "^1.0.0", not 1',
    ],
    [
      'a bad terminal',
      { plugins: { a: { '1.0.0': { terminal: '^^1' } } } },
      "plugins.a['1.0.0'].terminal",
      'gives "^^1", which is no range',
    ],
    [
      'yanked as text',
      { plugins: { a: { '1.0.0': { yanked: 'no' } } } },
      "plugins.a['1.0.0'].yanked",
      'must be true or false, not "no"',
    ],
  ])('refuses %s', (_, value, path, sentence) => {
    expect(issuesOf(value)).toContainEqual(
      expect.objectContaining({ path, message: expect.stringContaining(sentence) }),
    );
  });

  test('refuses names that mean something to the engine', () => {
    const text =
      '{ "plugins": { "__proto__": { "1.0.0": {} }, "a": { "1.0.0": { "dependencies": { "__proto__": "*" } } } } }';
    expect(issuesOf(text).map(({ path }) => path)).toEqual([
      'plugins.__proto__',
      "plugins.a['1.0.0'].dependencies.__proto__",
    ]);
    expect(({} as Record<string, unknown>)['1.0.0']).toBe(undefined);
  });

  test('refuses a plugin with 100,000 versions, and ranges without end', () => {
    const versions = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`1.${i}.0`, {}]));
    expect(issuesOf({ plugins: { a: versions } })).toEqual([
      expect.objectContaining({
        path: 'plugins.a',
        message: '"plugins.a" has 100000 versions; at most 10000 are read.',
      }),
    ]);
    const long = Array.from({ length: 5_000 }, (_, i) => `^${i}.0.0`).join(' || ');
    expect(issuesOf({ plugins: { a: { '1.0.0': { dependencies: { b: long } } } } })).toHaveLength(1);
  });

  test('says at most fifty things', () => {
    const plugins = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, { x: {} }]));
    expect(issuesOf({ plugins })).toHaveLength(50);
  });

  test('takes or refuses whatever it is given, in sentences', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('plugins', 'a', '1.0.0', 'dependencies', 'terminal', 'yanked', '*'),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'medium' }, fc.jsonValue(), part, fc.dictionary(part, tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (plugins) => {
        for (const { message } of issuesOf({ plugins })) expect(message).toMatch(/^\S.*\.$/);
      }),
    );
  });
});
