/** An archive on disk and the file of signatures beside it. */

import { archiveLimits, toBundlePath } from '@omnitrade/archive';
import { readIfThere, readLimited } from './local-files.ts';

/** A byte more than an archive may have, so that one which is too large is refused in the words of the reader. */
export function readArchiveFile(file: string): Promise<Uint8Array> {
  return readLimited(file, archiveLimits.archiveBytes + 1);
}

/** The signatures, if there are any; `given` must be there. */
export function readBundleFile(file: string, given?: string): Promise<Uint8Array | undefined> {
  const maxBytes = 4 * 1024 * 1024;
  return given === undefined ? readIfThere(toBundlePath(file), maxBytes) : readLimited(given, maxBytes);
}
