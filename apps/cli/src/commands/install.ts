/** `omnitrade install <DIR>`: installs a plugin directory (developer mode). */

import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ChangeResult } from '@omnitrade/host';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { type GrantText, parseGrantText } from '../grant-text.ts';
import { plainText, printJson, printLine, printWarning } from '../output.ts';
import { openTerminal, type TerminalLink } from '../terminal-link.ts';

interface InstallOptions extends CommonOptions {
  readonly grant: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly copy?: boolean;
}

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addInstallCommand(program: Command): void {
  const command = program
    .command('install')
    .argument('<directory>', 'a folder that holds a plugin.json')
    .description('install a plugin from a directory (developer mode)')
    .option(
      '--grant <permission>',
      'give this permission, with limits as PERM=limit:value; may be repeated',
      collect,
      [],
    )
    .option('--yes', 'ask nothing: give what is low risk and what --grant names, nothing else')
    .option(
      '--copy',
      'copy the folder into the home: later edits of it change nothing, and versions can be returned to',
    )
    .option('--dry-run', 'try the plugin and say what would change, but change nothing');
  withCommonOptions(command, 'omnitrade install ./my-indicator --yes').action(install);
}

async function install(directory: string, options: InstallOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  const source = { kind: 'directory', path: resolve(directory), ...(options.copy && { copy: true }) } as const;
  const given = await Promise.all(options.grant.map(parseGrantText));
  const answered = options.yes ? given : await ask(terminal, source, options, given);
  const result = await terminal.install({
    source,
    grants: answered.map(({ permission }) => permission),
    limits: toLimits(answered),
    grantLowRisk: options.yes === true,
    dryRun: options.dryRun === true,
    consent: true,
  });
  printChange(result, options.json === true);
}

/** What an installation or update did, or would do. */
export function printChange(result: ChangeResult, json: boolean): void {
  if (json) return printJson(result);
  for (const { plugin, from, to } of result.changes) {
    const what = from === null ? `Installed ${plugin} ${to}` : `Installed ${plugin} ${to} (was ${from})`;
    printLine(result.dryRun ? `Would have ${what.charAt(0).toLowerCase()}${what.slice(1)}` : what);
  }
  for (const { point, id } of result.contributions) printLine(`  adds ${id} (${point})`);
  for (const { permission } of result.grants) printLine(`  may ${permission}`);
  for (const { permission, sentence } of result.withheld)
    printLine(`  not given: ${permission} - ${plainText(sentence)}`);
  for (const { code, message } of result.warnings) printLine(`  failed its trial: ${plainText(message)} (${code})`);
}

/** Only where some were named: without, a plugin that is installed already keeps those it has. */
const toLimits = (answered: readonly GrantText[]) =>
  Object.fromEntries(
    answered
      .filter(({ limits }) => Object.keys(limits).length > 0)
      .map(({ permission, limits }) => [permission, limits]),
  );

/** Asks for each permission; where nobody can answer, says what to add. */
async function ask(
  terminal: TerminalLink,
  source: { readonly kind: 'directory'; readonly path: string },
  options: InstallOptions,
  named: readonly GrantText[],
): Promise<readonly GrantText[]> {
  const {
    withheld,
    changes,
    asks = [],
  } = await terminal.install({
    source,
    grants: named.map(({ permission }) => permission),
    grantLowRisk: false,
    dryRun: true,
  });
  if (withheld.length === 0) return named;
  const plugin = changes[0]?.plugin ?? 'The plugin';
  if (!process.stdin.isTTY || options.json)
    throw cliError('needs-answer', { plugin, permissions: withheld.map(({ permission }) => permission).join(', ') });
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  const given = [...named];
  try {
    for (const { permission, sentence } of withheld) {
      const asked = asks.find(({ id }) => id === permission);
      for (const warning of asked?.warnings ?? []) printWarning(`Careful: ${warning}`);
      if (asked?.authorReason) printWarning(`The author of ${plugin} says: "${asked.authorReason}"`);
      const answer = await questions.question(
        `${plugin} asks for ${permission}: ${plainText(sentence)} Give it? [y/N] `,
      );
      if (/^y(es)?$/i.test(answer.trim())) given.push({ permission, limits: {} });
    }
  } finally {
    questions.close();
  }
  return given;
}
