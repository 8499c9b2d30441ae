/** Paths of files inside a plugin's package: one spelling each, the same file on every system, never outside. */

const maxChars = 200;
const partShape = /^[A-Za-z0-9_@+-](?:[A-Za-z0-9 ._@+-]{0,99}[A-Za-z0-9_@+-])?$/;
/** Names that open a device instead of a file on Windows, whatever their extension. */
const deviceShape = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** True for `index.js`, `components/panel.js`; false for anything absolute, hidden, dotted, doubled or unusable elsewhere. */
export function isPackagePath(path: string): boolean {
  if (path.length > maxChars) return false;
  return path.split('/').every((part) => partShape.test(part) && !deviceShape.test(part));
}
