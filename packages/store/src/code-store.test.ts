import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackageFile } from '@omnitrade/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCodeStore } from './code-store.ts';

let root = '';
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'omnitrade-code-')), 'store');
});
afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const file = (path: string, text: string): PackageFile => ({ path, data: Buffer.from(text) });
const toTexts = (files: readonly PackageFile[]) =>
  Object.fromEntries(files.map(({ path, data }) => [path, Buffer.from(data).toString()]));
const plugin = [file('plugin.json', '{}'), file('src/index.js', 'export default {}'), file('assets/a/b.csv', '1,2')];
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => error.code,
  );

describe('code store', () => {
  it('gives back what was put, under one digest whatever the order', async () => {
    const store = createCodeStore(root);
    const digest = await store.put(plugin);
    expect(await store.put(plugin.toReversed())).toBe(digest);
    expect(toTexts(await store.read(digest))).toEqual(toTexts(plugin));
    expect(readdirSync(join(root, 'sha256'))).toEqual([digest]);
    expect(readdirSync(join(root, 'drafts'))).toEqual([]);
  });

  it('gives packages that differ in anything different digests', async () => {
    const store = createCodeStore(root);
    const variants = [
      plugin,
      plugin.slice(1),
      [...plugin, file('more', '')],
      [file('plugin.js', '{}'), ...plugin.slice(1)],
      [file('plugin.json', '{ }'), ...plugin.slice(1)],
      [file('a', 'b\n'), file('c', '')],
      [file('a', 'b'), file('c', '\n')],
    ];
    const digests = await Promise.all(variants.map((files) => store.put(files)));
    expect(new Set(digests).size).toBe(variants.length);
  });

  it.each<[string, (dir: string) => void]>([
    ['a byte was changed', (dir) => writeFileSync(join(dir, 'src/index.js'), 'export default []')],
    ['a file was added', (dir) => writeFileSync(join(dir, 'src/more.js'), '')],
    ['a file was taken away', (dir) => rmSync(join(dir, 'assets/a/b.csv'))],
    ['a file was renamed', (dir) => renameSync(join(dir, 'src/index.js'), join(dir, 'src/main.js'))],
    ['a hidden file was added', (dir) => writeFileSync(join(dir, '.more'), '')],
    [
      'a link took the place of a file',
      (dir) => {
        rmSync(join(dir, 'src/index.js'));
        symlinkSync('/etc/hostname', join(dir, 'src/index.js'));
      },
    ],
    ['a file was emptied', (dir) => writeFileSync(join(dir, 'plugin.json'), '')],
  ])('refuses code of which %s, and is mended by putting it again', async (_, damage) => {
    const store = createCodeStore(root);
    const digest = await store.put(plugin);
    const dir = join(root, 'sha256', digest);
    for (const path of ['src/index.js', 'plugin.json']) chmodSync(join(dir, path), 0o600);
    damage(dir);
    expect(await codeOf(store.read(digest))).toBe('store.code-changed');
    expect(await store.put(plugin)).toBe(digest);
    expect(toTexts(await store.read(digest))).toEqual(toTexts(plugin));
  });

  it('throws away what nobody keeps, and what a crash left half-written', async () => {
    const store = createCodeStore(root);
    const kept = await store.put(plugin);
    const dropped = await store.put([file('plugin.json', '{"old":1}')]);
    mkdirSync(join(root, 'drafts', 'half'), { recursive: true });
    writeFileSync(join(root, 'drafts', 'half', 'index.js'), 'export');
    expect(await store.collect(new Set([kept]))).toEqual([dropped]);
    expect(readdirSync(root).sort()).toEqual(['sha256']);
    expect(await codeOf(store.read(dropped))).toBe('store.not-stored');
    expect(toTexts(await store.read(kept))).toEqual(toTexts(plugin));
    expect(await store.collect(new Set([kept]))).toEqual([]);
  });

  it.each(['', '../x', 'a/../../x', '/x', 'a//b', 'a\\b', 'C:x', 'a/.', 'a\nb', 'a\0b', 'x'.repeat(401)])(
    'refuses the path %j and writes nothing',
    async (path) => {
      expect(await codeOf(createCodeStore(root).put([file(path, '')]))).toBe('store.bad-path');
      expect(readdirSync(join(root, '..'))).toEqual([]);
    },
  );

  it('refuses a path that is there twice, or that is also a folder', async () => {
    const store = createCodeStore(root);
    expect(await codeOf(store.put([file('a', '1'), file('a', '2')]))).toBe('store.bad-path');
    expect(await codeOf(store.put([file('a', '1'), file('a/b', '2')]))).toBe('store.bad-path');
  });

  it.each(['', '..', '../../etc', 'A'.repeat(64), '0'.repeat(63)])('knows no code called %j', async (digest) => {
    expect(await codeOf(createCodeStore(root).read(digest))).toBe('store.not-stored');
  });

  it('says that the home cannot be written, and leaves what is there', async () => {
    const store = createCodeStore(root);
    const digest = await store.put(plugin);
    // A file where a folder must be stands for any disk that refuses: also root meets it.
    rmSync(join(root, 'drafts'), { recursive: true });
    writeFileSync(join(root, 'drafts'), '');
    expect(await codeOf(store.put([file('x', '')]))).toMatch(/^store\.(disk-failed|not-writable)$/);
    expect(toTexts(await store.read(digest))).toEqual(toTexts(plugin));
  });

  it('gives back any files whatever they hold', async () => {
    const store = createCodeStore(root);
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const files = fc.dictionary(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((p) => p.join('/')),
      fc.uint8Array(),
    );
    await fc.assert(
      fc.asyncProperty(files, async (byPath) => {
        const paths = Object.keys(byPath);
        fc.pre(!paths.some((path) => paths.some((other) => other.startsWith(`${path}/`))));
        const digest = await store.put(paths.map((path) => ({ path, data: byPath[path] as Uint8Array })));
        const read = Object.fromEntries((await store.read(digest)).map(({ path, data }) => [path, [...data]]));
        expect(read).toEqual(Object.fromEntries(paths.map((path) => [path, [...(byPath[path] as Uint8Array)]])));
      }),
      { numRuns: 20 },
    );
  });
});
