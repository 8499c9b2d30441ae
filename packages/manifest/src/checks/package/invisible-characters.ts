/** Is there anything in a text that nobody sees? Directions that are turned around make code read as what it is not. */

import { checkError } from './errors.ts';
import type { Fault, PackageRule } from './package-rule.ts';

/** Turned directions, blanks of no width, tags, fillers. Joiners are left: some scripts and pictures need them. */
const invisible =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0]|\u034f|\udb40[\udc00-\udc7f]/g;
const maxFaults = 20;

export const invisibleCharacters: PackageRule = {
  rule: 'invisible-characters',
  severity: 'error',
  check({ texts }) {
    const faults: Fault[] = [];
    for (const [file, text] of texts)
      for (const { index, 0: found } of text.matchAll(invisible)) {
        // A mark at the beginning of a file says how it is encoded.
        if (index === 0 && found === '\ufeff') continue;
        if (faults.length >= maxFaults) return faults;
        const before = text.slice(0, index).split('\n');
        const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
        const column = (before.at(-1)?.length ?? 0) + 1;
        faults.push({ file, line: before.length, error: checkError('invisible-character', { code, column }) });
      }
    return faults;
  },
};
