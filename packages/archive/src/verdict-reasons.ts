/** The sentences of a verdict: what was found, and what to do about it. */

import { quoteText } from '@omnitrade/contracts';

export const verdictReasons = {
  unsigned: () => 'Nobody has signed this archive. Ask its publisher for the .otpb file that belongs to it.',
  keyMissing: (key: string) => `The key ${key} is said to have signed, but is not given, so nobody can check it.`,
  wrongSignature: (publisher: string, key: string) =>
    `The signature in the name of ${quoteText(publisher)} was not made with the key ${key}. Ask for an intact copy.`,
  otherBytes: (subject: string) =>
    `The signature is for ${quoteText(subject)} with another content: the archive was changed after it was signed, or the .otpb file belongs to another archive.`,
  otherPlugin: () => 'The signed statement describes another plugin than the archive holds. Do not use it.',
  revoked: (key: string, reason: string) =>
    `The key ${key} was revoked (${quoteText(reason, 200)}). Ask for a version signed with another key.`,
  future: (time: number) =>
    `It is signed for ${toDay(time)}, which has not come yet, so nothing can be said. Check the clock of this machine.`,
  changedKey: (plugin: string, pinned: string, key: string) =>
    `${plugin} was taken under the key ${pinned}; this archive is signed with ${key}. Do not install it unless its publisher tells you, by a way you trust, that the key has changed.`,
  otherPublisher: (key: string, owner: string, publisher: string) =>
    `The key ${key} belongs to ${quoteText(owner)}, not to ${quoteText(publisher)}. Do not use it.`,
  trusted: (publisher: string) => `Signed by ${quoteText(publisher)}, a publisher this terminal trusts.`,
  pinned: (plugin: string) => `Signed with the key under which ${plugin} was taken before.`,
  own: () => 'Signed with a key of your own.',
  unknownKey: (publisher: string) =>
    `Signed with a key this terminal does not know, which calls itself ${quoteText(publisher)}. Compare its fingerprint with the one its publisher gives you, then pin it.`,
  borrowedName: (publisher: string) =>
    `A publisher ${quoteText(publisher)} is trusted here, but with other keys: this may be somebody else.`,
  notChecked: (message: string) => `This could not be checked, so it is not trusted: ${message}`,
} as const;

function toDay(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().slice(0, 10) : 'a day that does not exist';
}
