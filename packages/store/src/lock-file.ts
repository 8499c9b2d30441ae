/** `installed.lock` in the home: replaced as a whole, so that whoever reads it finds one state or the other. */

import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockFile } from '@omnitrade/contracts';

export const lockFileName = 'installed.lock';

export function createLockFile(dir: string): LockFile {
  const file = join(dir, lockFileName);
  return {
    async write(text) {
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
  };
}
