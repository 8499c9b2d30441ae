/** `omnitrade update|rollback|pin`: which version of a plugin is the current one. */

import { isCoded } from '@omnitrade/contracts';
import type { ChangeResult, InstallRequest } from '@omnitrade/host';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { parseGrantText, toGiven } from '../grant-text.ts';
import { plainText, printJson, printLine, printWarning } from '../output.ts';
import { openTerminal, type TerminalLink } from '../terminal-link.ts';
import { printChange } from './install.ts';

interface UpdateOptions extends CommonOptions {
  readonly grant: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addVersionCommands(program: Command): void {
  const updating = program
    .command('update')
    .argument('[plugin]', 'one plugin; without it, all that are not pinned')
    .description('bring plugins to what their sources hold now')
    .option('--grant <permission>', 'give this permission of the new version; may be repeated', collect, [])
    .option('--yes', 'take a version that asks for more, with what is low risk and what --grant names')
    .option('--dry-run', 'say what would change, but change nothing');
  withCommonOptions(updating, 'omnitrade update my-indicator').action(update);

  const rolling = program
    .command('rollback')
    .argument('<plugin>')
    .description('return to an older version, with the data it had')
    .option('--to <version>', 'which one; the one before where left out');
  withCommonOptions(rolling, 'omnitrade rollback my-indicator --to 1.2.0').action(rollback);

  const pinning = program
    .command('pin')
    .argument('<plugin>')
    .description('keep a plugin at its version')
    .option('--off', 'let it be updated again');
  withCommonOptions(pinning, 'omnitrade pin my-indicator').action(pin);
}

async function update(id: string | undefined, options: UpdateOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  const given = await Promise.all(options.grant.map(parseGrantText));
  const request = {
    ...toGiven(given),
    grantLowRisk: options.yes === true,
    consent: options.yes === true,
    dryRun: options.dryRun === true,
  };
  if (id !== undefined) {
    const result = await updateOne(terminal, id, request, options);
    if (result.changes.length === 0 && !options.json) return printLine(`${id} is up to date.`);
    return printChange(result, options.json === true);
  }
  const plugins = (await terminal.plugins()).filter(({ source }) => source !== 'built-in');
  const results: ChangeResult[] = [];
  const failures: unknown[] = [];
  // One that cannot be updated does not keep the others back.
  for (const { id: one } of plugins)
    await terminal.update(one, request).then(
      (result) => results.push(result),
      (error) => failures.push(error),
    );
  if (options.json) printJson(join(results, request.dryRun));
  else for (const result of results) if (result.changes.length > 0) printChange(result, false);
  for (const error of failures) printWarning(error instanceof Error ? error.message : String(error));
  if (failures.length > 0) process.exitCode = 1;
  else if (!options.json && results.every(({ changes }) => changes.length === 0))
    printLine('Every plugin is up to date.');
}

/** At a terminal, a version that asks for more is asked about; elsewhere its refusal says what to add. */
async function updateOne(
  terminal: TerminalLink,
  id: string,
  request: Omit<InstallRequest, 'source'>,
  { json }: UpdateOptions,
): Promise<ChangeResult> {
  try {
    return await terminal.update(id, request);
  } catch (error) {
    if (!isCoded(error) || error.code !== 'registry.asks-for-more' || !process.stdin.isTTY || json) throw error;
    const { chooseUpdate } = await import('../consent/choose-update.ts');
    return chooseUpdate(terminal, id, request);
  }
}

const join = (results: readonly ChangeResult[], dryRun: boolean): ChangeResult => ({
  ok: true,
  changes: results.flatMap(({ changes }) => changes),
  grants: results.flatMap(({ grants }) => grants),
  dryRun,
  withheld: results.flatMap(({ withheld }) => withheld),
  warnings: results.flatMap(({ warnings }) => warnings),
  contributions: results.flatMap(({ contributions }) => contributions),
});

async function rollback(id: string, { to, ...options }: CommonOptions & { readonly to?: string }): Promise<void> {
  await using terminal = await openTerminal(options);
  const result = await terminal.rollback(id, to);
  if (options.json) return printJson(result);
  for (const { plugin, from, to: version } of result.changes)
    printLine(`Returned ${plugin} to ${plainText(String(version))} (was ${plainText(String(from))})`);
}

async function pin(id: string, { off, ...options }: CommonOptions & { readonly off?: boolean }): Promise<void> {
  await using terminal = await openTerminal(options);
  await terminal.pin(id, off !== true);
  const { version } = await terminal.plugin(id);
  if (options.json) return printJson({ ok: true, plugin: id, version, pinned: off !== true });
  printLine(off ? `${id} may be updated again.` : `${id} stays at ${version}.`);
}
