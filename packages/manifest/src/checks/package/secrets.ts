/** Does the folder hold anything that should stay with its owner? */

import { checkError } from './errors.ts';
import type { Fault, PackageRule } from './package-rule.ts';

/** Shapes that hardly anything else has. None of them can take long, whatever the text. */
const shapes: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----/g],
  ['an access key of a cloud', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  [
    'a token of a code host',
    /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255}|glpat-[A-Za-z0-9_-]{20,64})\b/g,
  ],
  ['a token of a package registry', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a token of a chat', /\bxox[abprs]-[A-Za-z0-9-]{20,255}\b/g],
  ['a key of a payment service', /\b[rs]k_live_[A-Za-z0-9]{20,255}\b/g],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{15,2000}\.eyJ[A-Za-z0-9_-]{15,4000}\.[A-Za-z0-9_-]{20,2000}\b/g],
  [
    'a secret in plain text',
    /\b(?:api[_-]?key|api[_-]?secret|secret[_-]?key|access[_-]?token|auth[_-]?token|password|passphrase)\b["']?\s{0,4}[:=]\s{0,4}["'`]([^"'`\s]{12,200})["'`]/gi,
  ],
];
/** Files that hold secrets by their nature. */
const secretFiles =
  /(?:^|\/)(?:\.env(?:\..{1,40})?|\.npmrc|\.netrc|\.pypirc|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]{0,100}\.(?:pem|key|p12|pfx|jks|keystore|kdbx))$/i;
/** Examples of the above that hold none. */
const examples = /\.(?:example|sample|template)$/i;
const placeholders =
  /^(?:x{3,}|\*{3,}|\.{3,}|<.*>|\{.*\}|your[-_ ].*|example.*|change[-_ ]?me.*|test.*|dummy.*|placeholder.*)$/i;
const ordinaryDotFiles =
  /(?:^|\/)\.(?:gitignore|gitattributes|editorconfig|nvmrc|node-version|npmignore|prettierrc|prettierignore|vscode|github|idea|git|DS_Store|cache)(?:\/|$|\.)/;

export const secrets: PackageRule = {
  rule: 'secrets',
  severity: 'error',
  check({ texts }) {
    const faults: Fault[] = [];
    for (const [file, text] of texts)
      for (const [what, shape] of shapes)
        for (const { index, 1: value } of text.matchAll(shape)) {
          if (value !== undefined && (placeholders.test(value) || !isRandom(value))) continue;
          const line = text.slice(0, index).split('\n').length;
          if (faults.length < 50) faults.push({ file, line, error: checkError('secret', { what }) });
        }
    return faults;
  },
};

export const dotFiles: PackageRule = {
  rule: 'dot-files',
  severity: 'error',
  check: ({ files }) =>
    files.flatMap(({ path }): Fault[] => {
      if (secretFiles.test(path) && !examples.test(path))
        return [{ file: path, error: checkError('secret-file', { path }) }];
      if (!/(?:^|\/)\./.test(path) || ordinaryDotFiles.test(path) || examples.test(path)) return [];
      return [{ file: path, severity: 'info', error: checkError('dot-file', { path }) }];
    }),
};

/** Words have few different characters of few kinds; what was drawn by lot has many. */
function isRandom(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && new Set(value).size >= Math.min(10, value.length * 0.5);
}
