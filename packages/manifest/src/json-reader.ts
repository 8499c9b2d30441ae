/** A strict JSON reader that knows where everything stands and refuses what `JSON.parse` would silently settle. */

import { type CodedError, type Json, quoteText, toPath } from '@omnitrade/contracts';
import { manifestError } from './errors.ts';

const maxDepth = 32;
const forbiddenKeys = ['__proto__', 'constructor', 'prototype'];
const numberShape = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

export interface JsonRead {
  readonly value: Json;
  /** Where each key and list item begins, by its path (`permissions[2].id`), in UTF-16 units. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** Why a text is no acceptable JSON, and where. */
export class JsonFault extends Error {
  readonly error: CodedError;
  readonly offset: number;

  constructor(error: CodedError, offset: number) {
    super(error.message);
    this.error = error;
    this.offset = offset;
  }
}

/** Reads a whole text; throws a {@link JsonFault} at duplicate or dangerous keys, excessive depth, or anything not JSON. */
export function readJson(text: string): JsonRead {
  const cursor = new Cursor(text);
  cursor.skipBlanks();
  const value = cursor.readValue('', 1);
  cursor.skipBlanks();
  if (!cursor.atEnd) throw cursor.syntax('nothing more');
  return { value, offsets: cursor.offsets };
}

class Cursor {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipBlanks(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  readValue(path: string, depth: number): Json {
    if (depth > maxDepth) throw this.#fault(manifestError('too-deep', { limit: maxDepth }));
    const start = this.#text[this.#at];
    if (start === '{') return this.#readObject(path, depth);
    if (start === '[') return this.#readArray(path, depth);
    if (start === '"') return this.#readText();
    const word = words.find(([name]) => this.#text.startsWith(name, this.#at));
    if (word) {
      this.#at += word[0].length;
      return word[1];
    }
    return this.#readNumber();
  }

  #readObject(path: string, depth: number): Json {
    const entries: Record<string, Json> = {};
    this.#readItems('}', () => {
      const from = this.#at;
      if (this.#text[from] !== '"') throw this.syntax('a key in double quotes');
      const key = this.#readText();
      if (forbiddenKeys.includes(key)) throw this.#fault(manifestError('bad-key', { key }), from);
      if (Object.hasOwn(entries, key)) throw this.#fault(manifestError('duplicate-key', { key }), from);
      const inside = toPath(path, key);
      this.offsets.set(inside, from);
      this.skipBlanks();
      this.#expect(':', 'a colon after the key');
      this.skipBlanks();
      entries[key] = this.readValue(inside, depth + 1);
    });
    return entries;
  }

  #readArray(path: string, depth: number): Json {
    const items: Json[] = [];
    this.#readItems(']', () => {
      const inside = `${path}[${items.length}]`;
      this.offsets.set(inside, this.#at);
      items.push(this.readValue(inside, depth + 1));
    });
    return items;
  }

  /** Reads what stands between brackets, from the opening one to behind the closing one. */
  #readItems(close: '}' | ']', readItem: () => void): void {
    this.#at++;
    this.skipBlanks();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      readItem();
      this.skipBlanks();
      if (this.#text[this.#at] === close) break;
      this.#expect(',', `a comma or "${close}"`);
      this.skipBlanks();
      if (this.#text[this.#at] === close) throw this.syntax('something after the comma');
    }
    this.#at++;
  }

  #readText(): string {
    const from = this.#at;
    for (let i = from + 1; i < this.#text.length; i++) {
      const c = this.#text[i] as string;
      if (c === '\\') i++;
      else if (c < ' ') throw this.syntax('a closing quote on the same line', i);
      else if (c === '"') {
        this.#at = i + 1;
        return this.#unescape(from, i + 1);
      }
    }
    throw this.syntax('a closing quote', this.#text.length);
  }

  /** The engine's own reader knows the escapes; the borders are already found. */
  #unescape(from: number, to: number): string {
    try {
      return JSON.parse(this.#text.slice(from, to));
    } catch {
      throw this.syntax('only the escapes of JSON in a text', from);
    }
  }

  #readNumber(): number {
    numberShape.lastIndex = this.#at;
    const match = numberShape.exec(this.#text)?.[0];
    if (match === undefined) throw this.syntax('a value');
    const value = Number(match);
    if (!Number.isFinite(value)) throw this.syntax('a number that a double can hold');
    this.#at += match.length;
    return value;
  }

  #expect(mark: string, expected: string): void {
    if (this.#text[this.#at] !== mark) throw this.syntax(expected);
    this.#at++;
  }

  syntax(expected: string, at = this.#at): JsonFault {
    const found = this.#text[at];
    const hint = found === '/' || found === '#' ? ' (JSON has no comments)' : '';
    return this.#fault(
      manifestError('syntax', { expected, found: found === undefined ? 'the end' : `${quoteText(found)}${hint}` }),
      at,
    );
  }

  #fault(error: CodedError, at = this.#at): JsonFault {
    return new JsonFault(error, at);
  }
}

/** Line and column of each offset of a text, both from 1. */
export function openPlaces(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] as number) + 1 };
  };
}
