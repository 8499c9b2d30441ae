/** `omnitrade audit [plugin]`: what plugins did with what they may. With `--json` it is the export. */

import type { AuditCheck } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { AccessLink } from '../access-link.ts';
import { checkAuditFile, exportAudit, readWholeAudit } from '../audit-files.ts';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { printError, printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface AuditOptions extends CommonOptions {
  readonly verify?: boolean;
  readonly export?: string;
  readonly file?: string;
  readonly head?: string;
  readonly limit: number;
  readonly after?: number;
}

const maxPage = 10_000;

export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .argument('[plugin]', 'only what this one did')
    .option('--verify', 'check that no entry was changed, taken out or put in since it was written')
    .option('--export <file>', 'write the whole audit into a file, one entry a line, to be checked with --file')
    .option('--file <file>', 'check an exported part by itself, and that the audit goes on from it')
    .option('--head <hash>', 'with --verify: the last hash you noted must still stand in the audit')
    .option('--limit <count>', 'how many entries', toCount, 100)
    .option('--after <seq>', 'entries after this one, oldest first; else the newest', toCount)
    .description('calls of high risk one by one, the others counted by minute');
  withCommonOptions(command, 'omnitrade audit --verify').action(audit);
}

async function audit(plugin: string | undefined, options: AuditOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  if (options.export !== undefined) return await exportAudit(terminal.access, options.export, options);
  if (options.file !== undefined) return await checkAuditFile(terminal.access, options.file, options);
  const { limit, after } = options;
  const query = { limit: Math.min(limit, maxPage), ...(plugin && { plugin }), ...(after !== undefined && { after }) };
  const { entries, counts } = await terminal.access.audit(query);
  const check = options.verify ? await verify(terminal.access, options.head) : undefined;
  if (options.json) printJson({ entries, counts, ...(check && { ok: check.ok, check }) });
  else {
    printTable(
      entries,
      [
        { title: 'SEQ', right: true, value: ({ seq }) => `${seq}` },
        { title: 'TIME', value: ({ time }) => new Date(time).toISOString() },
        { title: 'PLUGIN', value: (entry) => `${entry.plugin} ${entry.version}` },
        { title: 'CALL', value: ({ call }) => call },
        { title: 'OUTCOME', value: ({ outcome }) => outcome },
        { title: 'PERMISSION', value: ({ permission }) => permission },
        { title: 'TARGET', value: ({ target }) => target ?? '' },
      ],
      'Nothing of high risk was done.',
    );
    for (const { plugin: id, permission, minute, allowed, denied } of counts.slice(0, 20).reverse())
      printLine(
        `${new Date(minute * 60_000).toISOString().slice(0, 16)}  ${id}  ${permission}: ${allowed} allowed, ${denied} denied`,
      );
    if (check?.ok) printLine(`The audit is whole: ${check.entries} entries, ending in ${check.head || 'nothing'}.`);
  }
  if (!check || check.ok) return;
  process.exitCode = 1;
  if (!options.json) printError(cliError('audit-changed', { seq: check.seq }), false);
}

/** A head that was noted earlier and stands nowhere any more means that all of it was written anew. */
async function verify(access: AccessLink, head: string | undefined): Promise<AuditCheck> {
  const check = await access.verifyAudit();
  if (!check.ok || head === undefined || check.head === head || check.after.hash === head) return check;
  for await (const entries of readWholeAudit(access, check.after))
    if (entries.some(({ hash }) => hash === head)) return check;
  throw cliError('audit-head-gone', { head: head.slice(0, 80) });
}

function toCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
