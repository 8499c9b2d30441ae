/** Base64 in its one spelling: decoders take many, and what has two spellings can be changed without being noticed. */

/** The bytes of canonical base64; undefined for anything else. */
export function fromBase64(text: unknown): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
