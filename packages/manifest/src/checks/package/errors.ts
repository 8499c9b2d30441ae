/** What a check says of a package. Each sentence names what is wrong and what to do. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

const host = (d: { host: string }) => quoteText(d.host, 200);

export const checkError = defineErrors('check', {
  'no-manifest': (_: Record<string, never>) =>
    'There is no plugin.json; every plugin has one at the top of its folder.',
  'key-order': (d: { key: string }) =>
    `"${d.key}" stands out of its usual place; the order of the reference is easier to read.`,
  'undeclared-point': (d: { point: string }) =>
    `It contributes to "${d.point}" but does not say so: add it to "extensionPoints".`,
  'unused-point': (d: { point: string }) =>
    `It says that it contributes to "${d.point}" but adds nothing there: take it out of "extensionPoints".`,
  'does-not-run': (d: { text: string }) => `It does not run. ${d.text}`,
  'undeclared-part': (d: { part: string; permissions: readonly string[] }) =>
    `It takes "${d.part}" from its context, which needs ${d.permissions.map((id) => `"${id}"`).join(' or ')}: add it to "permissions", or leave it out.`,
  'unused-permission': (d: { permission: string }) =>
    `It asks for "${d.permission}" but nothing in its code uses it; ask for less and more people say yes.`,
  'undeclared-network': (d: { name: string }) =>
    `It uses ${d.name} but asks for no host; add "net:<host>" to "permissions" for each one it talks to.`,
  'undeclared-host': (d: { host: string }) =>
    `It names the host ${host(d)}, for which it does not ask; add "net:${d.host}" to "permissions" if it talks to it.`,
  'unused-host': (d: { permission: string }) =>
    `It asks for "${d.permission}", but its code names no such host and makes no address; check that it is still needed.`,
  'dynamic-code': (d: { what: string }) =>
    `It uses ${d.what}, which makes code of text; this fails in the sandbox. Write what it does as code.`,
  'foreign-global': (d: { name: string }) =>
    `It uses "${d.name}", which the sandbox does not have; use what the context of activate gives.`,
  disguised: (d: { what: string }) =>
    `It holds ${d.what}, which hides what it does; publish code that people can read, minified at most.`,
  'invisible-character': (d: { code: string; column: number }) =>
    `There is an invisible character (${d.code}) at column ${d.column}, which can make text look like something else; take it out.`,
  secret: (d: { what: string }) =>
    `This looks like ${d.what}. Take it out, make a new one, and let the user enter it as a secret.`,
  'secret-file': (d: { path: string }) =>
    `${quoteText(d.path, 200)} is a kind of file that holds secrets; keep it out of the folder of a plugin.`,
  'dot-file': (d: { path: string }) => `${quoteText(d.path, 200)} is left out when the plugin is packed.`,
  'no-readme': (_: Record<string, never>) =>
    'There is no README.md; say in a few sentences what it does and how it is used.',
  'no-file': (d: { path: string; field: string }) =>
    `There is no file ${quoteText(d.path, 200)}, which "${d.field}" names.`,
  link: (d: { path: string }) => `${quoteText(d.path, 200)} is no plain file; copy what it leads to into the folder.`,
  'odd-file': (d: { path: string }) =>
    `${quoteText(d.path, 200)} is a program or a library, which no plugin can run; take it out.`,
  'case-collision': (d: { path: string; other: string }) =>
    `${quoteText(d.path, 200)} and ${quoteText(d.other, 200)} are the same file on some computers; rename one.`,
  'no-tests': (_: Record<string, never>) => 'There are no tests; write one in test/ with @omnitrade/testing.',
  'too-large': (d: { mb: string; limitMb: number }) =>
    `Its code and assets have ${d.mb} MB; over ${d.limitMb} MB people wait. Take out what is not needed, or fetch it later.`,
  'slow-start': (d: { ms: number; limitMs: number }) =>
    `Starting it takes ${d.ms} ms of processor time; with over ${d.limitMs} ms it delays its users. Do less in activate, and the rest when it is asked for.`,
  'unreadable-code': (d: { why: string }) => `This cannot be read as a module: ${d.why}.`,
  'unknown-import': (d: { specifier: string }) =>
    `It imports ${quoteText(d.specifier, 200)}, which the terminal does not have; bundle it with "omnitrade build", or import "@omnitrade/sdk".`,
  'library-not-needed': (d: { specifier: string; library: string }) =>
    `It imports ${quoteText(d.specifier, 200)}, and ${quoteText(d.library, 64)} is not among "dependencies"; add it there.`,
  'missing-import': (d: { specifier: string }) =>
    `It imports ${quoteText(d.specifier, 200)}, and there is no such file.`,
  'old-types': (d: { file: string }) =>
    `${d.file} does not say what plugin.json says; let "omnitrade check --fix" write it.`,
  'not-text': (d: { path: string }) => `${quoteText(d.path, 200)} is not UTF-8 text.`,
});
