/** Finds signs that code is meant to be hard to read. Minified code is not: it is dense, but its names and texts are plain. */

import type { Named } from './facts.ts';

/** Names as obfuscators make them, and how many of them are no accident. */
const madeUp = /^_0x[0-9a-f]{3,}$/i;
const maxMadeUp = 5;
/** Escapes of plain letters. */
const escapedLetters = /(?:\\x[2-7][0-9a-f]|\\u00[2-7][0-9a-f]|\\u\{0*[2-7][0-9a-f]\}){6,}/gi;
/** Text that only a program can read: no spaces in it, and long. */
const packed = /["'`]([A-Za-z0-9+/]{600,}={0,2})["'`]/g;

export function findDisguises(text: string, words: readonly string[]): Named[] {
  const found: Named[] = [];
  const note = (name: string, index: number) => found.push({ name, line: lineAt(text, index) });
  const names = words.filter((word) => madeUp.test(word));
  const [first] = names;
  if (first !== undefined && names.length > maxMadeUp) note(`names such as ${first}`, Math.max(0, text.indexOf(first)));
  for (const { index } of text.matchAll(escapedLetters)) note('letters written as escapes', index);
  for (const { index } of text.matchAll(packed)) note('a long packed text', index);
  return found;
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
