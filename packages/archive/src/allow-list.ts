/** Which files may be in an archive, and why: packing leaves the others out, reading refuses them. */

import { contributionsPath, digestsPath, manifestPath } from './meta-paths.ts';

export interface Admission {
  readonly admitted: boolean;
  /** What the file is for, or why it stays out. */
  readonly why: string;
}

const admitted = (why: string): Admission => ({ admitted: true, why });
const leftOut = (why: string): Admission => ({ admitted: false, why });

/** Read from the top; the first row that matches decides. A text stands for exactly that path. */
const rows: readonly (readonly [RegExp | string, Admission])[] = [
  [manifestPath, admitted('the manifest')],
  [contributionsPath, admitted('what the plugin contributes, as recorded')],
  [digestsPath, admitted('length and digest of every other file')],
  [/^META(?:\/|$)/i, leftOut('this folder belongs to the archive itself')],
  [/(?:^|\/)\.(?:env|npmrc|netrc|git-credentials)(?:\.|$)/i, leftOut('it may hold secrets')],
  [/(?:^|\/)\./, leftOut('hidden')],
  [/(?:^|\/)node_modules\//i, leftOut('libraries are bundled into the code, not put beside it')],
  [/\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$/i, leftOut('it may hold secrets')],
  [/(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:\.pub)?$/i, leftOut('it may hold secrets')],
  [/(?:^|\/)(?:credentials|secrets?|service-account)\.(?:json|txt|csv)$/i, leftOut('it may hold secrets')],
  // What the page shows and the plugin reads; nothing of it is executed.
  [/^assets\/.*\.(?:png|svg|jpe?g|webp|gif|avif|ico|csv|tsv|json|txt|md|woff2|mp3|ogg|wav)$/i, admitted('an asset')],
  [/^assets\//i, leftOut('not a kind of asset that can be shown or read')],
  [/(?:^|\/)(?:tests?|coverage)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/i, leftOut('made for testing')],
  [/\.m?js$/, admitted('code')],
  [/^(?:README|LICEN[CS]E|CHANGELOG|NOTICE)(?:\.md|\.txt)?$/i, admitted('documentation')],
  [/\.(?:png|svg|jpe?g|webp|gif|avif)$/i, admitted('a picture')],
  [/\.[cm]?tsx?$/i, leftOut('an archive holds JavaScript, not TypeScript')],
  [/\.map$/i, leftOut('a source map')],
];

/** Says by its path whether a file belongs into an archive. */
export function admit(path: string): Admission {
  const matches = (shape: RegExp | string) => (typeof shape === 'string' ? shape === path : shape.test(path));
  return rows.find(([shape]) => matches(shape))?.[1] ?? leftOut('no part of a plugin');
}
