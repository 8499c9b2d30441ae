/** What is said of catalogues, lock files and requests that cannot be used. */

import { defineErrors, type Issue, quoteText } from '@omnitrade/contracts';

const listed = (issues: readonly Issue[]) => {
  const [first, ...more] = issues;
  return `${first?.message ?? 'It cannot be read.'}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
};

const at = (path: string) => (path === '' ? 'The text' : quoteText(path, 300));

export const catalogueError = defineErrors('catalogue', {
  invalid: (d: { file: string; issues: readonly Issue[] }) => `${d.file}: ${listed(d.issues)}`,
  syntax: (d: { why: string }) => `This is not JSON: ${d.why}.`,
  'too-long': (d: { chars: number; limit: number }) =>
    `The text has ${d.chars} characters; at most ${d.limit} are read.`,
  'wrong-type': (d: { path: string; expected: string; given: string }) =>
    `${at(d.path)} must be ${d.expected}, not ${d.given}.`,
  missing: (d: { path: string; expected: string }) => `${at(d.path)} is missing: it must be ${d.expected}.`,
  'unknown-key': (d: { path: string; nearest?: string }) =>
    `There is no field ${at(d.path)}${d.nearest ? `; did you mean "${d.nearest}"?` : '.'}`,
  'bad-name': (d: { path: string; given: string }) => `${at(d.path)} names ${d.given}, which no plugin can be called.`,
  'bad-version': (d: { path: string; given: string }) =>
    `${at(d.path)} gives ${d.given}, which is no version such as "1.0.0" or "2.1.0-beta.1".`,
  'bad-range': (d: { path: string; given: string }) =>
    `${at(d.path)} gives ${d.given}, which is no range of versions such as "^1.0.0".`,
  'too-many': (d: { path: string; what: string; count: number; limit: number }) =>
    `${at(d.path)} has ${d.count} ${d.what}; at most ${d.limit} are read.`,
});

export const lockError = defineErrors('lock', {
  invalid: (d: { file: string; issues: readonly Issue[] }) => `${d.file}: ${listed(d.issues)}`,
  'other-format': (d: { file: string; given: string; known: number }) =>
    `${d.file} is written in format ${d.given}; this terminal reads format ${d.known}. Update the terminal, or write the file anew with this one.`,
  'bad-source': (d: { path: string; given: string }) =>
    `${at(d.path)} is ${d.given}, which is no known kind of source.`,
  'bad-digest': (d: { path: string; given: string }) =>
    `${at(d.path)} gives ${d.given}, which is no SHA-256 digest in lower-case hexadecimal.`,
});

export const resolveError = defineErrors('resolve', {
  'bad-request': (d: { given: string; why: string }) => `${d.given} cannot be asked for: ${d.why}.`,
  'bad-terminal': (d: { given: string }) => `${d.given} is no version of a terminal; give one such as "1.0.0".`,
  'too-hard': (d: { steps: number }) =>
    `No answer was found within ${d.steps} steps: too many plugins exclude each other. Ask for fewer plugins at once, or for exact versions of some.`,
});
