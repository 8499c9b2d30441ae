/** What the home on disk can refuse, and the sentences for it. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

interface InUse {
  readonly dir: string;
  readonly pid: number | null;
  readonly url: string | null;
}

export const storeError = defineErrors('store', {
  'profile-not-kept': (d: { plugin: string; bytes: number; limit: number }) =>
    `A profile of ${d.plugin} was not kept: it takes ${d.bytes} bytes, at most ${d.limit} are kept.`,
  'not-a-folder': (d: { dir: string }) =>
    `The home ${d.dir} is not a folder; choose another one with --home or OMNITRADE_HOME.`,
  'not-writable': (d: { path: string; reason: string }) =>
    `${d.path} cannot be written (${d.reason}); give this user the right to write there, or choose another home with --home.`,
  'home-in-use': ({ dir, pid, url }: InUse) =>
    url === null
      ? `Another omnitrade command${pid === null ? '' : ` (process ${pid})`} is working on the home ${dir}; wait until it is done or choose another folder with --home.`
      : `Another terminal (process ${pid}, ${url}) uses the home ${dir}; stop it or choose another folder with --home.`,
  'disk-full': (d: { file: string }) =>
    `The disk of ${d.file} is full, so this change was not kept; free some space and try again.`,
  'disk-failed': (d: { file: string; reason: string }) =>
    `The disk of ${d.file} reported an error (${d.reason}), so this change was not kept.`,
  damaged: (d: { file: string; reason: string }) =>
    `The file ${d.file} is damaged (${d.reason}); put back a copy of it, or move it away to start with an empty home.`,
  newer: (d: { file: string; found: number; known: number }) =>
    `The file ${d.file} was written by a newer release (its version is ${d.found}, this release knows ${d.known}); start that release, or choose another folder with --home.`,
  failed: (d: { operation: string; reason: string }) => `The home could not do "${d.operation}": ${d.reason}.`,
  'secret-sealed': (d: { plugin: string; name: string }) =>
    `The secret '${d.name}' of ${d.plugin} cannot be opened: it was sealed with another key. Enter it again.`,
  'key-open': (d: { file: string }) =>
    `Others can read ${d.file}, so secrets are not opened; let only its owner read it (mode 600), and change the secrets.`,
  'wrong-passphrase': (d: { dir: string }) =>
    `The passphrase does not fit the secrets of the home ${d.dir}; give the one they were entered with.`,
  'change-open': (d: { plugin: string }) =>
    `A change of the plugin "${d.plugin}" is not finished; wait until it is, or start the terminal again.`,
  'no-change-open': (d: { plugin: string }) => `No change of the plugin "${d.plugin}" is under way.`,
  'not-kept': (d: { plugin: string; version: string }) =>
    `Version ${d.version} of the plugin "${d.plugin}" is not kept in this home.`,
  'not-stored': (d: { digest: string }) =>
    `The code ${d.digest} is not in this home; install the plugin again from where it came.`,
  'code-changed': (d: { path: string; why: string }) =>
    `The installed code in ${d.path} was changed (${d.why}), so it is not run; install the plugin again.`,
  'bad-path': (d: { path: string }) =>
    `A plugin cannot hold a file ${quoteText(d.path, 200)}; its files need plain relative paths, each its own.`,
  'code-too-large': (d: { files: number; bytes: number; maxFiles: number; maxBytes: number }) =>
    `The plugin has ${d.files} files with ${d.bytes} bytes; at most ${d.maxFiles} files with ${d.maxBytes} bytes are kept.`,
  closed: (d: { dir: string }) => `The home ${d.dir} is closed.`,
});
