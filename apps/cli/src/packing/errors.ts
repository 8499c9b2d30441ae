/** What is said of a folder that cannot be packed. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

export const packError = defineErrors('pack', {
  'no-folder': (d: { path: string }) => `There is no folder ${d.path}; name one that holds a plugin.json.`,
  'no-manifest': (d: { path: string }) => `${d.path} holds no plugin.json, so it is no plugin.`,
  unreadable: (d: { path: string; why: string }) => `${d.path} cannot be read: ${d.why}.`,
  'too-large': (d: { path: string; limitMb: number }) =>
    `With ${d.path} the plugin is over ${d.limitMb} MB; take large files out, or let the plugin fetch them.`,
  'too-many': (d: { limit: number }) => `The folder holds more than ${d.limit} files; pack only what the plugin needs.`,
  'missing-import': (d: { path: string; specifier: string }) =>
    `${d.path} imports ${quoteText(d.specifier, 100)}, which is not there: correct its path, or add the library with npm. Libraries that need Node or a browser do not work in a plugin.`,
  'no-entry': (d: { path: string }) =>
    `There is no source for ${d.path}, which plugin.json names; write it as ${d.path.replace(/\.m?js$/, '.ts')}, or correct the name.`,
  'not-ours': (d: { path: string }) =>
    `${d.path} holds something else than a build of this plugin, so nothing was written; move it away first.`,
  'not-built': (d: { path: string; line?: number; why: string }) =>
    `${d.path}${d.line === undefined ? '' : `, line ${d.line},`} cannot be built: ${d.why}.`,
  'two-sources': (d: { path: string }) => `There is TypeScript and JavaScript for ${d.path}; keep one of them.`,
  'not-strippable': (d: { path: string; why: string }) =>
    `The types of ${d.path} cannot be taken out: ${d.why}. Build the plugin first, or write it without enums and namespaces.`,
  'not-a-module': (d: { path: string; why: string }) => `${d.path} cannot be read as a module: ${d.why}.`,
  'odd-import': (d: { path: string }) =>
    `An import of ${d.path} is written in an unusual way, so it cannot be renamed from .ts to .js; write the path as a plain text in quotes.`,
});
