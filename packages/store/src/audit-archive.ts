/** Parts of the audit as files of their own: entries that had to make room, and what is checked against them. */

import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditArchive } from '@omnitrade/contracts';

const nameShape = /^[a-z0-9-]{1,80}$/;

/** Each file is there whole or not at all, readable by its owner only. */
export function createAuditArchive(dir: string): AuditArchive {
  return {
    async write(name, lines) {
      if (!nameShape.test(name)) throw new TypeError(`No file of the audit is called ${name}.`);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const path = join(dir, `${name}.jsonl`);
      const draft = `${path}.draft`;
      await using file = await open(draft, 'w', 0o600);
      await file.writeFile(lines.map((line) => `${line}\n`).join(''));
      await file.sync();
      await rename(draft, path);
      await using folder = await open(dir, 'r');
      await folder.sync();
    },
  };
}
