/** `omnitrade install`: an archive on the word of a key, a folder (developer mode), a plugin by name, or what a lock says. */

import type { PluginSource } from '@omnitrade/contracts';
import type { ChangeResult, InstallOptions as HostOptions, InstallRequest, LockOptions } from '@omnitrade/host';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Choice, chooseGrants, listWarned, toWish } from '../consent/choose-grants.ts';
import { openDialogue } from '../consent/dialogue.ts';
import { cliError } from '../errors.ts';
import { parseGrantText, toGiven } from '../grant-text.ts';
import { readLimited } from '../local-files.ts';
import { plainText, printJson, printLine } from '../output.ts';
import { listOffers, parseWanted, type Wanted } from '../plugin-sources.ts';
import { openTerminal, type TerminalLink } from '../terminal-link.ts';

interface InstallOptions extends CommonOptions {
  readonly grant: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly copy?: boolean;
  readonly pin?: string;
  readonly with: readonly string[];
  readonly lock?: string;
  readonly prune?: boolean;
}

const maxLockBytes = 16 * 1024 * 1024;

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addInstallCommand(program: Command): void {
  const command = program
    .command('install')
    .argument(
      '[what]',
      'an .otp archive with its .otpb beside it, a folder that holds a plugin.json, or name[@range] of a plugin that ships',
    )
    .description('install a plugin with all it needs, or not at all')
    .option(
      '--with <path>',
      'where plugins it needs may lie: an archive, a folder, or a folder of those; may be repeated',
      collect,
      [],
    )
    .option('--lock <file>', 'install exactly what an installed.lock says')
    .option('--prune', 'with --lock: uninstall what the lock does not name')
    .option(
      '--grant <permission>',
      'give this permission, with limits as PERM=limit:value; may be repeated',
      collect,
      [],
    )
    .option('--yes', 'ask nothing: give what is low risk and what --grant names, nothing else')
    .option('--pin <fingerprint>', 'take an archive whose key has this fingerprint, which you have compared')
    .option(
      '--copy',
      'copy the folder into the home: later edits of it change nothing, and versions can be returned to',
    )
    .option('--dry-run', 'try the plugin and say what would change, but change nothing');
  withCommonOptions(command, 'omnitrade install my-indicator-1.0.0.otp --grant charts:write').action(install);
}

async function install(what: string | undefined, options: InstallOptions): Promise<void> {
  if ((what === undefined) === (options.lock === undefined))
    throw cliError('usage', { text: 'Name what to install: an archive, a folder, a plugin, or a lock with --lock' });
  await using terminal = await openTerminal(options);
  const offers = await listOffers(options.with, options.copy === true || options.lock !== undefined);
  const common = {
    ...(offers.length > 0 && { offers }),
    grantLowRisk: options.yes === true,
    dryRun: options.dryRun === true,
  };
  // Awaited here: the terminal is let go of where this function ends.
  if (what === undefined) return await installLock(terminal, options, common);
  const wanted = await parseWanted(what, options.copy === true);
  const given = await Promise.all(options.grant.map(parseGrantText));
  const asked = { ...wanted, ...common, ...(options.pin !== undefined && { pin: await toPin(options.pin) }) };
  const named = toGiven(given);
  const { wish, pin, choices } = options.yes
    ? { wish: named, pin: asked.pin, choices: [] }
    : await ask(terminal, asked, options, named);
  const result = await terminal.install({ ...asked, ...(pin !== undefined && { pin }), ...wish, consent: true });
  if (!result.dryRun)
    for (const { plugin, id } of listWarned(choices)) await terminal.access.allowSending(plugin, id, true);
  if (result.changes.length === 0 && !options.json)
    return printLine('It is installed already, in a version that fits.');
  printChange(result, options.json === true);
}

async function installLock(terminal: TerminalLink, options: InstallOptions, common: LockOptions): Promise<void> {
  const text = Buffer.from(await readLimited(options.lock as string, maxLockBytes)).toString('utf8');
  const result = await terminal.installLock(text, { ...common, ...(options.prune && { prune: true }) });
  if (result.changes.length === 0 && !options.json) return printLine('Everything is as the lock says.');
  printChange(result, options.json === true);
}

