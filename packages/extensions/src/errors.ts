/** What is said of contributions that cannot be taken, and of scopes that are closed. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

const meant = (nearest: string | undefined) => (nearest ? `; did you mean "${nearest}"?` : '.');

export const extensionError = defineErrors('extension', {
  duplicate: (d: { plugin: string; contribution: string }) =>
    `The plugin "${d.plugin}" has added ${quoteText(d.contribution)} before; give each contribution an id of its own.`,
  'scope-closed': (d: { plugin: string; kind: string; id: string }) =>
    `The plugin "${d.plugin}" is deactivated and cannot add the ${d.kind} ${quoteText(d.id)}.`,
});

export const contributionError = defineErrors('contribution', {
  'unknown-point': (d: { point: string; nearest?: string }) =>
    `There is no extension point ${quoteText(d.point)}${meant(d.nearest)}`,
  'not-usable': (d: { point: string }) =>
    `This terminal knows the extension point "${d.point}", but cannot use it yet.`,
  'bad-id': (d: { id: string }) =>
    `The id ${quoteText(d.id)} must be a letter a to z, then up to 63 of a to z, 0 to 9 and "-".`,
  missing: (d: { path: string }) => `${quoteText(d.path)} is missing.`,
  'bad-field': (d: { path: string; expected: string; given: string }) =>
    `${d.path === '' ? 'It' : quoteText(d.path, 200)} must be ${d.expected}, not ${d.given}.`,
  'unknown-field': (d: { path: string; nearest?: string }) =>
    `There is no field ${quoteText(d.path, 200)}${meant(d.nearest)}`,
  'duplicate-key': (d: { path: string; given: string }) => `${quoteText(d.path, 200)} repeats ${d.given}; keep one.`,
});
