/** What is said of a plugin.json, and of inputs and settings, that cannot be taken. */

import { defineErrors, type Issue, quoteText } from '@omnitrade/contracts';

const meant = (nearest: string | undefined) => (nearest ? `; did you mean "${nearest}"?` : '.');
const at = (path: string) => (path === '' ? 'The manifest' : quoteText(path, 200));

export const manifestError = defineErrors('manifest', {
  invalid: (d: { file: string; issues: readonly (Issue & { line?: number; column?: number })[] }) => {
    const [first, ...more] = d.issues;
    const place = first?.line ? `, line ${first.line}, column ${first.column}` : '';
    const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
    return `${d.file}${place}: ${first?.message ?? 'It cannot be read.'}${rest}`;
  },
  'too-long': (d: { bytes: number; limit: number }) =>
    `The manifest has ${d.bytes} bytes; at most ${d.limit} are read. Move long texts into README.md.`,
  'byte-order-mark': (_: Record<string, never>) =>
    'The text begins with a byte order mark; save the file as UTF-8 without one.',
  syntax: (d: { expected: string; found: string }) => `This is not JSON: expected ${d.expected}, found ${d.found}.`,
  'duplicate-key': (d: { key: string }) => `The key ${quoteText(d.key)} is there twice; keep one.`,
  'bad-key': (d: { key: string }) => `The key ${quoteText(d.key)} is not allowed anywhere; rename it.`,
  'too-deep': (d: { limit: number }) => `The manifest nests deeper than ${d.limit} levels.`,
  'unknown-key': (d: { path: string; nearest?: string }) =>
    `There is no field ${quoteText(d.path, 200)}${meant(d.nearest)}`,
  missing: (d: { path: string }) => `${at(d.path)} is missing.`,
  'wrong-type': (d: { path: string; expected: string; given: string }) =>
    `${at(d.path)} must be ${d.expected}, not ${d.given}.`,
  'bad-value': (d: { path: string; expected: string; given: string; nearest?: string }) =>
    `${at(d.path)} must be ${d.expected}, not ${d.given}${meant(d.nearest)}`,
  duplicate: (d: { path: string; given: string }) => `${at(d.path)} names ${d.given} a second time; keep one.`,
  incompatible: (d: { plugin: string; range: string; terminal: string }) =>
    `The plugin "${d.plugin}" is made for plugin API ${quoteText(d.range)}; this terminal has ${d.terminal}. Install a version made for it, or update the terminal.`,
  'not-yet-usable': (d: { plugin: string; point: string }) =>
    `The plugin "${d.plugin}" names the extension point "${d.point}", which this terminal knows but cannot use yet.`,
  'permission-needed': (d: { plugin: string; point: string; permission: string }) =>
    `The plugin "${d.plugin}" contributes to "${d.point}", which needs the permission "${d.permission}": add it to "permissions".`,
  'needs-itself': (d: { plugin: string; field?: string }) =>
    `The plugin "${d.plugin}" depends on itself; take it out of "${d.field ?? 'dependencies'}".`,
  'undeclared-dependency': (d: { plugin: string; dependency: string }) =>
    `The plugin "${d.plugin}" may call "${d.dependency}" but does not depend on it: add it to "dependencies".`,
  'over-cap': (d: { resource: string; asked: number; cap: number }) =>
    `"resources.${d.resource}" asks for ${d.asked}; this terminal gives at most ${d.cap}. Ask for ${d.cap} or less.`,
});
