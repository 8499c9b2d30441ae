/** Checks a plugin's folder, and repairs it where that is safe. */

import { join } from 'node:path';
import { checkSubject, fixSubject, type PackageFinding, readSubject } from '@omnitrade/manifest';
import { replaceFile } from '../local-files.ts';
import { readFolder } from './read-folder.ts';
import { runOnce } from './run-once.ts';

export interface FolderReport {
  readonly ok: boolean;
  readonly findings: readonly PackageFinding[];
  /** Files that were repaired. */
  readonly fixed: readonly string[];
}

/** A repair can make another one possible. */
const maxRounds = 4;

/** Throws `pack.*` and `cli.not-written`. */
export async function checkFolder(path: string, { fix = false } = {}): Promise<FolderReport> {
  const fixed = new Set<string>();
  for (let round = 0; ; round++) {
    const [files, trial] = await Promise.all([readFolder(path), runOnce(path)]);
    const subject = await readSubject({ files, from: 'folder', ...(trial && { trial }) });
    const repaired = fix && round < maxRounds ? fixSubject(subject) : new Map<string, string>();
    if (repaired.size === 0) {
      const findings = checkSubject(subject);
      return { ok: findings.every(({ severity }) => severity !== 'error'), findings, fixed: [...fixed] };
    }
    for (const [file, text] of repaired) {
      await replaceFile(join(path, file), text);
      fixed.add(file);
    }
  }
}
