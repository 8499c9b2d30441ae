import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNearest } from './nearest.ts';

const known = ['permissions', 'dependencies', 'description', 'displayName', 'version'];

describe('findNearest', () => {
  test.each([
    ['permision', 'permissions'],
    ['Permissions', 'permissions'],
    ['dependancies', 'dependencies'],
    ['displayname', 'displayName'],
    ['verison', 'version'],
    ['desciption', 'description'],
  ])('takes %s for %s', (word, meant) => {
    expect(findNearest(word, known)).toBe(meant);
  });

  test.each(['', 'x', 'banana', 'p'.repeat(10_000)])('offers nothing for a word that resembles none (%#)', (word) => {
    expect(findNearest(word, known)).toBeUndefined();
  });

  test('counts a swap of neighbours as one edit, so the swapped word wins', () => {
    expect(findNearest('netx', ['nest', 'next'])).toBe('next');
  });

  test('keeps the first of equally near words', () => {
    expect(findNearest('mat', ['cat', 'bat'])).toBe('cat');
  });

  test('finds a known word itself, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1 }), fc.nat(), (words, n) => {
        const word = words[n % words.length] as string;
        expect(findNearest(word, words)).toBe(word);
      }),
    );
  });
});
