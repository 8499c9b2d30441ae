/** Keeps docs/reference equal to the source it is made from. */

import { describe, expect, test } from 'vitest';
import { readErrorTables } from './reference/error-tables.ts';
import { pages } from './reference/pages.ts';
import { listFiles, readText } from './repository.ts';

const stale = 'is stale: run "npm run docs"';

describe('docs/reference', () => {
  test.each(Object.keys(pages))('%s says what the source says', async (path) => {
    expect(readText(path), `${path} ${stale}`).toBe(await pages[path]?.());
  });
});

describe('errors', () => {
  test('have one code each, in kebab-case, with a sentence', async () => {
    const errors = await readErrorTables();
    const codes = errors.map(({ code }) => code);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    for (const { code, sentence } of errors) {
      expect(code).toMatch(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/);
      expect(sentence, code).toMatch(/\S.*\S/);
    }
  });

  test('are the codes of docs/reference/errors.md, both ways', async () => {
    const documented = Array.from(
      readText('docs/reference/errors.md').matchAll(/^\| `([^`]+)` \|/gm),
      ([, code]) => code,
    );
    expect(documented.sort()).toEqual((await readErrorTables()).map(({ code }) => code).sort());
  });

  test('stand in tables that can be found', () => {
    const makers = listFiles().filter(
      (path) =>
        /^(?:packages|apps|tools)\/.*(?<!\.test)\.tsx?$/.test(path) &&
        /(?<!function )\bdefineErrors\(/.test(readText(path).replace(/^ \*.*$/gm, '')),
    );
    for (const path of makers)
      expect(readText(path), `${path} must export its table`).toMatch(/^export const \w+ = defineErrors\(/m);
  });
});
