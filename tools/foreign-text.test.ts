/** Keeps paths of one machine and hosts of registries out of every tracked file. */

import { describe, expect, test } from 'vitest';
import { findForeignText } from './foreign-text.ts';
import { listFiles, readText } from './repository.ts';

const binary = /\.(?:png|ico|woff2?|otp|zip|jpg)$/;

describe('the repository', () => {
  test('names no path of one machine and no registry', () => {
    const files = listFiles().filter((path) => !binary.test(path) && path !== 'tools/foreign-text.test.ts');
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((path) => findForeignText(path, readText(path)))).toEqual([]);
  });
});

describe('findForeignText', () => {
  test.each([
    '/work/main/x.ts',
    'file:///home/me/x',
    "join('/root', 'x')",
    '/Users/me/x',
    'C:\\Users\\me',
    'https://registry.npmjs.org/zod',
    '  "resolved": "https://example.com/x.tgz",',
  ])('finds %s', (line) => {
    expect(findForeignText('x', `first\n${line}`)).toEqual([expect.stringContaining('x:2 names ')]);
  });

  test.each([
    'network/work',
    './work/x',
    '~/.omnitrade',
    '/usr/bin/chromium',
    'path/root/x',
    '"resolved": "packages/ui",',
  ])('leaves %s alone', (line) => {
    expect(findForeignText('x', line)).toEqual([]);
  });
});
