import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBit,
  type Bits,
  emptyBits,
  hasBit,
  highestBit,
  intersect,
  isDisjoint,
  isEmpty,
  isFull,
  isSingle,
  isSubset,
  listBits,
  rangeBits,
  subtract,
  unite,
} from './bits.ts';

const size = fc.integer({ min: 1, max: 130 });
const pair = size.chain((n) => fc.tuple(fc.constant(n), subsets(n), subsets(n)));

function subsets(n: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.nat(n - 1), { maxLength: n }).map((all) => all.sort((a, b) => a - b));
}

function toBits(n: number, numbers: readonly number[]): Bits {
  const bits = emptyBits(n);
  for (const one of numbers) addBit(bits, one);
  return bits;
}

describe('bits', () => {
  test('behave as sets of numbers do', () => {
    fc.assert(
      fc.property(pair, ([n, x, y]) => {
        const [a, b] = [toBits(n, x), toBits(n, y)];
        const [p, q] = [new Set(x), new Set(y)];
        const sorted = (set: Set<number>) => [...set].sort((i, j) => i - j);
        expect(listBits(a)).toEqual(x);
        expect(listBits(intersect(a, b))).toEqual(sorted(p.intersection(q)));
        expect(listBits(unite(a, b))).toEqual(sorted(p.union(q)));
        expect(listBits(subtract(a, b))).toEqual(sorted(p.difference(q)));
        expect(isSubset(a, b)).toBe(p.isSubsetOf(q));
        expect(isDisjoint(a, b)).toBe(p.isDisjointFrom(q));
        expect(isEmpty(a)).toBe(p.size === 0);
        expect(isSingle(a)).toBe(p.size === 1);
        expect(isFull(a, n)).toBe(p.size === n);
        expect(highestBit(a)).toBe(x.at(-1) ?? -1);
        for (let i = 0; i < n; i++) expect(hasBit(a, i)).toBe(p.has(i));
      }),
    );
  });

  test('span ranges over words', () => {
    fc.assert(
      fc.property(size, fc.nat(130), fc.nat(130), (n, i, j) => {
        const [from, to] = [Math.min(i, j, n), Math.min(Math.max(i, j), n)];
        const expected = Array.from({ length: to - from }, (_, k) => from + k);
        expect(listBits(rangeBits(n, from, to))).toEqual(expected);
        expect(isFull(rangeBits(n, 0, n), n)).toBe(true);
      }),
    );
  });
});
