/** The audit in a file: written whole, and checked by itself and against the home that goes on from it. */

import { open, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AuditEntry, AuditPlace } from '@omnitrade/contracts';
import { checkAuditLines, toAuditLines } from '@omnitrade/store';
import type { AccessLink } from './access-link.ts';
import type { CommonOptions } from './common-options.ts';
import { cliError } from './errors.ts';
import { printJson, printLine } from './output.ts';

const page = 10_000;

/** Entries after a place, some thousands at a time. */
export async function* readWholeAudit(access: AccessLink, { seq }: AuditPlace): AsyncGenerator<readonly AuditEntry[]> {
  for (let after = seq; ; ) {
    const { entries } = await access.audit({ after, limit: page });
    if (entries.length > 0) yield entries;
    if (entries.length < page) return;
    after = entries.at(-1)?.seq ?? after;
  }
}

/** Writes all there is; refuses an audit that is not whole, and a file that is there already. */
export async function exportAudit(access: AccessLink, path: string, { json }: CommonOptions): Promise<void> {
  const check = await access.verifyAudit();
  if (!check.ok) throw cliError('audit-changed', { seq: check.seq });
  const file = resolve(path);
  const refuse = (error: unknown) => cliError('not-written', { file: path, why: (error as Error).message }, error);
  let last = check.after;
  let count = 0;
  try {
    await using target = await open(file, 'wx', 0o600);
    const write = (lines: readonly string[]) => target.writeFile(lines.map((line) => `${line}\n`).join(''));
    await write(toAuditLines(check.after, []));
    for await (const entries of readWholeAudit(access, check.after)) {
      await write(entries.map((entry) => JSON.stringify(entry)));
      count += entries.length;
      const { seq, hash } = entries.at(-1) as AuditEntry;
      last = { seq, hash };
    }
    await target.sync();
  } catch (error) {
    throw refuse(error);
  }
  if (json) return printJson({ file, entries: count, after: check.after, last });
  printLine(
    `Wrote ${count} entries to ${path}, ending in ${last.hash || 'nothing'}. Note this hash: whoever rewrites the audit cannot keep it.`,
  );
}

/** Says whether the file is as it was written, and how the audit of the home joins it. */
export async function checkAuditFile(access: AccessLink, path: string, { json }: CommonOptions): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw cliError('no-file', { file: path, why: error.message }, error);
  });
  const found = checkAuditLines(text.split('\n'));
  if (!found.ok) throw cliError('audit-file-changed', { file: path, line: found.line, why: found.why });
  const joins = await findJoin(access, found.last);
  const { entries, after, last } = found;
  if (joins === 'differs') throw cliError('audit-does-not-join', { file: path, seq: last.seq });
  if (json) return printJson({ ok: true, entries, after, last, joins });
  printLine(
    `${path} is whole: ${entries} entries, ${after.seq + 1} to ${last.seq}, ending in ${last.hash || 'nothing'}.`,
  );
  printLine(
    joins === 'joins'
      ? 'The audit of this home goes on from it.'
      : 'The audit of this home begins later: entries in between lie elsewhere.',
  );
}

async function findJoin(access: AccessLink, last: AuditPlace): Promise<'joins' | 'apart' | 'differs'> {
  const check = await access.verifyAudit();
  if (!check.ok) throw cliError('audit-changed', { seq: check.seq });
  const { after } = check;
  if (after.seq > last.seq) return 'apart';
  if (after.seq === last.seq) return after.hash === last.hash ? 'joins' : 'differs';
  const { entries } = await access.audit({ after: last.seq - 1, limit: 1 });
  return entries[0]?.seq === last.seq && entries[0].hash === last.hash ? 'joins' : 'differs';
}
