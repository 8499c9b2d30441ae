import { describe, expect, test } from 'vitest';
import { findPackages, toPublished } from './to-published.ts';

const publish = (source: string, file = 'apps/cli/src/deep/x.ts') => toPublished(file, 'apps/cli', source).trim();

describe('a published file', () => {
  test('is JavaScript whose paths lead to JavaScript', () => {
    expect(publish(`import { a, type B } from './y.ts';`)).toMatch(/^import \{ a, +\} from '\.\/y\.js';$/);
    expect(publish(`new Worker(new URL('../thread.ts', import.meta.url));`)).toContain(`'../thread.js'`);
    expect(publish(`const later = import('../z.ts');`)).toContain(`'../z.js'`);
  });

  test('leaves what is no path to a source alone', () => {
    for (const kept of [`'./x.d.ts'`, `'./data.json'`, `'index.ts'`, `'@omnitrade/sdk'`])
      expect(publish(`const a = ${kept};`)).toBe(`const a = ${kept};`);
  });

  test('finds what came along from outside of its package inside of it', () => {
    expect(publish(`import { a } from '../../../../tools/vega-data.ts';`)).toContain(`'../../tools/vega-data.js'`);
    expect(publish(`new URL('../../../plugins/', import.meta.url)`, 'apps/cli/src/x.ts')).toContain(`'../plugins/'`);
    const within = toPublished('tools/vega-data.ts', 'apps/cli', `new URL('../plugins/one/', import.meta.url)`);
    expect(within).toContain(`'../plugins/one/'`);
  });
});

test('the packages of a file are those it names', () => {
  const code = `import a from 'fastify'; import '@scope/b/deep'; const c = await import("zod"); import.meta.resolve('node/package.json');
    import { d } from 'node:fs'; import e from './e.js';`;
  expect([...findPackages(code)].sort()).toEqual(['@scope/b', 'fastify', 'node', 'zod']);
});
