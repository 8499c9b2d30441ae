/** What is said of the keys and pins of a home. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

export const keysError = defineErrors('keys', {
  'bad-name': (d: { name: string }) =>
    `A key is named by a to z, 0 to 9 and '-', beginning with a letter, not ${quoteText(d.name)}.`,
  exists: (d: { name: string }) =>
    `There is already a key ${d.name}; choose another name, or 'omnitrade keys rotate ${d.name}' to replace it.`,
  'no-key': (d: { name: string; nearest?: string }) =>
    `There is no key ${quoteText(d.name)}${d.nearest ? `; did you mean ${d.nearest}?` : "; 'omnitrade keys list' names them."}`,
  none: (_: Record<string, never>) => "This home has no active key; make one with 'omnitrade keys create'.",
  several: (d: { names: string }) => `This home has several keys (${d.names}); say which one with --key.`,
  unreadable: (d: { file: string; why: string }) => `The key file ${d.file} cannot be used. ${d.why}`,
  'not-active': (d: { name: string; status: string }) => `The key ${d.name} is ${d.status}; use another one.`,
  'no-passphrase': (d: { variable: string }) =>
    `A passphrase is needed and nobody can be asked; set ${d.variable}, or make a key without one (--plain).`,
  differ: (_: Record<string, never>) => 'The two passphrases differ; nothing was done.',
  'bad-trust': (d: { file: string; why: string }) =>
    `${d.file}, which says which keys are pinned and revoked, cannot be read: ${d.why}. Nothing is trusted until it is mended; to begin anew, remove it.`,
  'not-a-fingerprint': (d: { text: string }) =>
    `${quoteText(d.text)} is no fingerprint; one has 64 hex digits in groups of four.`,
  'not-trusted': (d: { fingerprint: string }) =>
    `No publisher is trusted under the key ${d.fingerprint}; 'omnitrade keys trusted' names those that are.`,
  'bad-publisher-name': (d: { publisher: string }) =>
    `${quoteText(d.publisher)} names no publisher; a name is one plain line of 1 to 100 characters.`,
  'pinned-already': (d: { plugin: string; fingerprint: string }) =>
    `${d.plugin} is pinned to the key ${d.fingerprint}; add --replace-pin to give that up.`,
});
