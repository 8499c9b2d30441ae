import { describe, expect, test } from 'vitest';
import { toManifestTypes } from './manifest-types.ts';
import { parseManifestValue } from './parse-manifest.ts';

const typesOf = (changes: object) =>
  toManifestTypes(
    parseManifestValue({
      ...{ name: 'mine', version: '1.0.0', author: 'example-labs', description: 'Does a thing.' },
      ...{ main: 'index.js', compatibility: { terminal: '^1.0.0' } },
      ...changes,
    }),
  )
    .split('\n')
    .slice(2)
    .join('\n');

describe('toManifestTypes', () => {
  test('says nothing of a plugin that asks for nothing', () => {
    expect(typesOf({})).toBe(`export interface Manifest {
  readonly permissions: never;
  readonly optional: never;
  readonly settings: Readonly<Record<never, never>>;
}
`);
  });

  test('parts what is asked for at once from what is asked for later', () => {
    const permissions = ['charts:write', { id: 'storage', optional: true }, 'net:*.example.com', 'plugins:other'];
    const types = typesOf({ permissions });
    expect(types).toContain(`readonly permissions: 'charts:write' | 'net:*.example.com' | 'plugins:other';`);
    expect(types).toContain(`readonly optional: 'storage';`);
  });

  test('types settings as they arrive: what has a default is there', () => {
    const configuration = {
      type: 'object',
      required: ['key'],
      properties: {
        length: { type: 'integer', default: 3 },
        note: { type: 'string' },
        key: { type: 'string' },
        'odd-key': { type: 'boolean', default: false },
        mode: { type: 'string', enum: ["it's", 'a "b"', 'back\\slash'], default: "it's" },
        list: { type: 'array', items: { type: 'number' } },
        inner: { type: 'object', properties: { on: { type: 'boolean', default: true } } },
        later: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      },
    };
    expect(typesOf({ configuration })).toContain(`  readonly settings: {
    readonly length: number;
    readonly note?: string;
    readonly key: string;
    readonly 'odd-key': boolean;
    readonly mode: 'it\\'s' | 'a "b"' | 'back\\\\slash';
    readonly list?: ReadonlyArray<number>;
    readonly inner: {
      readonly on: boolean;
    };
    readonly later?: {
      readonly id: string;
    };
  };
`);
  });
});
