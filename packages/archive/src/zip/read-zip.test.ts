import { deflateRawSync } from 'node:zlib';
import { isCoded } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveLimits } from '../limits.ts';
import { type ForgedFile, type ForgedWhole, forgeZip } from './forged-zip-fixture.ts';
import { readZip } from './read-zip.ts';
import { writeZip, type ZipEntry } from './write-zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const a: ForgedFile = { path: 'a.js', data: bytes('export const a = 1;') };
const b: ForgedFile = { path: 'b/b.js', data: bytes('export const b = 2;') };
const none = 0xffffffff;

function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isCoded(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'accepted', message: '' };
}

const name = fc
  .stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
  .filter((text) => !/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(text));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.js`);
const entries = fc.uniqueArray(fc.record({ path, data: fc.uint8Array({ maxLength: 60 }) }), {
  selector: (entry) => entry.path,
  maxLength: 8,
});
const plain = (list: readonly ZipEntry[]) =>
  list.map((entry) => [entry.path, [...entry.data]] as const).sort(([p], [q]) => (p < q ? -1 : 1));

describe('writeZip and readZip', () => {
  test('return what they were given, in the order of the paths', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(readZip(writeZip(given)).map(({ path: p, data }) => [p, [...data]])).toEqual(plain(given));
      }),
    );
  });

  test('give the same bytes whatever the order in which files are given', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (given, dice) => {
        const shuffled = given.map((entry) => [dice.next().value, entry] as const).sort(([x], [y]) => x - y);
        expect(writeZip(shuffled.map(([, entry]) => entry))).toEqual(writeZip(given));
      }),
    );
  });

  test('accept an archive without files, and files without content', () => {
    expect(readZip(writeZip([]))).toEqual([]);
    expect(readZip(writeZip([{ path: 'a.js', data: new Uint8Array(0) }])).length).toBe(1);
  });

  test('agree with the forge of these tests on what is good', () => {
    expect(forgeZip([a, b])).toEqual(writeZip([b, a]));
  });

  test('read from any place in a larger buffer', () => {
    const zip = writeZip([a, b]);
    const larger = new Uint8Array(zip.length + 12);
    larger.set(zip, 5);
    expect(plain(readZip(larger.subarray(5, 5 + zip.length)))).toEqual(plain([a, b]));
  });
});

describe('readZip', () => {
  test('refuses a good archive cut short at any byte', () => {
    const zip = writeZip([a, b]);
    for (let length = 0; length < zip.length; length++)
      expect([length, refusal(() => readZip(zip.subarray(0, length))).code]).toEqual([length, 'archive.truncated']);
  });

  test('refuses a good archive cut off at any byte from the front', () => {
    const zip = writeZip([a, b]);
    for (let from = 1; from < zip.length; from++)
      expect(refusal(() => readZip(zip.subarray(from))).code).toMatch(/^archive\.(?!accepted)/);
  });

  test('accepts nothing that writing would not give again', () => {
    const flip = fc.record({ at: fc.nat(), to: fc.nat(255) });
    fc.assert(
      fc.property(entries, fc.array(flip, { maxLength: 4 }), (given, flips) => {
        const zip = Uint8Array.from(writeZip(given));
        for (const { at, to } of flips) zip[at % zip.length] = to;
        let read: ZipEntry[];
        try {
          read = readZip(zip);
        } catch (error) {
          expect(isCoded(error)).toBe(true);
          return;
        }
        expect(writeZip(read)).toEqual(Buffer.from(zip));
      }),
      { numRuns: 2000 },
    );
  });

  test('refuses every single flipped bit', () => {
    const zip = Uint8Array.from(writeZip([a, b]));
    for (let bit = 0; bit < zip.length * 8; bit++) {
      (zip[bit >> 3] as number) ^= 1 << (bit & 7);
      expect([bit, refusal(() => readZip(zip)).code]).not.toEqual([bit, 'accepted']);
      (zip[bit >> 3] as number) ^= 1 << (bit & 7);
    }
  });

  test('refuses any other bytes by code and by nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(refusal(() => readZip(noise)).code).toMatch(/^archive\./);
      }),
    );
  });
});

const time = { time: 0x6000, date: 0x5a21 };
const small = { size: 3, 'packed size': 3 };
const deflated = (data: Uint8Array) => {
  const packed = deflateRawSync(data);
  const sizes = { method: 8, 'packed size': packed.length, size: data.length };
  return { path: 'bomb.js', data: packed, local: sizes, listed: sizes };
};

type Hostile = readonly [string, string, readonly ForgedFile[], ForgedWhole?];
const hostile: readonly Hostile[] = [
  ['a name that is there twice', 'archive.duplicate-name', [a, a]],
  ['a name that is there twice, apart', 'archive.duplicate-name', [a, b, a]],
  ['names that differ by case', 'archive.name-clash', [{ ...a, path: 'A.js' }, a]],
  ['folders that differ by case', 'archive.name-clash', [{ ...a, path: 'B/a.js' }, b]],
  ['a file that is a folder too', 'archive.name-clash', [{ ...a, path: 'b' }, b]],
  ['names out of order', 'archive.unsorted', [b, a]],
  ['another name before the content', 'archive.header-mismatch', [{ ...a, localPath: 'c.js' }]],
  ['a longer name before the content', 'archive.header-mismatch', [{ ...a, localPath: 'plugin.js' }]],
  ['another checksum before the content', 'archive.header-mismatch', [{ ...a, local: { checksum: 1 } }]],
  ['another size before the content', 'archive.header-mismatch', [{ ...a, local: { size: 1 } }]],
  ['another method before the content', 'archive.header-mismatch', [{ ...a, local: { method: 8 } }]],
  ['encryption only before the content', 'archive.header-mismatch', [{ ...a, local: { flags: 1 } }]],
  ['extra fields only before the content', 'archive.header-mismatch', [{ ...a, localExtra: bytes('UT\0\0') }]],
  [
    'a data descriptor',
    'archive.data-descriptor',
    [{ ...a, local: { flags: 8 }, listed: { flags: 8 }, behind: bytes('PK\x07\x08............') }],
  ],
  ['the flag for UTF-8 names', 'archive.flags', [{ ...a, local: { flags: 0x800 }, listed: { flags: 0x800 } }]],
  ['encryption', 'archive.encrypted', [{ ...a, local: { flags: 1 }, listed: { flags: 1 } }]],
  ['strong encryption', 'archive.encrypted', [{ ...a, listed: { flags: 0x41 } }]],
  ['a masked header', 'archive.encrypted', [{ ...a, listed: { flags: 0x2000 } }]],
  ['compression', 'archive.compressed', [deflated(bytes('x'.repeat(1000)))]],
  ['a flat bomb', 'archive.compressed', [deflated(new Uint8Array(16 * 1024 * 1024))]],
  ['a nested bomb', 'archive.compressed', [deflated(forgeZip([deflated(new Uint8Array(1024 * 1024))]))]],
  ['a method nobody knows', 'archive.compressed', [{ ...a, listed: { method: 99 } }]],
  [
    'sizes in ZIP64',
    'archive.zip64',
    [{ ...a, listed: { size: none, 'packed size': none }, listedExtra: bytes('\x01\0\0\0') }],
  ],
  ['an offset in ZIP64', 'archive.zip64', [{ ...a, listed: { offset: none } }]],
  ['a version for ZIP64', 'archive.zip64', [{ ...a, listed: { version: 45 } }]],
  ['the end in ZIP64', 'archive.zip64', [a], { end: { 'list offset': none, 'list size': none } }],
  ['a locator of ZIP64', 'archive.zip64', [a], { beforeEnd: Buffer.concat([bytes('PK\x06\x07'), Buffer.alloc(16)]) }],
  ['extra fields', 'archive.extra-field', [{ ...a, listedExtra: bytes('UT\0\0'), localExtra: bytes('UT\0\0') }]],
  ['a comment on a file', 'archive.comment', [{ ...a, comment: bytes('hello') }]],
  ['a comment at the end', 'archive.comment', [a], { end: { 'comment length': 5 }, suffix: bytes('hello') }],
  ['a comment that is promised and missing', 'archive.truncated', [a], { end: { 'comment length': 5 } }],
  ['bytes behind the end', 'archive.suffix', [a], { suffix: bytes('MZ') }],
  ['bytes before the first file, counted', 'archive.prefix', [a], { prefix: bytes('#!/bin/sh\n') }],
  [
    'bytes before the first file, not counted',
    'archive.prefix',
    [a],
    { prefix: bytes('#!/bin/sh\n'), countPrefix: false },
  ],
  ['a gap between files', 'archive.gap', [a, { ...b, before: bytes('hidden') }]],
  ['a gap before the list', 'archive.gap', [a, b], { beforeList: bytes('hidden') }],
  ['a gap behind the list', 'archive.prefix', [a], { beforeEnd: bytes('hidden') }],
  ['a gap inside the list', 'archive.gap', [a], { beforeEnd: bytes('hidden'), end: { 'list size': 50 + 6 } }],
  ['two files that share their bytes', 'archive.overlap', [a, { ...b, listed: { offset: 0 } }]],
  ['a file inside another', 'archive.overlap', [a, { ...b, listed: { offset: 5 } }]],
  [
    'a size that is too large',
    'archive.wrong-size',
    [{ ...a, local: { size: 900, 'packed size': 900 }, listed: { size: 900, 'packed size': 900 } }],
  ],
  ['a size that is too small', 'archive.gap', [{ ...a, behind: bytes(' // more') }]],
  ['a size that is too small for its checksum', 'archive.wrong-checksum', [{ ...a, local: small, listed: small }]],
  ['two sizes of one file', 'archive.wrong-size', [{ ...a, listed: { size: 3 } }]],
  ['a wrong checksum', 'archive.wrong-checksum', [{ ...a, local: { checksum: 7 }, listed: { checksum: 7 } }]],
  ['a link', 'archive.link', [{ ...a, listed: { attributes: (0o120777 << 16) >>> 0 } }]],
  ['a folder', 'archive.folder', [{ ...a, listed: { attributes: 0o40755 * 65_536 + 0x10 } }]],
  ['an executable', 'archive.attributes', [{ ...a, listed: { attributes: (0o100755 << 16) >>> 0 } }]],
  ['a device', 'archive.attributes', [{ ...a, listed: { attributes: (0o60644 << 16) >>> 0 } }]],
  ['a file set to run as its owner', 'archive.attributes', [{ ...a, listed: { attributes: (0o104644 << 16) >>> 0 } }]],
  ['another system', 'archive.attributes', [{ ...a, listed: { 'made by': 20 } }]],
  ['a date', 'archive.time', [{ ...a, local: time, listed: time }]],
  ['another version', 'archive.version', [{ ...a, listed: { version: 20 }, local: { version: 20 } }]],
  ['a part on another disk', 'archive.several-disks', [{ ...a, listed: { disk: 1 } }]],
  ['an end on another disk', 'archive.several-disks', [a], { end: { disk: 1 } }],
  ['two counts of files', 'archive.damaged', [a, b], { end: { 'files on disk': 1 } }],
  ['more files than are listed', 'archive.damaged', [a], { end: { files: 2, 'files on disk': 2 } }],
  ['fewer files than are listed', 'archive.gap', [a, b], { end: { files: 1, 'files on disk': 1 } }],
  ['too many files', 'archive.too-large', [a], { end: { files: 5000, 'files on disk': 5000 } }],
  ['a list outside of the archive', 'archive.damaged', [a], { end: { 'list offset': 0x10000000 } }],
  ['a name that runs over the list', 'archive.damaged', [{ ...a, listed: { 'name length': 500 } }]],
  ['something else in the list', 'archive.damaged', [{ ...a, listed: { signature: 0x504b0506 } }]],
];

const names: readonly (readonly [string, RegExp])[] = [
  ['/etc/passwd', /absolute/],
  ['C:/x.js', /absolute/],
  ['c:x.js', /absolute/],
  ['../x.js', /climbs/],
  ['a/../../x.js', /climbs/],
  ['a/..', /climbs/],
  ['..', /climbs/],
  ['./x.js', /empty part/],
  ['a//x.js', /empty part/],
  ['a\\x.js', /backslash/],
  ['..\\x.js', /backslash/],
  ['assets/', /folder/],
  ['', /no name/],
  ['con', /device/],
  ['a/NUL.js', /device/],
  ['com1.txt', /device/],
  ['.env', /hidden/],
  ['a/.git/config', /hidden/],
  ['a.js.', /dot or a blank/],
  ['a /x.js', /dot or a blank/],
  ['x\0.js', /invisible/],
  ['x\n.js', /invisible/],
  ['x\u202egpj.js', /invisible or reordering/],
  ['x\u200b.js', /invisible/],
  ['x\ufe0f.js', /invisible/],
  ['x\u{e0041}.js', /invisible/],
  ['\ufeffx.js', /invisible/],
  ['cafe\u0301.js', /composed/],
  ['caf\u00e9.js', /ASCII/],
  ['\u0440lugin.json', /ASCII/],
  ['x:y.js', /absolute/],
  ['xx:y.js', /characters other/],
  ['x*.js', /characters other/],
  ['~x.js', /characters other/],
  [`${'x'.repeat(300)}.js`, /too long/],
  [`${'d/'.repeat(20)}x.js`, /too many folders/],
];

describe('a hostile archive', () => {
  test.each(hostile.map(([title, code, ...forged]) => ({ title, code, forged })))(
    'with $title is refused as $code',
    ({ code, forged }) => {
      const { code: found, message } = refusal(() => readZip(forgeZip(...forged)));
      expect(found).toBe(code);
      expect(message).toMatch(/^[^\n]{20,320}\.$/);
    },
  );

  test.each(names)('with the name %j is refused in words', (hostileName, why) => {
    const { code, message } = refusal(() => readZip(forgeZip([{ ...a, path: hostileName }])));
    expect(code).toBe('archive.bad-name');
    expect(message).toMatch(why);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing of the name may reach a screen unescaped
    expect(message).not.toMatch(/[\x00-\x1f\u202a-\u202e\u2066-\u2069\ufeff]/);
  });

  test('is refused also by whoever would write it', () => {
    for (const [hostileName] of names)
      expect(refusal(() => writeZip([{ path: hostileName, data: a.data }])).code).toBe('archive.bad-name');
    expect(refusal(() => writeZip([a, a])).code).toBe('archive.duplicate-name');
  });

  test('beyond a limit is refused before its content is looked at', () => {
    const zip = writeZip([a, b]);
    const limits = { ...archiveLimits, archiveBytes: zip.length - 1 };
    expect(refusal(() => readZip(zip, limits)).code).toBe('archive.too-large');
    expect(refusal(() => readZip(zip, { ...archiveLimits, entries: 1 })).code).toBe('archive.too-large');
    expect(refusal(() => readZip(zip, { ...archiveLimits, entryBytes: 5 })).code).toBe('archive.too-large');
    expect(refusal(() => writeZip([a, b], limits)).code).toBe('archive.too-large');
  });
});
