/** JSON in one spelling: keys sorted, no blanks. What is signed or digested is written, and only accepted, like this. */

import type { Json } from '@omnitrade/contracts';

const maxDepth = 48;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The one spelling of a value (RFC 8785); throws a RangeError for what JSON cannot hold. */
export function toCanonicalJson(value: Json, depth = 1): string {
  if (depth > maxDepth) throw new RangeError(`it nests deeper than ${maxDepth} levels`);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('it holds a number that is not finite');
  if (typeof value === 'string' && !value.isWellFormed()) throw new RangeError('it holds half of a character');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => toCanonicalJson(item, depth + 1)).join(',')}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${toCanonicalJson(key, depth)}:${toCanonicalJson(value[key] as Json, depth + 1)}`);
  return `{${fields.join(',')}}`;
}

export function toCanonicalBytes(value: Json): Uint8Array {
  return Buffer.from(toCanonicalJson(value));
}

export type CanonicalRead = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly why: string };

/** Reads bytes that are JSON in its one spelling; anything else, however well-formed, is refused with the reason. */
export function readCanonicalJson(bytes: Uint8Array): CanonicalRead {
  try {
    const text = decoder.decode(bytes);
    const value = JSON.parse(text) as Json;
    return toCanonicalJson(value) === text ? { ok: true, value } : { ok: false, why: 'it is not in canonical form' };
  } catch (error) {
    return { ok: false, why: error instanceof RangeError ? error.message : 'it is not JSON in UTF-8' };
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
