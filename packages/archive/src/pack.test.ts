import { isCoded } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { admit } from './allow-list.ts';
import { toCanonicalBytes } from './canonical-json.ts';
import { digestArchive, digestFiles, encodeDigests } from './digests.ts';
import { contributionsPath, digestsPath } from './meta-paths.ts';
import { pack } from './pack.ts';
import { readArchive } from './read-archive.ts';
import { sampleContributions, sampleFiles } from './sample-plugin-fixture.ts';
import { readZip } from './zip/read-zip.ts';
import { writeZip } from './zip/write-zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isCoded(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

/** A good archive with one file put in, taken out or changed, and honest digests unless they are given too. */
function changed(change: Readonly<Record<string, string | null>>): Uint8Array {
  const files = new Map(readZip(pack(sampleFiles(), sampleContributions).bytes).map(({ path, data }) => [path, data]));
  for (const [path, text] of Object.entries(change)) {
    if (text === null) files.delete(path);
    else files.set(path, bytes(text));
  }
  const entries = Array.from(files, ([path, data]) => ({ path, data })).filter(({ path }) => path !== digestsPath);
  const listed = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const digests = change[digestsPath] === undefined ? encodeDigests(digestFiles(listed)) : files.get(digestsPath);
  return writeZip(digests ? [...entries, { path: digestsPath, data: digests }] : entries);
}

describe('pack', () => {
  test('makes an archive that reads back as what went in', () => {
    const { bytes: packed, archive, entries } = pack(sampleFiles(), sampleContributions);
    const read = readArchive(packed);
    expect(read).toEqual(archive);
    expect(read.sha256).toBe(digestArchive(packed));
    expect(read.manifest).toMatchObject({ name: 'sample-plugin', version: '1.2.0' });
    expect(read.contributions).toEqual(sampleContributions);
    expect(entries.map(({ path, why }) => `${path}: ${why}`)).toEqual([
      'LICENSE: documentation',
      'META/contributions.json: what the plugin contributes, as recorded',
      'META/files.json: length and digest of every other file',
      'README.md: documentation',
      'assets/rates.csv: an asset',
      'index.js: code',
      'plugin.json: the manifest',
      'services/average.js: code',
    ]);
  });

  test('gives the same bytes for files and contributions in any order', () => {
    const reversed = new Map([...sampleFiles()].reverse());
    const one = pack(sampleFiles(), sampleContributions);
    expect(pack(reversed, [...sampleContributions].reverse()).bytes).toEqual(one.bytes);
  });

  test('gives these bytes for ever', () => {
    expect(pack(sampleFiles(), sampleContributions).archive.sha256).toBe(
      '0a2dcc06b3429aa286877b4a64698bff60c31e8d0f15a554cc3a161f39ab713a',
    );
  });

  test.each([
    'node_modules/x/index.js',
    'index.ts',
    'package.json',
    'notes.doc',
    'test/x.js',
    'META/x.json',
    'meta/files.json',
  ])('refuses %s', (path) => {
    const files = sampleFiles().set(path, bytes('{}'));
    expect(codeOf(() => pack(files, []))).toBe('archive.not-allowed');
  });

  test.each([digestsPath, contributionsPath])('refuses a %s of somebody else', (path) => {
    expect(codeOf(() => pack(sampleFiles().set(path, bytes('{}')), []))).toBe('archive.not-allowed');
  });

  test.each([
    ['services/key.js', `export const key = \`\n-----BEGIN ${'PRIVATE KEY'}-----`, 2, 'a private key'],
    ['services/key.js', `a\nb\nc = "npm_${'a1'.repeat(18)}"`, 3, 'an access token of npm'],
    ['README.md', `Use ghp_${'A'.repeat(36)}.`, 1, 'an access token of GitHub'],
    ['assets/key.json', '{ "format": "omnitrade-key" }', 1, 'the file of a signing key'],
  ])('refuses a secret in %s', (path, text, line, what) => {
    const files = sampleFiles().set(path, bytes(text));
    expect(() => pack(files, [])).toThrow(
      expect.objectContaining({ code: 'archive.secret', data: { path, line, what } }),
    );
  });
});

