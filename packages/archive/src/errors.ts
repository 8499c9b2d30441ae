/** What is said of archives, keys and signatures that cannot be taken. */

import { defineErrors, quoteText } from '@omnitrade/contracts';

const file = (path: string) => quoteText(path, 100);
const intact = 'Ask for an intact copy.';
const repack = "Make it with 'omnitrade pack'.";

export const archiveError = defineErrors('archive', {
  truncated: (_: Record<string, never>) =>
    `The archive breaks off before its end, or is none at all: it does not end with a table of contents. ${intact}`,
  damaged: (d: { why: string }) => `The archive contradicts itself: ${d.why}. ${intact}`,
  suffix: (d: { bytes: number }) => `The archive has ${d.bytes} bytes behind its end. ${repack}`,
  prefix: (d: { bytes: number }) => `The archive has ${d.bytes} bytes before its first file. ${repack}`,
  gap: (d: { before: string; bytes: number }) =>
    `The archive hides ${d.bytes} bytes before ${file(d.before)}, which belong to no file. ${repack}`,
  overlap: (d: { path: string }) =>
    `${file(d.path)} lies inside what belongs to another file of the archive. ${repack}`,
  comment: (d: { of: string }) => `The archive carries a comment on ${d.of}; an archive has none. ${repack}`,
  zip64: (d: { of: string }) => `${d.of} uses ZIP64, which an archive of this size never needs. ${repack}`,
  'several-disks': (_: Record<string, never>) => `The archive claims to be one of several parts. ${repack}`,
  encrypted: (d: { path: string }) => `${file(d.path)} is encrypted; everything in an archive can be read. ${repack}`,
  'data-descriptor': (d: { path: string }) =>
    `${file(d.path)} puts its size behind its content instead of before it. ${repack}`,
  flags: (d: { path: string; flags: number }) => `${file(d.path)} has the flags ${d.flags}; they must be 0. ${repack}`,
  compressed: (d: { path: string; method: number }) =>
    `${file(d.path)} is compressed (method ${d.method}); an archive holds its files as they are. ${repack}`,
  'extra-field': (d: { path: string }) => `${file(d.path)} carries extra fields; an archive has none. ${repack}`,
  link: (d: { path: string }) => `${file(d.path)} is a link; an archive holds plain files only. ${repack}`,
  folder: (d: { path: string }) => `${file(d.path)} is a folder; an archive lists files only. ${repack}`,
  attributes: (d: { path: string }) =>
    `${file(d.path)} has attributes other than those of a plain file (mode 644). ${repack}`,
  time: (d: { path: string }) => `${file(d.path)} has a date; files of an archive have none. ${repack}`,
  version: (d: { path: string }) => `${file(d.path)} asks for another version of ZIP than 1.0. ${repack}`,
  'header-mismatch': (d: { path: string; field: string }) =>
    `${file(d.path)} is described in two ways: its ${d.field} differs between its own header and the table of contents. ${intact}`,
  'wrong-size': (d: { path: string; why: string }) => `The size of ${file(d.path)} is wrong: ${d.why}. ${intact}`,
  'wrong-checksum': (d: { path: string }) => `The content of ${file(d.path)} does not match its checksum. ${intact}`,
  'bad-name': (d: { path: string; why: string }) => `An archive cannot hold a file ${file(d.path)}: it ${d.why}.`,
  'duplicate-name': (d: { path: string }) => `The archive holds ${file(d.path)} twice. ${repack}`,
  'name-clash': (d: { path: string; other: string }) =>
    `${file(d.path)} and ${file(d.other)} cannot both be there: on some systems they are the same file. Rename one.`,
  unsorted: (d: { path: string; before: string }) =>
    `The files of the archive are not in order: ${file(d.path)} stands behind ${file(d.before)}. ${repack}`,
  'too-large': (d: { what: string; limit: number; unit: string }) =>
    `${d.what} is over the limit of ${d.limit} ${d.unit}.`,
  'not-allowed': (d: { path: string; why: string }) =>
    `${file(d.path)} does not belong into an archive (${d.why}); take it out and pack again.`,
  missing: (d: { path: string; why: string }) => `The archive has no ${file(d.path)}, ${d.why}.`,
  'bad-meta': (d: { path: string; why: string }) =>
    `${file(d.path)} of the archive cannot be used: ${d.why}. ${repack}`,
  'digest-mismatch': (_: Record<string, never>) =>
    `META/files.json does not list what the archive holds: a file was changed, added or taken out. ${intact}`,
  'not-text': (d: { path: string }) => `${file(d.path)} is not UTF-8 text; save it as UTF-8.`,
  secret: (d: { path: string; line: number; what: string }) =>
    `${file(d.path)}, line ${d.line}, looks like ${d.what}. Take it out, and revoke it if it was ever shared.`,
  unreadable: (d: { path: string; why: string; gone?: boolean }) => `${file(d.path)} cannot be read: ${d.why}.`,
});

export const keyError = defineErrors('key', {
  'bad-file': (d: { why: string }) => `This is no key file that can be read: ${d.why}.`,
  'needs-passphrase': (d: { fingerprint: string }) => `The key ${d.fingerprint} is locked; give its passphrase.`,
  'wrong-passphrase': (d: { fingerprint: string }) =>
    `The key ${d.fingerprint} does not open: the passphrase is wrong, or the file was changed.`,
  'weak-passphrase': (d: { least: number }) =>
    `The passphrase is too short; take at least ${d.least} characters, such as four words.`,
  'bad-public-key': (_: Record<string, never>) => 'This is no Ed25519 public key.',
  'bad-publisher': (_: Record<string, never>) => 'A publisher is named by one plain line of 1 to 100 characters.',
  'bad-record': (d: { what: string; why: string }) => `This ${d.what} of a key does not hold: ${d.why}.`,
});

export const signatureError = defineErrors('signature', {
  'bad-bundle': (d: { why: string }) => `The file of signatures cannot be read: ${d.why}.`,
  'not-this-archive': (_: Record<string, never>) =>
    'The signatures that are there belong to another archive; sign without adding to them.',
  'signed-already': (d: { fingerprint: string }) => `The key ${d.fingerprint} has already signed this archive.`,
  'other-publisher': (d: { publisher: string; other: string }) =>
    `The archive is signed for ${quoteText(d.publisher)}; a key of ${quoteText(d.other)} cannot be added to that.`,
});
