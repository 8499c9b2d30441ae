/** Which paths an archive may hold. One rule decides; the reasons below only put its refusal into words. */

import { isPackagePath } from '@omnitrade/manifest';
import { archiveError } from './errors.ts';
import { type ArchiveLimits, archiveLimits } from './limits.ts';

const parts = (path: string) => path.split('/');
// What shows nothing, reorders, or changes what stands before it; private use; controls and line breaks.
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Zl}\p{Zp}]/u;
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

const reasons: readonly (readonly [(path: string, limits: ArchiveLimits) => boolean, string])[] = [
  [(path) => path === '', 'has no name'],
  [(path, { pathChars }) => path.length > pathChars, 'has a path that is too long'],
  [(path) => unseen.test(path), 'has invisible or reordering characters in its name'],
  [(path) => path.normalize('NFC') !== path, 'has a name that is not in its composed form (NFC)'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII
  [(path) => !/^[\x00-\x7f]*$/.test(path), 'has a name beyond plain ASCII'],
  [(path) => path.includes('\\'), 'has a backslash in its name'],
  [(path) => /^(?:\/|[A-Za-z]:)/.test(path), 'has an absolute path'],
  [(path) => path.endsWith('/'), 'is a folder, and only files are listed'],
  [(path) => parts(path).includes('..'), 'climbs out of the archive'],
  [(path) => parts(path).some((part) => part === '' || part === '.'), 'has an empty part in its path'],
  [(path) => parts(path).some((part) => device.test(part)), 'has the name of a device'],
  [(path) => parts(path).some((part) => part.startsWith('.')), 'is hidden'],
  [(path) => parts(path).some((part) => /[. ]$/.test(part)), 'has a name that ends with a dot or a blank'],
  [(path, { pathDepth }) => parts(path).length > pathDepth, 'lies too many folders deep'],
];

/** Throws `archive.bad-name` unless the path names one file, the same one on every system, inside the archive. */
export function assertEntryPath(path: string, limits: ArchiveLimits = archiveLimits): void {
  const good = isPackagePath(path) && path.length <= limits.pathChars && parts(path).length <= limits.pathDepth;
  if (good) return;
  const [, why] = reasons.find(([applies]) => applies(path, limits)) ?? [];
  throw archiveError('bad-name', {
    path,
    why: why ?? 'has characters other than letters, digits, blank and . _ - @ +',
  });
}

/**
 * Throws unless the paths are sorted and differ from each other on every system:
 * not by case alone, and none of them is a folder of another.
 */
export function assertDistinctPaths(sorted: readonly string[]): void {
  const taken = new Map<string, Place>();
  for (const [i, path] of sorted.entries()) {
    for (const place of placesOf(path)) {
      const key = place.text.toLowerCase();
      const known = taken.get(key);
      // Two files may share a folder, and nothing else.
      if (known && (known.isFile || place.isFile || known.text !== place.text))
        throw known.isFile && place.isFile && known.text === place.text
          ? archiveError('duplicate-name', { path })
          : archiveError('name-clash', { path, other: known.path });
      taken.set(key, place);
    }
    const before = sorted[i - 1];
    if (before !== undefined && path < before) throw archiveError('unsorted', { path, before });
  }
}

interface Place {
  readonly text: string;
  readonly isFile: boolean;
  readonly path: string;
}

/** The folders a file lies in, and the file itself. */
function placesOf(path: string): Place[] {
  const names = parts(path);
  return names.map((_, i) => ({ text: names.slice(0, i + 1).join('/'), isFile: i === names.length - 1, path }));
}
