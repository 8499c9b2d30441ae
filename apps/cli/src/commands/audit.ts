/** `omnitrade audit [plugin]`: what plugins did with what they may. With `--json` it is the export. */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { printError, printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface AuditOptions extends CommonOptions {
  readonly verify?: boolean;
  readonly limit: number;
  readonly after?: number;
}

const maxPage = 10_000;

export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .argument('[plugin]', 'only what this one did')
    .option('--verify', 'check that no entry was changed, taken out or put in since it was written')
    .option('--limit <count>', 'how many entries', toCount, 100)
    .option('--after <seq>', 'entries after this one, oldest first; else the newest', toCount)
    .description('calls of high risk one by one, the others counted by minute');
  withCommonOptions(command, 'omnitrade audit --verify').action(audit);
}

async function audit(plugin: string | undefined, options: AuditOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  const { limit, after } = options;
  const query = { limit: Math.min(limit, maxPage), ...(plugin && { plugin }), ...(after !== undefined && { after }) };
  const { entries, counts } = await terminal.access.audit(query);
  const check = options.verify ? await terminal.access.verifyAudit() : undefined;
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

function toCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
