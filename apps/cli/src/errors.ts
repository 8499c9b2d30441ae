/** What the command says when it cannot do what was asked. */

import { defineErrors } from '@omnitrade/contracts';

export const cliError = defineErrors('cli', {
  usage: (d: { text: string }) => `${d.text.replace(/\.?$/, '.')} Add --help for what this command takes.`,
  'bad-limits': (d: { text: string }) =>
    `The limits ${JSON.stringify(d.text)} cannot be read; write limit:value,limit:one|two, or a JSON object.`,
  'bad-time': (d: { text: string }) =>
    `The time ${JSON.stringify(d.text)} cannot be read; write a day or an instant in UTC, such as 2030-01-31.`,
  'audit-changed': (d: { seq: number }) =>
    `The audit is not as it was written: entry ${d.seq} was changed, taken out or put in.`,
  'no-tests': (d: { dir: string }) =>
    `${d.dir} holds no tests; write one, such as test/plugin.test.ts with openTestTerminal of @omnitrade/testing.`,
  'no-vitest': (d: { dir: string }) =>
    `The tests of ${d.dir} are written for Vitest, which is not installed there; run npm install in it.`,
  'tests-broken': (d: { dir: string; text: string }) => `The tests of ${d.dir} could not be run. ${d.text}`,
  'needs-value': (d: { key: string }) =>
    `Say what ${JSON.stringify(d.key)} is to be, or add --clear and no value to take back what was set.`,
  'no-settings': (d: { plugin: string }) => `${d.plugin} has no settings.`,
  'no-setting': (d: { plugin: string; key: string; known: readonly string[] }) =>
    `${d.plugin} has no setting ${JSON.stringify(d.key.slice(0, 60))}; it has ${d.known.join(', ')}.`,
  'audit-head-gone': (d: { head: string }) =>
    `The audit holds no entry with the hash ${d.head}: it was written anew since you noted it, or the entry has been dropped by age.`,
  'audit-file-changed': (d: { file: string; line: number; why: string }) =>
    `${d.file} is not as it was exported: in line ${d.line}, ${d.why}.`,
  'audit-does-not-join': (d: { file: string; seq: number }) =>
    `The audit of this home is another one than that in ${d.file}: they differ at entry ${d.seq}.`,
  'no-file': (d: { file: string; why: string }) => `${d.file} cannot be read: ${d.why}.`,
  'not-written': (d: { file: string; why: string }) => `${d.file} cannot be written: ${d.why}.`,
  'no-answer': (d: { url: string; why: string }) =>
    `The terminal at ${d.url} holds this home but does not answer (${d.why}); stop it, or use --home.`,
  'cannot-inspect': (d: { plugin: string }) =>
    `A terminal runs on this home, and a debugger for ${d.plugin} needs one that is started for it; stop that one first, or use another --home.`,
  'not-running': (d: { plugin: string }) =>
    `No terminal is running on this home, so ${d.plugin} does nothing that could be recorded or measured; start one with omnitrade start.`,
  'not-started': (d: { why: string }) => `No terminal could be started: ${d.why}`,
  'key-not-taken': (d: { plugin: string }) =>
    `${d.plugin} was not installed: its key was not taken. Ask its publisher for the fingerprint, then try again.`,
  'given-up': (d: { plugin: string }) => `${d.plugin} was not installed: you stopped at what it asks for.`,
  'needs-answer': (d: { plugin: string; permissions: string }) =>
    `${d.plugin} asks for ${d.permissions}. Add --yes to install it without, and --grant PERMISSION for each one you give.`,
});
