/** Text from a plugin that may be shown to a person: it can neither hide, reorder nor break what stands around it. */

// Controls, line breaks of any kind, and the characters that hide or reorder what follows them.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u;
const unsafeAll = new RegExp(unsafe, 'gu');

/** True for one well-formed line of 1 to `maxChars` characters with no blank at its ends, nothing hidden and nothing reordered. */
export function isPlainText(text: unknown, maxChars: number): text is string {
  if (typeof text !== 'string' || text.length === 0 || text.length > maxChars) return false;
  return text.isWellFormed() && text.trim() === text && !unsafe.test(text);
}

/** Any text as a quoted part of a sentence: cut after `maxChars`, with everything unsafe escaped. */
export function quoteText(text: string, maxChars = 60): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars)}…` : text;
  return JSON.stringify(cut).replace(unsafeAll, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
