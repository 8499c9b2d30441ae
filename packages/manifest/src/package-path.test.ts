import { isAbsolute, normalize, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPackagePath } from './package-path.ts';

describe('isPackagePath', () => {
  test.each(['index.js', 'components/panel.js', 'assets/a b.svg', 'a/_b/c-d.min.js', '@x/y+z.js'])(
    'accepts %s',
    (path) => {
      expect(isPackagePath(path)).toBe(true);
    },
  );

  test.each([
    '',
    '.',
    '..',
    '/index.js',
    './index.js',
    'a/../b.js',
    'a//b.js',
    'a/',
    'a\\b.js',
    'C:/x.js',
    '.hidden/x.js',
    'a/.env',
    'a\0.js',
    'a\n.js',
    'index.js ',
    'dir. /x.js',
    'nul.js',
    'a/COM1.js',
    'a/aux',
    'ä.js',
    '%2e%2e/x.js',
    '~/x.js',
    'file:x.js',
    'x'.repeat(201),
  ])('refuses %j', (path) => {
    expect(isPackagePath(path)).toBe(false);
  });

  test('accepts only paths that mean the same on every system', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b.js', 'C:', 'con', '\\'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = parts.join('/');
        if (!isPackagePath(path)) return;
        expect(isAbsolute(path)).toBe(false);
        expect(posix.normalize(path)).toBe(path);
        expect(win32.normalize(path)).toBe(path.replaceAll('/', '\\'));
        expect(normalize(`/package/${path}`).startsWith('/package/')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
