/** Reading untrusted JSON field by field: what is wrong goes to a list with its path, what is right comes back. */

import { issueMaxCount, openIssueList, toGivenText, toPath } from '@omnitrade/contracts';
import semver from 'semver';
import { catalogueError } from './errors.ts';

/** Longer versions and ranges are none. */
const maxVersionChars = 256;
/** What can be called by name: wider than the names of plugins, so that any registry's catalogue can be read. */
const nameShape = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

export class JsonChecks {
  readonly list = openIssueList();
  readonly #validRanges = new Set<string>();

  /** True when there is no point in looking further. */
  get isOver(): boolean {
    return this.list.issues.length >= issueMaxCount;
  }

  /** The entries of an object; none, and an issue, if it is something else or has too many. */
  entries(path: string, value: unknown, what: string, limit: number): [string, unknown][] {
    if (!this.isObject(path, value)) return [];
    const entries = Object.entries(value);
    if (entries.length <= limit) return entries;
    this.list.add(path, catalogueError('too-many', { path, what, count: entries.length, limit }));
    return [];
  }

  isObject(path: string, value: unknown): value is Readonly<Record<string, unknown>> {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject || this.wrongType(path, 'an object', value);
  }

  isName(path: string, name: string): boolean {
    if (nameShape.test(name)) return true;
    this.list.add(path, catalogueError('bad-name', { path, given: toGivenText(name) }));
    return false;
  }

  isVersion(path: string, text: unknown): text is string {
    if (typeof text !== 'string') return this.wrongType(path, 'a version such as "1.0.0"', text);
    if (text.length <= maxVersionChars && semver.valid(text) === text) return true;
    this.list.add(path, catalogueError('bad-version', { path, given: toGivenText(text) }));
    return false;
  }

  isRange(path: string, text: unknown): text is string {
    if (typeof text !== 'string') return this.wrongType(path, 'a range such as "^1.0.0"', text);
    if (this.#validRanges.has(text)) return true;
    if (isRange(text)) {
      this.#validRanges.add(text);
      return true;
    }
    this.list.add(path, catalogueError('bad-range', { path, given: toGivenText(text) }));
    return false;
  }

  isBoolean(path: string, value: unknown): value is boolean {
    return typeof value === 'boolean' || this.wrongType(path, 'true or false', value);
  }

  wrongType(path: string, expected: string, value: unknown): false {
    const error =
      value === undefined
        ? catalogueError('missing', { path, expected })
        : catalogueError('wrong-type', { path, expected, given: toGivenText(value) });
    this.list.add(path, error);
    return false;
  }
}

/** A range as npm reads it, on one plain line. */
export function isRange(text: string): boolean {
  return text.length <= maxVersionChars && !/[^\x20-\x7e]/.test(text) && semver.validRange(text) !== null;
}

export function isName(text: string): boolean {
  return nameShape.test(text);
}

export function isVersion(text: string): boolean {
  return text.length <= maxVersionChars && semver.valid(text) === text;
}

/** A field of what may be anything. */
export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** `path` and a key that is no word, such as a version. */
export function toKeyPath(path: string, key: string): string {
  return `${path}['${toPath('', key)}']`;
}

/** Reads JSON of bounded length; throws the reason as a `catalogue.*` error. */
export function parseJson(text: string, maxChars: number): unknown {
  if (text.length > maxChars) throw catalogueError('too-long', { chars: text.length, limit: maxChars });
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine quotes the text around the fault: control characters and all.
    const why = (error as Error).message.replace(/[^\x20-\x7e]/g, ' ').slice(0, 200);
    throw catalogueError('syntax', { why }, error);
  }
}
