/** Modules that tell a debugger which file of the author's they are: by the map beside a bundle, else line by line. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const maxMapBytes = 16 * 1024 * 1024;

/** `folder` is where the author writes it. Reads its files; one that cannot be read is shown as it runs. */
export function withInlineMaps(modules: ReadonlyMap<string, string>, folder: string): Map<string, string> {
  return new Map(
    [...modules].map(([path, text]) => [path, isOwn(path) ? withInlineMap(text, join(folder, path)) : text]),
  );
}

/** Modules of libraries belong to other plugins. */
const isOwn = (path: string) => !path.startsWith('plugin:');

function withInlineMap(text: string, file: string): string {
  const map = readBundleMap(file) ?? {
    version: 3,
    sources: [pathToFileURL(file).href],
    sourcesContent: [read(file) ?? text],
    names: [],
    mappings: toSamePlaces(text),
  };
  const bare = text.replace(/^\/\/[#@] sourceMappingURL=.*$/gm, '');
  return `${bare}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

/** Sources of a map are named from the folder it lies in. */
function readBundleMap(file: string): object | undefined {
  const text = read(`${file}.map`);
  if (text === undefined || text.length > maxMapBytes) return undefined;
  try {
    const map = JSON.parse(text) as { sourceRoot?: unknown };
    return { ...map, sourceRoot: new URL(`${map.sourceRoot ?? ''}`, `${pathToFileURL(dirname(file)).href}/`).href };
  } catch {
    return undefined;
  }
}

/** Types are stripped by blanks, so every place is where it was; each word begins a place. */
export function toSamePlaces(text: string): string {
  let lastColumn = 0;
  let lastLine = 0;
  const lines = text.split('\n').map((line, at) => {
    let before = 0;
    return Array.from(line.matchAll(/[\w$]+|[^\s\w$]+/g), ({ index }) => {
      const segment = toDigits(index - before) + toDigits(0) + toDigits(at - lastLine) + toDigits(index - lastColumn);
      before = index;
      lastColumn = index;
      lastLine = at;
      return segment;
    }).join(',');
  });
  return lines.join(';');
}

/** Base64 digits of five bits, the sign last. */
function toDigits(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += digits[rest > 0 ? digit + 32 : digit];
  } while (rest > 0);
  return text;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
