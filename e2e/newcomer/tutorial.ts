/** The tutorial as a newcomer follows it: its commands and its files, in the order in which they stand on the page. */

import { readFileSync } from 'node:fs';

export type Step =
  /** A command with an end, or one that goes on until it is stopped. */
  | { readonly kind: 'command'; readonly line: string; readonly goesOn: boolean }
  | { readonly kind: 'file'; readonly path: string; readonly content: string };

const fence = /^```(\w+)(?: +(\S+))?\n([\s\S]*?)^```$/gm;

/** Every `sh` block line by line, and every block whose first line names a file. */
export function readTutorial(page: URL): Step[] {
  return Array.from(readFileSync(page, 'utf8').matchAll(fence)).flatMap(([, language, note, content = '']): Step[] => {
    if (language !== 'sh') return note === undefined ? [] : [{ kind: 'file', path: note, content }];
    const lines = content.split('\n').filter((line) => line !== '');
    return lines.map((line) => ({ kind: 'command', line, goesOn: note === 'goes-on' }));
  });
}
