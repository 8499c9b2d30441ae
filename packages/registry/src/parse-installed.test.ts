import { describe, expect, test } from 'vitest';
import { parseInstalled } from './parse-installed.ts';

const read = (value: unknown) => parseInstalled(JSON.stringify(value), { file: 'installed.json' });

describe('parseInstalled', () => {
  test.each<[string, unknown]>([
    ['versions by name', { a: '1.0.0', b: { version: '2.0.0', pinned: true } }],
    ['plugins by name', { plugins: { a: { version: '1.0.0', pinned: false }, b: { version: '2.0.0', pinned: true } } }],
    [
      'the answer of list',
      {
        plugins: [
          { id: 'a', version: '1.0.0' },
          { id: 'b', version: '2.0.0', pinned: true },
        ],
      },
    ],
  ])('reads %s', (_, value) => {
    expect(read(value)).toEqual({ a: { version: '1.0.0' }, b: { version: '2.0.0', pinned: true } });
  });

  test('reads a plugin that is called "plugins"', () => {
    expect(read({ plugins: { version: '1.0.0' } })).toEqual({ plugins: { version: '1.0.0' } });
    expect(read({ plugins: '1.0.0' })).toEqual({ plugins: { version: '1.0.0' } });
  });

  test.each<[string, unknown, string]>([
    ['a list', [], 'must be an object, not a list'],
    ['a bad version', { a: '1' }, '"a" gives "1", which is no version'],
    ['no version', { a: {} }, '"a.version" is missing'],
    ['a number', { a: 1 }, '"a" must be a version or an object with one, not 1'],
    ['pinned as text', { a: { version: '1.0.0', pinned: 'yes' } }, '"a.pinned" must be true or false'],
    ['an entry without id', { plugins: [{ version: '1.0.0' }] }, 'which no plugin can be called'],
    ['an entry that is none', { plugins: [null] }, 'which no plugin can be called'],
  ])('refuses %s', (_, value, sentence) => {
    expect(() => read(value)).toThrow(sentence);
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'catalogue.invalid' }));
  });

  test('refuses names that mean something to the engine', () => {
    expect(() => parseInstalled('{ "__proto__": { "version": "1.0.0" } }')).toThrow('which no plugin can be called');
  });

  test('refuses what is not JSON', () => {
    expect(() => parseInstalled('a: 1.0.0', { file: 'x.json' })).toThrow(/^x\.json: This is not JSON/);
  });
});
