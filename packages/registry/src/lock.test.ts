import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lock, type LockedPlugin, type LockedSource, parseLock, printLock } from './lock.ts';
import { parseInstalled } from './parse-installed.ts';

const digest = (letter: string) => letter.repeat(64);
const lock: Lock = {
  terminal: '1.0.0',
  plugins: {
    'chart-utilities': {
      version: '1.4.0',
      source: { kind: 'marketplace', url: 'https://plugins.example.com/' },
      digests: { files: digest('a'), archive: digest('b') },
      pinned: true,
    },
    'advanced-indicators': {
      version: '2.1.0-beta.1',
      source: { kind: 'directory', path: '/opt/plugins/advanced-indicators' },
      digests: { files: digest('c') },
    },
  },
};

const text = `{
  "format": 1,
  "terminal": "1.0.0",
  "plugins": {
    "advanced-indicators": {
      "version": "2.1.0-beta.1",
      "source": {
        "kind": "directory",
        "path": "/opt/plugins/advanced-indicators"
      },
      "digests": {
        "files": "${digest('c')}"
      }
    },
    "chart-utilities": {
      "version": "1.4.0",
      "source": {
        "kind": "marketplace",
        "url": "https://plugins.example.com/"
      },
      "digests": {
        "files": "${digest('a')}",
        "archive": "${digest('b')}"
      },
      "pinned": true
    }
  }
}
`;

const path = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom('a', 'Z', '/', '\\', '"', ' x', 'é') });
const sources: fc.Arbitrary<LockedSource> = fc.oneof(
  fc.constant<LockedSource>({ kind: 'built-in' }),
  path.map((one): LockedSource => ({ kind: 'directory', path: one.trim() || '/' })),
  path.map((one): LockedSource => ({ kind: 'archive', path: one.trim() || '/' })),
  fc.webUrl().map((url): LockedSource => ({ kind: 'marketplace', url })),
);
const digests = fc.stringMatching(/^[0-9a-f]{64}$/);
const plugins: fc.Arbitrary<LockedPlugin> = fc.record(
  {
    pinned: fc.constant(true),
    digests: fc.record({ archive: digests, files: digests }, { requiredKeys: ['files'], noNullPrototype: true }),
    source: sources,
    version: fc.constantFrom('1.0.0', '0.3.12-rc.1'),
  },
  { requiredKeys: ['digests', 'source', 'version'], noNullPrototype: true },
);
const names = fc.stringMatching(/^[a-z][a-z0-9-]{1,20}$/);

describe('printLock', () => {
  test('writes names and fields in one order', () => {
    expect(printLock(lock)).toBe(text);
    expect(printLock({ ...lock, plugins: Object.fromEntries(Object.entries(lock.plugins).reverse()) })).toBe(text);
  });
});

describe('parseLock', () => {
  test('reads what was written, and writes it the same again', () => {
    expect(parseLock(text)).toEqual(lock);
    fc.assert(
      fc.property(fc.dictionary(names, plugins), (all) => {
        const written = printLock({ terminal: '1.0.0', plugins: all });
        expect(parseLock(written)).toEqual({ terminal: '1.0.0', plugins: { ...all } });
        expect(printLock(parseLock(written))).toBe(written);
      }),
    );
  });

  test('can be read as what is installed', () => {
    expect(parseInstalled(text)).toEqual({
      'advanced-indicators': { version: '2.1.0-beta.1' },
      'chart-utilities': { version: '1.4.0', pinned: true },
    });
  });

  test('refuses a format of another time', () => {
    expect(() => parseLock('{ "format": 2, "stores": [] }', { file: 'x.lock' })).toThrow(
      expect.objectContaining({
        code: 'lock.other-format',
        message: expect.stringMatching(/^x\.lock is written in format 2/),
      }),
    );
    expect(() => parseLock('{}')).toThrow('in format nothing');
  });

  test.each<[string, string, string, string]>([
    ['a merge left undone', '{', '<<<<<<< ours\n{', 'This is not JSON'],
    ['a list', text, '[]', 'must be an object, not a list'],
    ['no terminal', '"terminal": "1.0.0",', '', '"terminal" is missing'],
    ['a bad version', '"2.1.0-beta.1"', '"2.1"', 'gives "2.1", which is no version'],
    ['a digest cut short', digest('c'), 'cc', 'which is no SHA-256 digest'],
    ['a digest in capitals', digest('c'), digest('C'), 'which is no SHA-256 digest'],
    ['no digest', `"files": "${digest('c')}"`, '', '"plugins.advanced-indicators.digests.files" is missing'],
    [
      'a kind of source from the future',
      '"directory"',
      '"satellite"',
      'is "satellite", which is no known kind of source',
    ],
    [
      'a source without address',
      '"path": "/opt/plugins/advanced-indicators"',
      '"path": ""',
      'must be a path on one line',
    ],
    [
      'the address of another kind',
      '"path": "/opt',
      '"url": "/opt',
      'There is no field "plugins.advanced-indicators.source.url"',
    ],
    ['an address that is none', 'https://', 'javascript:', 'must be an address on the web'],
    ['pinned as text', '"pinned": true', '"pinned": "yes"', 'must be true or false'],
    ['a field it does not know', '"pinned": true', '"pined": true', 'did you mean "pinned"?'],
    ['a name that no plugin has', '"chart-utilities"', '"../chart"', 'which no plugin can be called'],
  ])('refuses %s', (_, before, after, sentence) => {
    const changed = text.replace(before, after).replace(/,(\s*})/g, '$1');
    expect(() => parseLock(changed)).toThrow(sentence);
    expect(() => parseLock(changed)).toThrow(expect.objectContaining({ code: 'lock.invalid' }));
  });

  test('reads or refuses anything, in a sentence', () => {
    fc.assert(
      fc.property(fc.json(), (given) => {
        expect(() => parseLock(given)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^lock\./) }));
      }),
    );
  });
});
