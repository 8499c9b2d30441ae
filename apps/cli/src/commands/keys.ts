/** `omnitrade keys create|list|rotate|revoke|trust|distrust|trusted`: the keys that archives are signed with, and whose are believed. */

import { userInfo } from 'node:os';
import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import type { StoredKey } from '../keys/key-store.ts';
import type { TrustedPublisher } from '../keys/trusted-publishers.ts';
import { type Column, plainText, printJson, printLine, printTable } from '../output.ts';

interface CreateOptions extends CommonOptions {
  readonly publisher?: string;
  readonly plain?: boolean;
}

interface RevokeOptions extends CommonOptions {
  readonly reason: string;
}

const columns: readonly Column<StoredKey>[] = [
  { title: 'KEY', value: ({ name }) => name },
  { title: 'PUBLISHER', value: ({ publisher }) => publisher },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'LOCKED', value: ({ locked }) => (locked ? 'yes' : 'no') },
  { title: 'FINGERPRINT', value: ({ fingerprint }) => fingerprint },
];

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys that archives are signed with');
  const make = keys
    .command('create')
    .argument('[name]', 'what the key is called here', 'default')
    .description('make a signing key, locked with a passphrase (asked for, or from OMNITRADE_PASSPHRASE)')
    .option('--publisher <name>', 'the name it signs in (default: your user name)')
    .option('--plain', 'leave the key unlocked in its file');
  withCommonOptions(make, 'omnitrade keys create --publisher "Example Labs"').action(create);
  const show = keys.command('list').description('the keys of this home');
  withCommonOptions(show, 'omnitrade keys list').action(list);
  const replace = keys
    .command('rotate')
    .argument('[name]', 'the key to replace', 'default')
    .description('put a new key in place of one; archives signed with it prove that it follows the old one');
  withCommonOptions(replace, 'omnitrade keys rotate').action(rotate);
  const end = keys
    .command('revoke')
    .argument('<name-or-file>', "a key of this home, or another publisher's revocation file")
    .description('end a key: nothing signed with it is taken any more')
    .option('--reason <text>', 'why, in one line', 'no reason given');
  withCommonOptions(end, 'omnitrade keys revoke default --reason "the laptop was stolen"').action(revoke);
  const believe = keys
    .command('trust')
    .argument('<fingerprint>', 'of the key of a publisher, as that publisher gives it')
    .requiredOption('--publisher <name>', 'the name it signs in')
    .description('take what this key signs in this name without asking');
  withCommonOptions(believe, `omnitrade keys trust ${exampleFingerprint} --publisher "Example Labs"`).action(trust);
  const doubt = keys.command('distrust').argument('<fingerprint>').description('take back a trust; plugins stay');
  withCommonOptions(doubt, `omnitrade keys distrust ${exampleFingerprint}`).action(distrust);
  const believed = keys.command('trusted').description('the publishers whose word is taken here');
  withCommonOptions(believed, 'omnitrade keys trusted').action(listPublishers);
}

const exampleFingerprint = Array.from({ length: 16 }, () => '3f2a').join('-');

const publisherColumns: readonly Column<TrustedPublisher>[] = [
  { title: 'PUBLISHER', value: ({ publisher }) => publisher },
  { title: 'FINGERPRINT', value: ({ fingerprint }) => fingerprint },
];

async function trust(fingerprint: string, options: CommonOptions & { readonly publisher: string }): Promise<void> {
  const { trustPublisher } = await import('../keys/trusted-publishers.ts');
  const trusted = await trustPublisher(resolveHomeDir(options.home), fingerprint, options.publisher);
  if (options.json) return printJson(trusted);
  printLine(`What ${plainText(trusted.publisher)} signs with this key is taken here from now on.`);
}

async function distrust(fingerprint: string, options: CommonOptions): Promise<void> {
  const { distrustPublisher } = await import('../keys/trusted-publishers.ts');
  const trusted = await distrustPublisher(resolveHomeDir(options.home), fingerprint);
  if (options.json) return printJson(trusted);
  printLine(
    `The key of ${plainText(trusted.publisher)} has to be compared again before anything new is taken under it.`,
  );
}

async function listPublishers(options: CommonOptions): Promise<void> {
  const { listTrusted } = await import('../keys/trusted-publishers.ts');
  const publishers = await listTrusted(resolveHomeDir(options.home));
  if (options.json) return printJson({ publishers });
  printTable(publishers, publisherColumns, 'No publisher is trusted here.');
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const { createKey } = await import('../keys/change-keys.ts');
  const { publisher = userInfo().username, plain = false } = options;
  const key = await createKey(resolveHomeDir(options.home), { name, publisher, plain, now: Date.now() });
  if (options.json) return printJson(toPlain(key));
  printLine(`Made the key ${name} of ${key.publisher}: ${key.file}`);
  printLine(`Its fingerprint, for those who install what you sign:\n  ${key.fingerprint}`);
  if (plain) printLine('It is not locked: whoever reads the file can sign in your name.');
}

async function list(options: CommonOptions): Promise<void> {
  const { KeyStore } = await import('../keys/key-store.ts');
  const keys = await new KeyStore(resolveHomeDir(options.home)).list();
  if (options.json) return printJson({ keys: keys.map(toPlain) });
  printTable(keys, columns, "This home has no key; make one with 'omnitrade keys create'.");
}

async function rotate(name: string, options: CommonOptions): Promise<void> {
  const { rotateKey } = await import('../keys/change-keys.ts');
  const { from, to } = await rotateKey(resolveHomeDir(options.home), name, Date.now());
  if (options.json) return printJson({ from: toPlain(from), to: toPlain(to) });
  printLine(`${name} is a new key now; the old one is kept as ${from.name}.`);
  printLine(`What you sign from now on proves that it follows the old one. Its fingerprint:\n  ${to.fingerprint}`);
}

async function revoke(nameOrFile: string, options: RevokeOptions): Promise<void> {
  const { importRevocation, revokeKey } = await import('../keys/change-keys.ts');
  const homeDir = resolveHomeDir(options.home);
  const isFile = /[./\\]/.test(nameOrFile);
  const { revocation, file } = isFile
    ? await importRevocation(homeDir, nameOrFile)
    : await revokeKey(homeDir, nameOrFile, options.reason, Date.now());
  if (options.json) return printJson({ ...revocation, file });
  printLine(`Nothing signed with ${revocation.fingerprint} is taken here any more.`);
  if (!isFile)
    printLine(`Give ${file} to whoever has your plugins: 'omnitrade keys revoke FILE' makes it known there.`);
}

function toPlain({ name, publisher, fingerprint, publicKey, status, locked, createdAt, file }: StoredKey) {
  return { name, publisher, fingerprint, publicKey, status, locked, createdAt, file };
}
