/** From what the validator found to issues in whole sentences, each with its path. */

import {
  type CodedError,
  findNearest,
  type Issue,
  issueMaxCount,
  openIssueList,
  quoteText,
  toGivenText,
  toPath,
} from '@omnitrade/contracts';
import type { z } from 'zod';
import { manifestError } from './errors.ts';
import { fieldNames } from './manifest-schema.ts';

type Path = readonly PropertyKey[];
type Found<C extends string = string> = Extract<z.core.$ZodIssue, { code: C }>;

interface Place {
  readonly at: Path;
  readonly path: string;
  readonly value: unknown;
  readonly given: string;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Everything the validator found wrong with a value, at most as many issues as a list holds. */
export function toIssues(root: unknown, found: readonly z.core.$ZodIssue[]): Issue[] {
  const list = openIssueList();
  for (const issue of found) for (const { path, error } of translate(issue, [], root)) list.add(path, error);
  return list.issues;
}

interface Told {
  readonly path: string;
  readonly error: Pick<CodedError, 'code' | 'message'>;
}

function translate(issue: z.core.$ZodIssue, base: Path, root: unknown): Told[] {
  const at = [...base, ...issue.path];
  const value = valueAt(root, at);
  const place: Place = { at, path: toPathText(at), value, given: toGivenText(value) };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, issueMaxCount).map((key) => tellUnknownKey(key, place));
    case 'invalid_type':
      return [tellWrongType(place, typeWords[issue.expected] ?? issue.expected)];
    case 'invalid_union':
      return translateUnion(issue, place, root);
    case 'invalid_value':
      return [tellNotAChoice(issue, place)];
    case 'invalid_key':
      return [tellBadKey(issue, place)];
    case 'too_small':
      return [tellBadValue(place, `at least ${issue.minimum}`)];
    case 'too_big':
      return [tellBadValue(place, `${issue.origin === 'array' ? 'a list of ' : ''}at most ${issue.maximum}`)];
    case 'custom':
      return [tellOwn(issue, place)];
    default:
      return [tellBadValue(place, issue.message)];
  }
}

/** The branch that was meant is the one whose kind of value was given. */
function translateUnion(issue: Found<'invalid_union'>, place: Place, root: unknown): Told[] {
  const isMeant = (errors: readonly z.core.$ZodIssue[]) =>
    !errors.some((error) => error.code === 'invalid_type' && error.path.length === 0);
  const meant = issue.errors.find(isMeant);
  if (!meant) return [tellWrongType(place, 'text or an object')];
  return meant.flatMap((inner) => translate(inner, place.at, root));
}

function tellUnknownKey(key: string, { at }: Place): Told {
  const path = toPathText([...at, key]);
  const nearest = findNearest(key, fieldNames[String(at[0] ?? '')] ?? []);
  return { path, error: manifestError('unknown-key', { path, ...(nearest && { nearest }) }) };
}

function tellWrongType({ path, value, given }: Place, expected: string): Told {
  if (value === undefined) return { path, error: manifestError('missing', { path }) };
  return { path, error: manifestError('wrong-type', { path, expected, given }) };
}

function tellBadValue({ path, given }: Place, expected: string, nearest?: string): Told {
  return { path, error: manifestError('bad-value', { path, expected, given, ...(nearest && { nearest }) }) };
}

function tellNotAChoice(issue: Found<'invalid_value'>, place: Place): Told {
  const choices = issue.values.map(String);
  const nearest = typeof place.value === 'string' ? findNearest(place.value, choices) : undefined;
  return tellBadValue(place, nearest ? 'a known one' : `one of ${choices.join(', ')}`, nearest);
}

function tellBadKey(issue: Found<'invalid_key'>, { at, path }: Place): Told {
  const expected = `named by ${issue.issues[0]?.message}`;
  return { path, error: manifestError('bad-value', { path, expected, given: quoteText(String(at.at(-1))) }) };
}

/** Findings of the schema's own rules: repetitions, issues of other parts, or the end of a "must be" sentence. */
function tellOwn(issue: Found<'custom'>, place: Place): Told {
  const { path, value, given } = place;
  const passed = issue.params?.issue as Issue | undefined;
  if (passed) return { path: joinPaths(path, passed.path), error: passed };
  if (!issue.params?.duplicate) return tellBadValue(place, issue.message);
  const named = typeof value === 'object' && value !== null && 'id' in value ? toGivenText(value.id) : given;
  return { path, error: manifestError('duplicate', { path, given: named }) };
}

function joinPaths(outer: string, inner: string): string {
  return inner === '' || outer.endsWith(inner) ? outer : `${outer}.${inner}`;
}

function toPathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : toPath(text, String(part))),
    '',
  );
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
