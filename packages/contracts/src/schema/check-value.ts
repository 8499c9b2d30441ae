/** The interpreter of the schema subset: does a value fit? One for page and server; it never turns a schema into code. */

import type { Issue } from '../errors.ts';
import type { ArraySchema, NumberProperty, ObjectSchema, StringProperty, ValueSchema } from '../inputs.ts';
import { findNearest } from '../nearest.ts';
import { quoteText } from '../plain-text.ts';
import { valueError } from './errors.ts';
import { formats } from './formats.ts';
import { type IssueList, openIssueList } from './issue-list.ts';

/** What a string may hold where its schema sets no `maxLength`. */
export const schemaMaxTextChars = 4096;

type Loose<P> = Omit<P, 'default'>;

/** Checks a value against a schema that has itself passed `checkSchema`. */
export function checkValue(schema: ValueSchema, value: unknown, path = ''): Issue[] {
  const list = openIssueList();
  checkAny(schema, value, path, list);
  return list.issues;
}

function checkAny(schema: ValueSchema, value: unknown, path: string, list: IssueList): void {
  if (schema.type === 'string') checkText(schema, value, path, list);
  else if (schema.type === 'array') checkArray(schema, value, path, list);
  else if (schema.type === 'object') checkObject(schema, value, path, list);
  else if (schema.type !== 'boolean') checkNumber(schema, value, path, list);
  else if (typeof value !== 'boolean') list.add(path, wrongType(path, 'true or false', value));
}

function checkNumber(schema: Loose<NumberProperty>, value: unknown, path: string, list: IssueList): void {
  const whole = schema.type === 'integer';
  if (whole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
    list.add(path, wrongType(path, whole ? 'a whole number' : 'a number', value));
    return;
  }
  const number = value as number;
  const refuse = (expected: string) =>
    list.add(path, valueError('out-of-range', { path, expected, given: `${number}` }));
  if (schema.minimum !== undefined && number < schema.minimum) refuse(`at least ${schema.minimum}`);
  else if (schema.maximum !== undefined && number > schema.maximum) refuse(`at most ${schema.maximum}`);
  else if (schema.multipleOf !== undefined && !isMultiple(number, schema.multipleOf))
    refuse(`a multiple of ${schema.multipleOf}`);
}

/** Steps such as 0.1 have no exact double, so the quotient may miss a whole number by rounding. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function checkText(schema: Loose<StringProperty>, value: unknown, path: string, list: IssueList): void {
  if (typeof value !== 'string') {
    list.add(path, wrongType(path, 'text', value));
    return;
  }
  const given = quoteText(value);
  if (schema.enum) {
    if (schema.enum.includes(value)) return;
    const nearest = findNearest(value, schema.enum);
    list.add(path, valueError('not-a-choice', { path, choices: schema.enum, given, ...(nearest && { nearest }) }));
    return;
  }
  const longest = schema.maxLength ?? schemaMaxTextChars;
  const expected =
    value.length > longest
      ? `at most ${longest} characters long`
      : value.length < (schema.minLength ?? 0)
        ? `at least ${schema.minLength} characters long`
        : undefined;
  if (expected) list.add(path, valueError('out-of-range', { path, expected, given: `${value.length}` }));
  // Empty text means "not set": whether that is allowed is what minLength says.
  const format = schema.format && value !== '' ? formats[schema.format] : undefined;
  if (format && !format.accepts(value))
    list.add(path, valueError('bad-format', { path, expected: format.expected, given }));
}

function checkArray(schema: ArraySchema, value: unknown, path: string, list: IssueList): void {
  if (!Array.isArray(value)) {
    list.add(path, wrongType(path, 'a list', value));
    return;
  }
  const refuse = (expected: string) =>
    list.add(path, valueError('out-of-range', { path, expected, given: `${value.length}` }));
  if (value.length < (schema.minItems ?? 0)) refuse(`a list of at least ${schema.minItems} items`);
  if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY))
    refuse(`a list of at most ${schema.maxItems} items`);
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    if (list.full) return;
    checkAny(schema.items, item, `${path}[${i}]`, list);
    if (!schema.uniqueItems) continue;
    const text = JSON.stringify(item);
    if (seen.has(text)) list.add(`${path}[${i}]`, wrongType(`${path}[${i}]`, 'unlike the items before it', item));
    seen.add(text);
  }
}

function checkObject(schema: ObjectSchema, value: unknown, path: string, list: IssueList): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    list.add(path, wrongType(path, 'an object', value));
    return;
  }
  const known = Object.keys(schema.properties);
  const inside = (key: string) => toPath(path, key);
  for (const [key, item] of Object.entries(value)) {
    if (list.full) return;
    const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (property) checkAny(property, item, inside(key), list);
    else {
      const nearest = findNearest(key, known);
      list.add(inside(key), valueError('unknown', { path: inside(key), known, ...(nearest && { nearest }) }));
    }
  }
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(value, key)) list.add(inside(key), valueError('missing', { path: inside(key) }));
}

/** Where a property lies; a key too long to be one is cut, since the path is shown. */
export function toPath(path: string, key: string): string {
  const shown = key.length > 64 ? `${key.slice(0, 64)}…` : key;
  return path === '' ? shown : `${path}.${shown}`;
}

function wrongType(path: string, expected: string, value: unknown) {
  return valueError('wrong-type', { path, expected, given: toGivenText(value) });
}

/** How a sentence names a value it refuses. */
export function toGivenText(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'nothing' : String(value);
}
