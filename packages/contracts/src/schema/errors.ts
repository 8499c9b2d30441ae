/** What is said of a schema outside the subset, and of a value that does not fit its schema. */

import { defineErrors } from '../errors.ts';
import { quoteText } from '../plain-text.ts';

const at = (path: string, whole: string) => (path === '' ? whole : quoteText(path, 200));
const meant = (nearest: string | undefined) => (nearest ? `; did you mean "${nearest}"?` : '.');

export const schemaError = defineErrors('schema', {
  'unknown-keyword': (d: { path: string; keyword: string; nearest?: string }) =>
    `${at(d.path, 'The schema')} uses ${quoteText(d.keyword)}, which schemas of plugins cannot use${meant(d.nearest)}`,
  'bad-keyword': (d: { path: string; keyword: string; expected: string }) =>
    `${quoteText(d.keyword)} of ${at(d.path, 'the schema')} must be ${d.expected}.`,
  'bad-key': (d: { path: string; key: string }) =>
    `${at(d.path, 'The schema')} names a property ${quoteText(d.key)}; use a letter, then up to 63 letters, digits, "_" or "-".`,
  'not-a-schema': (d: { path: string }) => `${at(d.path, 'The schema')} must be an object that describes a value.`,
  'no-default': (d: { path: string }) =>
    `${at(d.path, 'The schema')} needs a "default", so that it works before anyone sets it.`,
  'bad-default': (d: { path: string; why: string }) =>
    `The default of ${at(d.path, 'the schema')} does not fit it: ${d.why}`,
  'too-deep': (d: { path: string; limit: number }) =>
    `${at(d.path, 'The schema')} nests deeper than ${d.limit} levels.`,
  'too-many-keys': (d: { limit: number }) => `The schema names more than ${d.limit} properties.`,
});

export const valueError = defineErrors('value', {
  'wrong-type': (d: { path: string; expected: string; given: string }) =>
    `${at(d.path, 'The value')} must be ${d.expected}, not ${d.given}.`,
  'out-of-range': (d: { path: string; expected: string; given: string }) =>
    `${at(d.path, 'The value')} must be ${d.expected}, not ${d.given}.`,
  'bad-format': (d: { path: string; expected: string; given: string }) =>
    `${at(d.path, 'The value')} must be ${d.expected}, not ${d.given}.`,
  'not-a-choice': (d: { path: string; choices: readonly string[]; given: string; nearest?: string }) =>
    `${at(d.path, 'The value')} cannot be ${d.given}${d.nearest ? meant(d.nearest) : `; choose ${toChoices(d.choices)}.`}`,
  unknown: (d: { path: string; known: readonly string[]; nearest?: string }) =>
    `There is no ${quoteText(d.path, 200)}${d.nearest || d.known.length === 0 ? meant(d.nearest) : `; known are ${toChoices(d.known)}.`}`,
  missing: (d: { path: string }) => `${at(d.path, 'The value')} is missing.`,
});

const maxListed = 12;

function toChoices(words: readonly string[]): string {
  const shown = words.slice(0, maxListed).map((word) => quoteText(word, 40));
  return words.length > maxListed ? `${shown.join(', ')} and ${words.length - maxListed} more` : shown.join(', ');
}