async function toPin(text: string): Promise<string> {
  const [{ parseFingerprint }, { keysError }] = await Promise.all([
    import('@omnitrade/archive'),
    import('../keys/errors.ts'),
  ]);
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) throw keysError('not-a-fingerprint', { text });
  return fingerprint;
}

/** What an installation or update did, or would do. */
export function printChange(result: ChangeResult, json: boolean): void {
  if (json) return printJson(result);
  for (const change of result.changes) {
    const what = toDeed(change);
    printLine(result.dryRun ? `Would have ${what.charAt(0).toLowerCase()}${what.slice(1)}` : what);
  }
  const of = (plugin: string) => (result.changes.length > 1 ? `${plugin} ` : '');
  const { signed } = result;
  if (signed) printLine(`  signed by ${plainText(signed.publisher)} with ${signed.fingerprint} (${signed.outcome})`);
  for (const { point, id } of result.contributions) printLine(`  adds ${id} (${point})`);
  for (const { plugin, permission } of result.grants) printLine(`  ${of(plugin)}may ${permission}`);
  for (const { plugin, permission, sentence } of result.withheld)
    printLine(`  not given: ${of(plugin)}${permission} - ${plainText(sentence)}`);
  for (const { plugin, needs, range, why } of result.left ?? [])
    printLine(`  ${plugin} goes without ${needs} ${range}: ${whyLeft[why]}`);
  for (const { code, message } of result.warnings) printLine(`  failed its trial: ${plainText(message)} (${code})`);
}

/** Why an optional dependency is not there. */
const whyLeft = {
  unknown: 'it is not to be had',
  'no-version': 'there is no such version',
  conflict: 'no version fits beside the rest',
} as const;

function toDeed({ plugin, from, to }: ChangeResult['changes'][number]): string {
  if (to === null) return `Uninstalled ${plugin} ${from}`;
  return from === null ? `Installed ${plugin} ${to}` : `Installed ${plugin} ${to} (was ${from})`;
}

type Wish = Pick<InstallRequest, 'grants' | 'limits' | 'others'>;

type Asked = ({ readonly source: PluginSource } | { readonly want: Wanted }) & Omit<HostOptions, 'grants'>;

interface Answered {
  readonly wish: Wish;
  readonly pin: string | undefined;
  readonly choices: readonly Choice[];
}

/** Asks whether the key is the publisher's, then for each permission; where nobody can answer, says what to add. */
async function ask(terminal: TerminalLink, asked: Asked, options: InstallOptions, named: Wish): Promise<Answered> {
  const found = await terminal.install({ ...asked, ...named, grantLowRisk: false, dryRun: true });
  const { withheld, changes, asks = [], signed } = found;
  const isNewKey = signed !== undefined && !signed.known && asked.pin === undefined;
  if (withheld.length === 0 && !isNewKey) return { wish: named, pin: asked.pin, choices: [] };
  const plugin = changes[0]?.plugin ?? 'The plugin';
  if (!process.stdin.isTTY || options.json) {
    // The terminal says which key has to be compared.
    if (isNewKey && withheld.length === 0) return { wish: named, pin: undefined, choices: [] };
    throw cliError('needs-answer', { plugin, permissions: withheld.map(({ permission }) => permission).join(', ') });
  }
  using dialogue = openDialogue();
  const isYes = async (question: string) => /^y(es)?$/i.test((await dialogue.ask(`${question} [y/N] `))?.trim() ?? '');
  if (isNewKey && !(await isYes(toKeyQuestion(plugin, signed)))) throw cliError('key-not-taken', { plugin });
  dialogue.say(`${plugin} asks for:`);
  const limits = Object.fromEntries(named.grants.map((permission) => [permission, named.limits?.[permission] ?? {}]));
  const all = asks.map((one) => ({ ...one, plugin: one.plugin ?? plugin }));
  const choices = await chooseGrants(all, limits, plugin, dialogue);
  return { wish: toWish(choices, plugin), pin: isNewKey ? signed.fingerprint : asked.pin, choices };
}

function toKeyQuestion(
  plugin: string,
  { publisher, fingerprint, reasons }: NonNullable<ChangeResult['signed']>,
): string {
  const found = reasons.map((reason) => `${plainText(reason)}\n`).join('');
  return `${found}${plugin} is signed in the name of ${plainText(publisher)} with the key\n  ${fingerprint}\nIs this the fingerprint its publisher gave you?`;
}
