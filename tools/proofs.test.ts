/** Keeps the goals, the security promises and every link in the documentation honest. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDeadLinks, findProofFaults, readRows } from './proofs.ts';
import { listFiles, readText, root } from './repository.ts';

const exists = (path: string) => existsSync(join(root, path));

describe('documentation', () => {
  test.each(['docs/goals.md', 'docs/security.md'])('%s names only proofs that exist', (page) => {
    expect(readRows(readText(page)).length).toBeGreaterThan(10);
    expect(findProofFaults(page, readText(page), exists)).toEqual([]);
  });

  test('links only to what exists', () => {
    const pages = listFiles().filter((path) => path.endsWith('.md') && !path.includes('fixtures/'));
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.flatMap((page) => findDeadLinks(page, readText(page), exists))).toEqual([]);
  });
});

describe('findProofFaults', () => {
  const faults = (proof: string) =>
    findProofFaults('p', `| A | Proof |\n|---|---|\n| x \\| y | ${proof} |`, (path) => path !== 'gone.test.ts');

  test.each([
    ['`gone.test.ts`', 'p:3 names gone.test.ts, which does not exist.'],
    ['`a.test.ts`, `gone.test.ts`', 'p:3 names gone.test.ts, which does not exist.'],
    ['`a.ts`', 'p:3 names a.ts, which is no test.'],
    ['soon', 'p:3 names no proof and does not say "not yet".'],
    ['', 'p:3 names no proof and does not say "not yet".'],
  ])('finds what is wrong with %j', (proof, fault) => {
    expect(faults(proof)).toEqual([fault]);
  });

  test.each(['not yet', '`a.test.ts`', '`a.e2e.ts`, `bench/a.ts`'])('accepts %s', (proof) => {
    expect(faults(proof)).toEqual([]);
  });
});

describe('findDeadLinks', () => {
  const found = (text: string) => findDeadLinks('docs/a.md', text, (path) => path === 'docs/b.md' || path === 'c.md');

  test('follows links from the page they stand on', () => {
    expect(found('[b](b.md#part) [c](../c.md) [web](https://example.com) [here](#x)')).toEqual([]);
    expect(found('[b](../b.md) ![d](d.png)')).toEqual([
      'docs/a.md links to ../b.md, which does not exist.',
      'docs/a.md links to d.png, which does not exist.',
    ]);
  });
});
