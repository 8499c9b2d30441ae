/** `omnitrade install <FILE.otp | DIR>`: installs an archive on the word of a key, or a plugin directory (developer mode). */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PluginSource } from '@omnitrade/contracts';
import type { ChangeResult, InstallRequest } from '@omnitrade/host';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Choice, chooseGrants, listWarned, toWish } from '../consent/choose-grants.ts';
import { openDialogue } from '../consent/dialogue.ts';
import { cliError } from '../errors.ts';
import { type GrantText, parseGrantText } from '../grant-text.ts';
import { plainText, printJson, printLine } from '../output.ts';
import { openTerminal, type TerminalLink } from '../terminal-link.ts';

interface InstallOptions extends CommonOptions {
  readonly grant: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly copy?: boolean;
  readonly pin?: string;
}

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addInstallCommand(program: Command): void {
  const command = program
    .command('install')
    .argument('<file-or-directory>', 'an .otp archive with its .otpb beside it, or a folder that holds a plugin.json')
    .description('install a plugin from an archive, or from a directory (developer mode)')
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

async function install(path: string, options: InstallOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  const source = await toSource(path, options.copy === true);
  const given = await Promise.all(options.grant.map(parseGrantText));
  const asked = { source, ...(options.pin !== undefined && { pin: await toPin(options.pin) }) };
  const named = { grants: given.map(({ permission }) => permission), limits: toLimits(given) };
  const { wish, pin, choices } = options.yes
    ? { wish: named, pin: asked.pin, choices: [] }
    : await ask(terminal, asked, options, named);
  const result = await terminal.install({
    source,
    ...(pin !== undefined && { pin }),
    ...wish,
    grantLowRisk: options.yes === true,
    dryRun: options.dryRun === true,
    consent: true,
  });
  if (!result.dryRun)
    for (const { plugin, id } of listWarned(choices)) await terminal.access.allowSending(plugin, id, true);
  printChange(result, options.json === true);
}

/** A file is an archive, whatever it is called; anything else is read as a folder. */
async function toSource(path: string, copy: boolean): Promise<PluginSource> {
  const full = resolve(path);
  const isFile = full.endsWith('.otp') || (await stat(full).catch(() => undefined))?.isFile();
  return isFile ? { kind: 'archive', path: full } : { kind: 'directory', path: full, ...(copy && { copy }) };
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
  for (const { plugin, from, to } of result.changes) {
    const what = from === null ? `Installed ${plugin} ${to}` : `Installed ${plugin} ${to} (was ${from})`;
    printLine(result.dryRun ? `Would have ${what.charAt(0).toLowerCase()}${what.slice(1)}` : what);
  }
  const { signed } = result;
  if (signed) printLine(`  signed by ${plainText(signed.publisher)} with ${signed.fingerprint} (${signed.outcome})`);
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

type Wish = Pick<InstallRequest, 'grants' | 'limits' | 'others'>;

interface Answered {
  readonly wish: Wish;
  readonly pin: string | undefined;
  readonly choices: readonly Choice[];
}

/** Asks whether the key is the publisher's, then for each permission; where nobody can answer, says what to add. */
async function ask(
  terminal: TerminalLink,
  asked: Pick<InstallRequest, 'source' | 'pin'>,
  options: InstallOptions,
  named: Wish,
): Promise<Answered> {
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
