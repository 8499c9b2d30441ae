/** Chance that repeats: numbers that depend on the seed, the order and how often was asked, and on nothing else. */

/** The `nth` number in [0, 1) for `key` under `seed`; orders do not disturb each other's sequences. */
export function chanceOf(seed: number, key: string, nth: number): number {
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < key.length; i++) state = Math.imul(state ^ key.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ nth, 0x9e3779b1);
  // Three rounds of mixing spread neighbouring counts over the whole range.
  for (let round = 0; round < 3; round++) {
    state ^= state >>> 16;
    state = Math.imul(state, 0x85ebca6b);
    state ^= state >>> 13;
  }
  return (state >>> 0) / 4_294_967_296;
}
