/** Is a schema within the named subset of JSON Schema 2020-12? Asked before any plugin's schema is used for anything. */

import type { Issue } from '../errors.ts';
import { schemaMaxDepth, schemaMaxKeys, type ValueSchema } from '../inputs.ts';
import { findNearest } from '../nearest.ts';
import { checkValue, toPath } from './check-value.ts';
import { schemaError } from './errors.ts';
import { type IssueList, openIssueList } from './issue-list.ts';
import { anyKeywords, keywords, neededKeywords, schemaTypes, spans } from './keywords.ts';

const keyShape = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** Names that mean something on every object: a reader of the values must not meet them. */
const takenKeys = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'];
const inputTypes = ['number', 'integer', 'boolean', 'string'];

type Loose = Record<string, unknown>;
interface Walk {
  readonly list: IssueList;
  /** Inputs are flat and every one has a default, so that an instance can always be made. */
  readonly inputs: boolean;
  keys: number;
}

/** Checks the settings of a plugin: an object schema, nesting allowed. */
export function checkSettingsSchema(schema: unknown): Issue[] {
  const walk: Walk = { list: openIssueList(), inputs: false, keys: 0 };
  if (isRecord(schema) && schema.type !== 'object')
    walk.list.add('type', schemaError('bad-keyword', { path: '', keyword: 'type', expected: 'object' }));
  else checkNode(schema, '', 1, walk);
  return walk.list.issues;
}

/** Checks the inputs of a contribution: a flat table of properties, each with a default. */
export function checkInputsSchema(inputs: unknown): Issue[] {
  const walk: Walk = { list: openIssueList(), inputs: true, keys: 0 };
  if (!isRecord(inputs)) walk.list.add('', schemaError('not-a-schema', { path: '' }));
  else checkProperties(inputs, '', 1, walk);
  return walk.list.issues;
}

function checkNode(node: unknown, path: string, depth: number, walk: Walk): void {
  const { list } = walk;
  const types: readonly string[] = walk.inputs ? inputTypes : schemaTypes;
  if (!isRecord(node)) list.add(path, schemaError('not-a-schema', { path }));
  else if (depth > schemaMaxDepth) list.add(path, schemaError('too-deep', { path, limit: schemaMaxDepth }));
  else if (!types.includes(node.type as string))
    list.add(path, schemaError('bad-keyword', { path, keyword: 'type', expected: `one of ${types.join(', ')}` }));
  else checkTyped(node, node.type as ValueSchema['type'], path, depth, walk);
}

/** Goes on only while all is well, so that one fault is not told twice. */
function checkTyped(node: Loose, type: ValueSchema['type'], path: string, depth: number, walk: Walk): void {
  const { list } = walk;
  const before = list.issues.length;
  checkKeywords(node, type, path, list);
  if (list.issues.length > before) return;
  if (type === 'object') checkProperties(node.properties as Loose, path, depth + 1, walk);
  if (type === 'object') checkRequired(node, path, list);
  if (type === 'array') checkNode(node.items, toPath(path, 'items'), depth + 1, walk);
  if (list.issues.length === before) checkDefault(node, path, walk);
}

function checkKeywords(node: Loose, type: ValueSchema['type'], path: string, list: IssueList): void {
  const table = { ...anyKeywords, ...keywords[type] };
  for (const [keyword, value] of Object.entries(node)) {
    if (list.full) return;
    if (keyword === 'type' || keyword === 'default') continue;
    const entry = Object.hasOwn(table, keyword) ? table[keyword] : undefined;
    if (!entry) {
      const nearest = findNearest(keyword, ['type', 'default', ...Object.keys(table)]);
      list.add(path, schemaError('unknown-keyword', { path, keyword, ...(nearest && { nearest }) }));
    } else if (!entry.accepts(value))
      list.add(path, schemaError('bad-keyword', { path, keyword, expected: entry.expected }));
  }
  const needed = neededKeywords[type];
  if (needed && !Object.hasOwn(node, needed))
    list.add(path, schemaError('bad-keyword', { path, keyword: needed, expected: 'present' }));
  for (const [low, high] of spans) {
    if (isNumber(node[low]) && isNumber(node[high]) && node[low] > node[high])
      list.add(path, schemaError('bad-keyword', { path, keyword: low, expected: `at most "${high}"` }));
  }
}

function checkProperties(properties: Loose, path: string, depth: number, walk: Walk): void {
  for (const [key, node] of Object.entries(properties)) {
    if (walk.list.full) return;
    walk.keys += 1;
    if (walk.keys > schemaMaxKeys) {
      if (walk.keys === schemaMaxKeys + 1) walk.list.add(path, schemaError('too-many-keys', { limit: schemaMaxKeys }));
      return;
    }
    if (!keyShape.test(key) || takenKeys.includes(key)) walk.list.add(path, schemaError('bad-key', { path, key }));
    else checkNode(node, toPath(path, key), depth, walk);
  }
}

function checkRequired(node: Loose, path: string, list: IssueList): void {
  const unknown = ((node.required ?? []) as string[]).find((key) => !Object.hasOwn(node.properties as Loose, key));
  if (unknown !== undefined)
    list.add(
      path,
      schemaError('bad-keyword', { path, keyword: 'required', expected: 'a list of properties it names' }),
    );
}

function checkDefault(node: Loose, path: string, { list, inputs }: Walk): void {
  if (!Object.hasOwn(node, 'default')) {
    if (inputs) list.add(path, schemaError('no-default', { path }));
    return;
  }
  const [fault] = checkValue(node as unknown as ValueSchema, node.default);
  if (fault) list.add(path, schemaError('bad-default', { path, why: fault.message }));
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
