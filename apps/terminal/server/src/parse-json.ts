/** JSON from outside: read only if it is shallow and holds no key that reaches a prototype. */

import { terminalError } from './errors.ts';

export const jsonMaxDepth = 32;

/** Throws `terminal.bad-json`. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw terminalError('bad-json', { why: text === '' ? 'it is empty' : 'it breaks the grammar' }, cause);
  }
  checkJson(value);
  return value;
}

/** Throws `terminal.bad-json`. Goes level by level, so that depth costs no stack. */
export function checkJson(root: unknown): void {
  let level = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > jsonMaxDepth)
      throw terminalError('bad-json', { why: `it is nested deeper than ${jsonMaxDepth} levels` });
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__')) throw terminalError('bad-json', { why: 'it holds a key "__proto__"' });
      for (const child of Array.isArray(value) ? value : Object.values(value))
        if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}
