/**
 * Sets of small whole numbers as bits: which versions of a plugin are meant. Sets of one plugin have the same length.
 * Lists of 32-bit words rather than typed arrays, which cost ten times as much to make, and most sets are one word.
 */

export type Bits = number[];

/** The empty set with room for the numbers 0 to `size - 1`. */
export function emptyBits(size: number): Bits {
  const bits = [0];
  for (let room = 32; room < size; room += 32) bits.push(0);
  return bits;
}

/** The numbers `from` to `to - 1`. */
export function rangeBits(size: number, from: number, to: number): Bits {
  const bits = emptyBits(size);
  for (let word = from >>> 5; word << 5 < to; word++) {
    const low = word << 5 < from ? ~0 << (from & 31) : ~0;
    const high = (word + 1) << 5 > to ? ~(~0 << (to & 31)) : ~0;
    bits[word] = low & high;
  }
  return bits;
}

export function addBit(bits: Bits, bit: number): void {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
}

export function hasBit(bits: Bits, bit: number): boolean {
  return ((bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
}

export function isEmpty(bits: Bits): boolean {
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) return false;
  return true;
}

/** True if all the numbers 0 to `size - 1` are in the set. */
export function isFull(bits: Bits, size: number): boolean {
  const last = bits.length - 1;
  for (let i = 0; i < last; i++) if (bits[i] !== ~0) return false;
  const wanted = (size & 31) === 0 ? ~0 : ~(~0 << (size & 31));
  return ((bits[last] as number) & wanted) === wanted;
}

/** True if everything in `a` is in `b`. */
export function isSubset(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if (((a[i] as number) & ~(b[i] as number)) !== 0) return false;
  return true;
}

export function isDisjoint(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if (((a[i] as number) & (b[i] as number)) !== 0) return false;
  return true;
}

export function intersect(a: Bits, b: Bits): Bits {
  const bits = [(a[0] as number) & (b[0] as number)];
  for (let i = 1; i < a.length; i++) bits.push((a[i] as number) & (b[i] as number));
  return bits;
}

export function unite(a: Bits, b: Bits): Bits {
  const bits = [(a[0] as number) | (b[0] as number)];
  for (let i = 1; i < a.length; i++) bits.push((a[i] as number) | (b[i] as number));
  return bits;
}

/** What is in `a` and not in `b`. */
export function subtract(a: Bits, b: Bits): Bits {
  const bits = [(a[0] as number) & ~(b[0] as number)];
  for (let i = 1; i < a.length; i++) bits.push((a[i] as number) & ~(b[i] as number));
  return bits;
}

/** The greatest number in the set, or -1. */
export function highestBit(bits: Bits): number {
  for (let i = bits.length - 1; i >= 0; i--) {
    const word = bits[i] as number;
    if (word !== 0) return (i << 5) + 31 - Math.clz32(word);
  }
  return -1;
}

/** True if the set holds exactly one number. */
export function isSingle(bits: Bits): boolean {
  let seen = false;
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    if (word === 0) continue;
    if (seen || (word & (word - 1)) !== 0) return false;
    seen = true;
  }
  return seen;
}

/** The numbers in the set, ascending. */
export function listBits(bits: Bits): number[] {
  const list: number[] = [];
  for (let i = 0; i < bits.length; i++)
    for (let word = bits[i] as number; word !== 0; word &= word - 1)
      list.push((i << 5) + 31 - Math.clz32(word & -word));
  return list;
}
