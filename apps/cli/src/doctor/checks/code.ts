/** The code of every installed and every kept version: is it there, and is it what was installed? */

import { toErrorJson } from '@omnitrade/contracts';
import { readDirectory } from '@omnitrade/host';
import type { HomeCheck } from '../check.ts';
import type { Finding } from '../finding.ts';

type Found = Omit<Finding, 'check'>;

export const code: HomeCheck = {
  name: 'code',
  well: 'The code of every plugin is there and unchanged.',
  async find({ home, records, kept }) {
    const found: Found[] = [];
    const say = (level: Found['level'], plugin: string, error: unknown, remedy: string) =>
      void found.push({ level, plugin, message: toErrorJson(error).message, remedy });
    for (const { id, digest, source } of records)
      try {
        if (digest !== undefined) await home.code.read(digest);
        else await readDirectory(source.path);
      } catch (error) {
        const again = digest === undefined ? `Mend the folder, or run omnitrade uninstall ${id}.` : undefined;
        say('error', id, error, again ?? `Install it again, or run omnitrade rollback ${id}.`);
      }
    for (const { record } of kept) {
      if (record.digest === undefined) continue;
      await home.code
        .read(record.digest)
        .catch((error) =>
          say('warning', record.id, error, `Version ${record.version} cannot be returned to; the current one can run.`),
        );
    }
    return found;
  },
};
