/** Bytes as text and back, in plain JavaScript: the isolate has no TextDecoder and no atob. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Uint8Array(128);
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;

/** Reads what the terminal wrote: padded, without blanks. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const value = (i: number) => values[text.charCodeAt(i) & 127] as number;
  for (let i = 0, at = 0; i < text.length; i += 4) {
    const word = (value(i) << 18) | (value(i + 1) << 12) | (value(i + 2) << 6) | value(i + 3);
    bytes[at++] = word >> 16;
    if (at < bytes.length) bytes[at++] = (word >> 8) & 255;
    if (at < bytes.length) bytes[at++] = word & 255;
  }
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word =
      ((bytes[i] as number) << 16) |
      ((left > 1 ? (bytes[i + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[i + 2] as number) : 0);
    text += alphabet[word >> 18];
    text += alphabet[(word >> 12) & 63];
    text += left > 1 ? alphabet[(word >> 6) & 63] : '=';
    text += left > 2 ? alphabet[word & 63] : '=';
  }
  return text;
}

/** UTF-8 as text; what is no UTF-8 becomes U+FFFD, a mark at the beginning is left out. */
export function fromUtf8(bytes: Uint8Array): string {
  let text = '';
  let part: number[] = [];
  let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (i < bytes.length) {
    const [code, length] = readPoint(bytes, i);
    i += length;
    part.push(code);
    if (part.length >= 4096) {
      text += String.fromCodePoint(...part);
      part = [];
    }
  }
  return text + String.fromCodePoint(...part);
}

const broken = 0xfffd;

function readPoint(bytes: Uint8Array, i: number): [code: number, length: number] {
  const first = bytes[i] as number;
  if (first < 0x80) return [first, 1];
  const more =
    first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
  if (more === 0) return [broken, 1];
  let code = first & (0x3f >> more);
  for (let k = 1; k <= more; k++) {
    const next = bytes[i + k];
    // The first byte after a long head must keep it from being an overlong form, a surrogate, or beyond Unicode.
    const least = k > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = k > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (next === undefined || next < least || next > most) return [broken, k];
    code = (code << 6) | (next & 0x3f);
  }
  return [code, more + 1];
}

/** Text as UTF-8; half a surrogate pair becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const char of text) {
    let code = char.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = broken;
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes.slice(0, at);
}