describe('admit', () => {
  test.each([
    ['index.js', 'code'],
    ['components/panel.mjs', 'code'],
    ['dist/index.js', 'code'],
    ['services/secret.js', 'code'],
    ['assets/test/bars.csv', 'an asset'],
    ['icon.svg', 'a picture'],
    ['LICENSE', 'documentation'],
    ['CHANGELOG.md', 'documentation'],
  ])('lets %s in as %s', (path, why) => {
    expect(admit(path)).toEqual({ admitted: true, why });
  });

  test.each([
    ['.env', 'it may hold secrets'],
    ['.env.production', 'it may hold secrets'],
    ['services/.npmrc', 'it may hold secrets'],
    ['signing.pem', 'it may hold secrets'],
    ['assets/id_ed25519', 'it may hold secrets'],
    ['assets/credentials.json', 'it may hold secrets'],
    ['.git/config', 'hidden'],
    ['.vscode/settings.json', 'hidden'],
    ['node_modules/x/index.js', 'libraries are bundled into the code, not put beside it'],
    ['index.test.js', 'made for testing'],
    ['services/tests/x.js', 'made for testing'],
    ['index.d.ts', 'an archive holds JavaScript, not TypeScript'],
    ['assets/index.js', 'not a kind of asset that can be shown or read'],
    ['assets/page.html', 'not a kind of asset that can be shown or read'],
    ['assets/setup.zip', 'not a kind of asset that can be shown or read'],
    ['install.sh', 'no part of a plugin'],
    ['addon.node', 'no part of a plugin'],
    ['index.cjs', 'no part of a plugin'],
    ['index.js.map', 'a source map'],
    ['docs/README.md', 'no part of a plugin'],
  ])('leaves %s out: %s', (path, why) => {
    expect(admit(path)).toEqual({ admitted: false, why });
  });
});

describe('readArchive', () => {
  test.each([
    [
      'a file its digests do not name',
      { 'extra.js': '1', [digestsPath]: '{"files":{},"format":1}' },
      'archive.digest-mismatch',
    ],
    ['digests in another spelling', { [digestsPath]: '{ "files": {}, "format": 1 }' }, 'archive.digest-mismatch'],
    ['no digests', { [digestsPath]: null }, 'archive.missing'],
    ['no contributions', { [contributionsPath]: null }, 'archive.missing'],
    ['no manifest', { 'plugin.json': null }, 'archive.missing'],
    ['no main', { 'index.js': null }, 'archive.missing'],
    ['a manifest that is none', { 'plugin.json': '{}' }, 'manifest.invalid'],
    ['a file that may not be there', { 'install.sh': '' }, 'archive.not-allowed'],
    [
      'contributions in another spelling',
      { [contributionsPath]: '{"format":1,"contributions":[]}' },
      'archive.bad-meta',
    ],
    ['contributions of a later format', { [contributionsPath]: '{"contributions":[],"format":2}' }, 'archive.bad-meta'],
    [
      'contributions that are none',
      { [contributionsPath]: '{"contributions":[{"id":"a"}],"format":1}' },
      'archive.bad-meta',
    ],
    ['contributions that are a list', { [contributionsPath]: '[]' }, 'archive.bad-meta'],
    [
      'contributions nested without end',
      { [contributionsPath]: '['.repeat(100_000) + ']'.repeat(100_000) },
      'archive.bad-meta',
    ],
    [
      'contributions there twice',
      {
        [contributionsPath]:
          '{"contributions":[{"id":"a","info":{},"point":"p"},{"id":"a","info":{},"point":"p"}],"format":1}',
      },
      'archive.bad-meta',
    ],
  ])('refuses %s', (_, change, code) => {
    expect(codeOf(() => readArchive(changed(change)))).toBe(code);
  });

  test('refuses code that is not UTF-8', () => {
    const files = sampleFiles().set('index.js', Uint8Array.of(0x61, 0xff));
    expect(codeOf(() => pack(files, []))).toBe('archive.not-text');
  });

  test('accepts what the tests above start from', () => {
    expect(codeOf(() => readArchive(changed({})))).toBe('accepted');
  });

  test('does not take a name from the prototype for a contribution', () => {
    const text = '{"contributions":[{"__proto__":{"point":"p"},"id":"a","info":{}}],"format":1}';
    expect(codeOf(() => readArchive(changed({ [contributionsPath]: text })))).toBe('archive.bad-meta');
  });
});

describe('canonical JSON', () => {
  test('has one spelling', () => {
    const text = new TextDecoder().decode(toCanonicalBytes({ b: [1.5, 'é"\n', null], a: { d: true, c: -0 } }));
    expect(text).toBe('{"a":{"c":0,"d":true},"b":[1.5,"é\\"\\n",null]}');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\ud800': 1 }])('refuses %j', (value) => {
    expect(() => toCanonicalBytes(value)).toThrow(RangeError);
  });
});
