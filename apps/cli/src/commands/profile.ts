/** `omnitrade profile <plugin>`: where the time of a running plugin's turns goes, as a file that Chrome and editors open. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { replaceFile } from '../local-files.ts';
import { type Column, printJson, printLine, printTable } from '../output.ts';
import { type Share, toShares } from '../profile-shares.ts';
import { openTerminal } from '../terminal-link.ts';

interface ProfileOptions extends CommonOptions {
  readonly out?: string;
  readonly seconds: number;
}

const longest = 30;
/** Functions listed; the file has all. */
const listed = 10;

const columns: readonly Column<Share>[] = [
  { title: 'OWN MS', right: true, value: ({ ms }) => ms.toFixed(1) },
  { title: 'OWN %', right: true, value: ({ percent }) => percent.toFixed(1) },
  { title: 'FUNCTION', value: ({ name }) => name },
  { title: 'PLACE', value: ({ place }) => place },
];

export function addProfileCommand(program: Command): void {
  const command = program
    .command('profile')
    .argument('<plugin>')
    .description('measure where the time of a running plugin goes')
    .option('--seconds <number>', `how long, at most ${longest}`, readSeconds, 3)
    .option('--out <file>', 'where to write it (default <plugin>.cpuprofile)');
  withCommonOptions(command, 'omnitrade profile my-plugin --seconds 10').action(profile);
}

async function profile(plugin: string, { json, home, out, seconds }: ProfileOptions): Promise<void> {
  await using terminal = await openTerminal({ ...(home !== undefined && { home }) });
  const measured = await terminal.profile(plugin, seconds);
  const file = out ?? `${plugin}.cpuprofile`;
  await replaceFile(file, Buffer.from(JSON.stringify(measured)), 0o600);
  const shares = toShares(measured);
  if (json) return printJson({ ok: true, plugin, file, functions: shares });
  printTable(shares.slice(0, listed), columns, `${plugin} took no time that could be seen.`);
  printLine(`\nThe whole profile is in ${file}; open it in Chrome (DevTools, Performance) or in an editor.`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.1 && seconds <= longest))
    throw cliError('usage', { text: `--seconds takes 0.1 to ${longest}, not ${JSON.stringify(text)}` });
  return seconds;
}
