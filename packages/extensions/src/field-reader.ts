/** Reads the fields of an untrusted object: what is wrong is listed, what is right is copied, what is unknown is refused. */

import { findNearest, type IssueList, isPlainText, toGivenText, toPath } from '@omnitrade/contracts';
import { contributionError } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A reader of one object. After an issue its answers are placeholders: use them only if the list stayed empty.
 * Fields are read in any order, then `close` refuses the rest.
 */
export class FieldReader {
  readonly #fields: Fields;
  readonly #path: string;
  readonly #list: IssueList;
  readonly #known: string[] = [];

  constructor(value: unknown, path: string, list: IssueList) {
    this.#path = path;
    this.#list = list;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#fields = isObject ? (value as Fields) : {};
    if (!isObject)
      list.add(path, contributionError('bad-field', { path, expected: 'an object', given: toGivenText(value) }));
  }

  /** The raw value of a field; undefined where there is none of its own. */
  take(key: string): unknown {
    this.#known.push(key);
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key) && this.#fields[key] !== undefined;
  }

  /** A field for which `accepts` is the whole rule. */
  read<T>(key: string, accepts: (value: unknown) => value is T, expected: string): T {
    const value = this.take(key);
    if (accepts(value)) return value;
    const path = toPath(this.#path, key);
    if (value === undefined) this.#list.add(path, contributionError('missing', { path }));
    else this.#list.add(path, contributionError('bad-field', { path, expected, given: toGivenText(value) }));
    return undefined as T;
  }

  /** The same for a field that may be absent: spread into the result. */
  optional<K extends string, T>(
    key: K,
    accepts: (value: unknown) => value is T,
    expected: string,
  ): { readonly [P in K]?: T } {
    if (!this.has(key)) {
      this.take(key);
      return {};
    }
    return { [key]: this.read(key, accepts, expected) } as { readonly [P in K]?: T };
  }

  text(key: string, maxChars: number): string {
    return this.read(key, isLine(maxChars), lineRule(maxChars));
  }

  optionalText<K extends string>(key: K, maxChars: number): { readonly [P in K]?: string } {
    return this.optional(key, isLine(maxChars), lineRule(maxChars));
  }

  oneOf<T extends string>(key: string, words: readonly T[]): T {
    return this.read(key, isOneOf(words), `one of ${words.join(', ')}`);
  }

  /** A list of `min` to `max` items, each read by `readItem` with its path. */
  list<T>(
    key: string,
    { min = 0, max }: { readonly min?: number; readonly max: number },
    readItem: (item: unknown, path: string, list: IssueList) => T,
  ): T[] {
    const items = this.read(key, isListOf(min, max), `a list of ${min} to ${max} items`);
    const path = toPath(this.#path, key);
    return items?.map((item, i) => readItem(item, `${path}[${i}]`, this.#list)) ?? [];
  }

  /** Refuses every field that nobody asked for. */
  close(): void {
    for (const key of Object.keys(this.#fields)) {
      if (this.#list.full) return;
      if (this.#known.includes(key) || this.#fields[key] === undefined) continue;
      const path = toPath(this.#path, key);
      const nearest = findNearest(key, this.#known);
      this.#list.add(path, contributionError('unknown-field', { path, ...(nearest && { nearest }) }));
    }
  }
}

/** Tells the second of two equal keys. */
export function checkDistinct(keys: readonly string[], pathOf: (i: number) => string, list: IssueList): void {
  const seen = new Set<string>();
  for (const [i, key] of keys.entries()) {
    if (typeof key === 'string' && seen.has(key))
      list.add(pathOf(i), contributionError('duplicate-key', { path: pathOf(i), given: toGivenText(key) }));
    seen.add(key);
  }
}

export const isOneOf =
  <T extends string>(words: readonly T[]) =>
  (value: unknown): value is T =>
    (words as readonly unknown[]).includes(value);

/** A guard for whole numbers of a span. */
export const isWhole =
  (min: number, max: number) =>
  (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const isLine =
  (maxChars: number) =>
  (value: unknown): value is string =>
    isPlainText(value, maxChars);
const lineRule = (maxChars: number) => `one plain line of 1 to ${maxChars} characters`;
const isListOf =
  (min: number, max: number) =>
  (value: unknown): value is readonly unknown[] =>
    Array.isArray(value) && value.length >= min && value.length <= max;
