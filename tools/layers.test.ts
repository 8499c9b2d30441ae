/** Keeps the rows of docs/architecture.md true: every package.json and every import points to a row before its own. */

import { describe, expect, test } from 'vitest';
import { findImports, findLayerFaults, mayImport, rows } from './layers.ts';
import { listFiles, listWorkspaces, readText } from './repository.ts';

const workspaces = listWorkspaces();
const sources = listFiles().filter((path) => /^(?:packages|apps|plugins)\/.*\.tsx?$/.test(path));
const imports = sources.flatMap((path) => findImports(path, readText(path)));

const workspace = (folder: string, name: string, dependencies: string[] = []) => ({
  folder,
  name,
  dependencies,
  devDependencies: [],
});
const small = [
  workspace('packages/contracts', '@omnitrade/contracts'),
  workspace('packages/market', '@omnitrade/market', ['@omnitrade/contracts']),
  workspace('packages/sdk', '@omnitrade/sdk'),
  workspace('packages/store', '@omnitrade/store'),
  workspace('packages/host', '@omnitrade/host', ['@omnitrade/market']),
  workspace('apps/terminal', '@omnitrade/terminal', ['@omnitrade/host']),
  workspace('plugins/mine', '@omnitrade-plugins/mine', ['@omnitrade/sdk']),
];

describe('layers', () => {
  test('hold for every package and every import', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(findLayerFaults(workspaces, imports)).toEqual([]);
  });

  test('name every package that exists', () => {
    const parts = workspaces
      .filter(({ folder }) => !folder.startsWith('plugins/'))
      .map(({ folder }) => folder.split('/')[1]);
    for (const part of parts) expect(rows.flat()).toContain(part);
  });
});

describe('findLayerFaults', () => {
  test.each([
    ['packages/market/src/x.ts', '@omnitrade/host', 'not in a row before it'],
    ['packages/market/src/x.ts', '@omnitrade/sdk', 'not in a row before it'],
    ['packages/host/src/x.ts', '@omnitrade/store', 'not in a row before it'],
    ['packages/host/src/x.ts', '@omnitrade/contracts/guest', 'does not declare'],
    ['packages/market/src/x.ts', '../../contracts/src/errors.ts', 'import the package by its name'],
    ['apps/terminal/web/src/x.tsx', '@omnitrade/host', 'a page imports contracts and ui only'],
    ['plugins/mine/index.ts', '@omnitrade/contracts', 'not in a row before it'],
    ['packages/host/src/x.ts', '@omnitrade-plugins/mine', 'not in a row before it'],
  ])('refuses that %s imports %s', (file, specifier, why) => {
    expect(findLayerFaults(small, [{ file, specifier }])).toEqual([expect.stringContaining(why)]);
  });

  test.each([
    ['packages/market/src/x.ts', '@omnitrade/contracts'],
    ['packages/market/src/x.ts', './y.ts'],
    ['packages/market/src/x.test.ts', '@omnitrade/host'],
    ['plugins/mine/index.ts', '@omnitrade/sdk'],
    ['plugins/mine/test/harness.ts', '@omnitrade/contracts'],
    ['packages/host/src/x.ts', 'node:fs'],
  ])('accepts that %s imports %s', (file, specifier) => {
    expect(findLayerFaults(small, [{ file, specifier }])).toEqual([]);
  });

  test('refuses a declared dependency on a later row, and a package in no row', () => {
    const wrong = [
      ...small.slice(1),
      workspace('packages/contracts', '@omnitrade/contracts', ['@omnitrade/market']),
      workspace('packages/utils', '@omnitrade/utils'),
    ];
    expect(findLayerFaults(wrong, [])).toEqual([
      'packages/contracts/package.json depends on @omnitrade/market, which is not in a row before it.',
      'packages/utils stands in no row of tools/layers.ts.',
    ]);
  });

  test('knows the one arrow inside a row', () => {
    expect(mayImport('manifest', 'permissions')).toBe(true);
    expect(mayImport('permissions', 'manifest')).toBe(false);
  });
});

describe('findImports', () => {
  test('finds every form, types and several lines included, and nothing in comments', () => {
    const source = [
      "import { a } from 'a';",
      "import type { b } from 'b';",
      "import {\n  c,\n} from 'c';",
      "import 'd';",
      "export { e } from 'e';",
      "const f = await import('f');",
      "// import { g } from 'g';",
      " * import { h } from 'h';",
    ].join('\n');
    expect(findImports('x.ts', source).map(({ specifier }) => specifier)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});
