/** What makes two failures the same: their code and sentence, without what differs each time. */

import { createHash } from 'node:crypto';

/** The stack, if there is one, counts with its places inside the plugin. */
export interface Failed {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

const maxChars = 2_000;
const framesCounted = 3;

export function fingerprint({ code, message, stack = '' }: Failed): string {
  const frames = stack
    .slice(0, maxChars * 4)
    .split('\n')
    .filter((line) => line.includes('plugin://'))
    .slice(0, framesCounted)
    .map((line) => line.trim());
  return createHash('sha256')
    .update([code, toPattern(message), ...frames].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Numbers, quoted texts, long ids and times stand for any other of their kind. */
function toPattern(message: string): string {
  return message
    .slice(0, maxChars)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
    .replace(/\b[0-9a-f]{12,}\b/gi, '#')
    .replace(/-?\d+(?:[.,:TZ-]\d+)*Z?/g, '#')
    .replace(/\s+/g, ' ');
}
