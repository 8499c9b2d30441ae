/** Changes a JSON text so that it reads as another value, and touches nothing that stays as it was: spaces, order, line ends. */

import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '@omnitrade/contracts';

interface Span {
  readonly start: number;
  readonly end: number;
}
type Node = Span & { readonly value: Json; readonly items?: readonly Item[]; readonly isObject?: boolean };
/** A member of an object or an item of a list, with the blanks before it. */
interface Item {
  readonly lead: string;
  readonly key?: string;
  /** From the key to the value, as it was written. */
  readonly head: string;
  readonly node: Node;
  /** Blanks before the comma behind it. */
  trail: string;
}

const lineChars = 100;

/** `text` must be JSON. A member whose value stays while its key goes and another comes is renamed where it stands. */
export function writeJson(text: string, value: Json): string {
  const scan = new Scan(text);
  const root = scan.whole();
  const unit = /\n([ \t]+)/.exec(text)?.[1] ?? '  ';
  return text.slice(0, root.start) + new Writer(text, unit).write(root, value, '') + text.slice(root.end);
}

class Writer {
  readonly #text: string;
  readonly #unit: string;

  constructor(text: string, unit: string) {
    this.#text = text;
    this.#unit = unit;
  }

  write(node: Node, value: Json, indent: string): string {
    if (isSame(node.value, value)) return this.#text.slice(node.start, node.end);
    if (node.isObject && isObject(value)) return this.#join(node, this.#members(node, value, indent), indent, '{}');
    if (node.items && !node.isObject && Array.isArray(value))
      return this.#join(node, this.#entries(node, value, indent), indent, '[]');
    return this.#print(value, indent);
  }

  #members(node: Node, value: JsonObject, indent: string): Written[] {
    const items = node.items ?? [];
    const known = new Map(items.map((item) => [item.key as string, item]));
    const gone = items.filter((item) => !Object.hasOwn(value, item.key as string));
    const inner = indent + this.#unit;
    return Object.entries(value).map(([key, one]) => {
      const old = known.get(key);
      if (old) return { lead: old.lead, trail: old.trail, body: old.head + this.write(old.node, one, inner) };
      const renamed = gone.find((item) => isSame(item.node.value, one));
      if (renamed) {
        gone.splice(gone.indexOf(renamed), 1);
        const between = renamed.head.slice(renamed.head.lastIndexOf('"') + 1);
        return {
          lead: renamed.lead,
          trail: renamed.trail,
          body: JSON.stringify(key) + between + this.write(renamed.node, one, inner),
        };
      }
      return { body: `${JSON.stringify(key)}: ${this.#print(one, inner)}` };
    });
  }

  #entries(node: Node, value: readonly Json[], indent: string): Written[] {
    const left = [...(node.items ?? [])];
    const inner = indent + this.#unit;
    return value.map((one, i) => {
      const same = left.find((item) => isSame(item.node.value, one));
      // What is neither here nor there any more is what it was changed from.
      const from =
        same ?? left.find((item) => item === node.items?.[i] && !value.some((v) => isSame(v, item.node.value)));
      if (!from) return { body: this.#print(one, inner) };
      left.splice(left.indexOf(from), 1);
      return { lead: from.lead, trail: from.trail, body: this.write(from.node, one, inner) };
    });
  }

  /** Puts written members together with the blanks they had; new ones get those of their neighbours. */
  #join(node: Node, written: readonly Written[], indent: string, [open = '', close = '']: string): string {
    const items = node.items ?? [];
    if (written.length === 0) return open + close;
    const last = items.at(-1);
    const first = items[0]?.lead ?? `\n${indent}${this.#unit}`;
    const next = first.includes('\n') ? first : (items[1]?.lead ?? ' ');
    const tail = last ? this.#text.slice(last.node.end, node.end - 1) : `\n${indent}`;
    const leadOf = (lead: string | undefined) => (lead === undefined || lead === first ? next : lead);
    const end = written.length - 1;
    const parts = written.map(
      ({ lead, body, trail = '' }, i) => (i === 0 ? first : leadOf(lead)) + body + (i < end ? trail : ''),
    );
    return open + parts.join(',') + tail + close;
  }

  /** A new value: on one line if it is short. */
  #print(value: Json, indent: string): string {
    const short = JSON.stringify(value, null, 1)
      .replace(/\n\s*/g, ' ')
      .replace(/^\[ | \]$/g, (mark) => mark.trim());
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (Array.isArray(value) && indent.length + short.length < lineChars && !value.some((one) => isObject(one)))
      return `[${value.map((one) => this.#print(one, indent)).join(', ')}]`;
    return JSON.stringify(value, null, this.#unit).replaceAll('\n', `\n${indent}`);
  }
}

interface Written {
  readonly lead?: string;
  readonly trail?: string;
  readonly body: string;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The order of keys counts too. */
const isSame = (a: Json, b: Json) => isDeepStrictEqual(a, b) && JSON.stringify(a) === JSON.stringify(b);

/** Where everything stands in a text that was parsed before. */
class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Node {
    this.#blanks();
    return this.#node();
  }

  #node(): Node {
    const start = this.#at;
    const mark = this.#text[start];
    if (mark === '{' || mark === '[') {
      const items = this.#items(mark === '{');
      const end = this.#at;
      return { start, end, value: JSON.parse(this.#text.slice(start, end)), items, isObject: mark === '{' };
    }
    if (mark === '"') this.#string();
    else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] as string)) this.#at++;
    return { start, end: this.#at, value: JSON.parse(this.#text.slice(start, this.#at)) };
  }

  #items(isObject: boolean): Item[] {
    const items: Item[] = [];
    this.#at++;
    for (;;) {
      const lead = this.#blanks();
      if (this.#text[this.#at] === '}' || this.#text[this.#at] === ']') break;
      const from = this.#at;
      let key: string | undefined;
      if (isObject) {
        this.#string();
        key = JSON.parse(this.#text.slice(from, this.#at)) as string;
        this.#blanks();
        this.#at++;
        this.#blanks();
      }
      const head = this.#text.slice(from, this.#at);
      const item: Item = { lead, head, node: this.#node(), trail: '', ...(key !== undefined && { key }) };
      items.push(item);
      const back = this.#at;
      const trail = this.#blanks();
      if (this.#text[this.#at] === ',') {
        item.trail = trail;
        this.#at++;
      } else this.#at = back;
    }
    this.#at++;
    return items;
  }

  #string(): void {
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) if (this.#text[this.#at] === '\\') this.#at++;
    this.#at++;
  }

  #blanks(): string {
    const from = this.#at;
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
    return this.#text.slice(from, this.#at);
  }
}
