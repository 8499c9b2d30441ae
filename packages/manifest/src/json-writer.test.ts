import type { Json } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeJson } from './json-writer.ts';

const written = `{
  "name":   "mine",

  "permissions": ["charts:write",  "storage"],
\t"extensionPoints": [
    "chart.indicator"
  ],
  "nested": { "a": 1, "b": [1,2 , 3] }
}
`;
const value = () => JSON.parse(written);

describe('writeJson', () => {
  test('changes nothing where nothing changes', () => {
    expect(writeJson(written, value())).toBe(written);
  });

  test.each<[string, (v: ReturnType<typeof value>) => unknown, string, string]>([
    ['a value', (v) => ({ ...v, name: 'other' }), '"mine"', '"other"'],
    [
      'an item of a list',
      (v) => ({ ...v, permissions: ['charts:read', 'storage'] }),
      '"charts:write"',
      '"charts:read"',
    ],
    ['a value deep inside', (v) => ({ ...v, nested: { a: 1, b: [1, 7, 3] } }), '[1,2 , 3]', '[1,7 , 3]'],
    [
      'a list by an item on a line of its own',
      (v) => ({ ...v, extensionPoints: ['chart.indicator', 'data.provider'] }),
      '"chart.indicator"\n',
      '"chart.indicator",\n    "data.provider"\n',
    ],
    [
      'a list by an item on its line',
      (v) => ({ ...v, permissions: [...v.permissions, 'data:read'] }),
      '"storage"]',
      '"storage",  "data:read"]',
    ],
    [
      'an object by a member',
      (v) => ({ ...v, icon: 'assets/a.svg' }),
      '[1,2 , 3] }\n}',
      '[1,2 , 3] },\n  "icon": "assets/a.svg"\n}',
    ],
  ])('changes %s and leaves the rest', (_, change, from, to) => {
    const after = change(value()) as Json;
    const text = writeJson(written, after);
    expect(text).toBe(written.replace(from, () => to));
    expect(JSON.parse(text)).toEqual(after);
  });

  test('renames a key where it stands', () => {
    const { permissions, ...rest } = value();
    const entries = Object.entries({ name: rest.name, permision: permissions, ...rest });
    const text = writeJson(written, Object.fromEntries(entries) as Json);
    expect(text).toBe(written.replace('"permissions"', '"permision"'));
  });

  test('takes members out and moves them', () => {
    const { nested, name } = value();
    expect(writeJson(written, { nested, name })).toBe(
      '{\n  "nested": { "a": 1, "b": [1,2 , 3] },\n  "name":   "mine"\n}\n',
    );
  });

  test('reads as the value it was given, whatever stood there', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as Json);
    fc.assert(
      fc.property(json, json, fc.constantFrom(undefined, 2, '\t'), (before, after, space) => {
        const text = `\n${JSON.stringify(before, null, space)}\n`;
        expect(JSON.stringify(JSON.parse(writeJson(text, after)))).toBe(JSON.stringify(after));
        expect(writeJson(text, before)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
