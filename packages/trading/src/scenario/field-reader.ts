/** Reads untrusted JSON field by field and keeps one sentence, with its path, for each fault. */

import { findNearest, type Issue, openIssueList, quoteText, toPath } from '@omnitrade/contracts';
import { Decimal } from '../decimals.ts';

const keyMaxChars = 64;
const maxDigits = 34;
/** Hand-written files say 290.50; trailing zeros change nothing and are taken off. */
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

export interface DecimalRule {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
}

/** An object whose known keys are read once each. */
export class FieldReader {
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #list: IssueSink;

  constructor(fields: Readonly<Record<string, unknown>>, path: string, list: IssueSink) {
    this.path = path;
    this.#fields = fields;
    this.#list = list;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key) && this.#fields[key] !== undefined;
  }

  raw(key: string): unknown {
    return this.has(key) ? this.#fields[key] : undefined;
  }

  /** Refuses keys nobody reads, with the nearest one that is read. */
  onlyKnows(known: readonly string[]): void {
    for (const key of Object.keys(this.#fields)) {
      if (known.includes(key)) continue;
      const nearest = findNearest(key.slice(0, keyMaxChars), known);
      this.refuse(key.slice(0, keyMaxChars), nearest ? `is not known; did you mean "${nearest}"?` : 'is not known.');
    }
  }

  refuse(key: string, sentence: string): void {
    this.#list.add(key === '' ? this.path : join(this.path, key), sentence);
  }

  object(key: string): FieldReader | undefined {
    const value = this.raw(key);
    if (isObject(value)) return new FieldReader(value, join(this.path, key), this.#list);
    this.refuse(key, value === undefined ? 'is missing; it must be an object.' : 'must be an object.');
    return undefined;
  }

  /** A reader of an object inside this one. */
  child(fields: Readonly<Record<string, unknown>>, key: string): FieldReader {
    return new FieldReader(fields, toPath(this.path, key), this.#list);
  }

  list(key: string, max: number): readonly unknown[] {
    const value = this.raw(key);
    if (Array.isArray(value) && value.length <= max) return value;
    this.refuse(key, `must be a list of at most ${max}.`);
    return [];
  }

  whole(key: string, least = -8.64e15, most = 8.64e15): number {
    const value = this.raw(key);
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    this.refuse(
      key,
      least < -1e15 ? 'must be a time in whole milliseconds.' : `must be a whole number from ${least} to ${most}.`,
    );
    return 0;
  }

  flag(key: string): boolean {
    const value = this.raw(key);
    if (typeof value === 'boolean') return value;
    this.refuse(key, 'must be true or false.');
    return false;
  }

  decimal(key: string, rule: DecimalRule = {}): Decimal {
    const value = readDecimal(this.raw(key));
    const { least, above, most } = rule;
    const fits =
      value &&
      (least === undefined || value.gte(least)) &&
      (above === undefined || value.gt(above)) &&
      (most === undefined || value.lte(most));
    if (value && fits) return value;
    this.refuse(key, `must be a decimal${describe(rule)} as text, such as "1.5".`);
    return new Decimal(1);
  }
}

function describe({ least, above, most }: DecimalRule): string {
  const low = above === undefined ? (least === undefined ? '' : ` of ${least} or more`) : ` above ${above}`;
  return most === undefined ? low : `${low} and at most ${most}`;
}

/** A decimal as text or, for data somebody else wrote, as a number. */
function readDecimal(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? new Decimal(value).toString() : toCanonical(value);
  if (typeof text !== 'string' || !plainNumber.test(text) || text.replace(/[-.]/g, '').length > maxDigits)
    return undefined;
  const decimal = new Decimal(text);
  return decimal.e < 15 ? decimal : undefined;
}

/** Takes trailing zeros off text that is a plain number; leaves everything else as it is. */
export function toCanonical(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > maxDigits + 2) return value;
  if (value.endsWith('%')) return `${toCanonical(value.slice(0, -1))}%`;
  if (!plainNumber.test(value) || !value.includes('.')) return value;
  const text = value.replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const join = (path: string, key: string) => toPath(path, /^[\w-]+$/.test(key) ? key : quoteText(key));

export class IssueSink {
  readonly #list = openIssueList();

  get issues(): readonly Issue[] {
    return this.#list.issues;
  }

  get isFull(): boolean {
    return this.#list.full;
  }

  add(path: string, message: string): void {
    this.#list.add(path, { code: 'trading.bad-scenario', message });
  }
}
