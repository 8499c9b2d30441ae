/** `omnitrade check [dir]`: what is wrong with a plugin, by the rules that a marketplace runs too; repairs what is safe. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { plainText, printJson, printLine } from '../output.ts';

interface CheckOptions extends CommonOptions {
  readonly fix?: boolean;
}

const words = { error: 'error  ', warning: 'warning', info: 'note   ' } as const;

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .argument('[dir]', 'a folder that holds a plugin.json', '.')
    .description('find what is wrong with a plugin before others do')
    .option('--fix', 'repair what can be repaired safely');
  withCommonOptions(command, 'omnitrade check my-indicator --fix').action(check);
}

async function check(dir: string, { fix = false, json }: CheckOptions): Promise<void> {
  const { checkFolder } = await import('../checking/check-folder.ts');
  const report = await checkFolder(dir, { fix });
  const { ok, findings, fixed } = report;
  if (!ok) process.exitCode = 1;
  if (json) return printJson(report);
  for (const file of fixed) printLine(`repaired ${plainText(file)}`);
  for (const { rule, severity, file, line, message, fixable } of findings) {
    const place = line === undefined ? file : `${file}:${line}`;
    printLine(plainText(`${words[severity]} ${place}  ${message} (${rule}${fixable ? ', --fix repairs it' : ''})`));
  }
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  if (findings.length === 0) return printLine('Nothing found.');
  printLine(`${count('error')} errors, ${count('warning')} warnings, ${count('info')} notes.`);
}
