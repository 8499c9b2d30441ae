/** `omnitrade record <plugin>`: starts a plugin anew and writes down all that goes into it and comes out, for `replay`. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { replaceFile } from '../local-files.ts';
import { printJson, printLine } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface RecordOptions extends CommonOptions {
  readonly out?: string;
  readonly for: number;
}

const longest = 600;

export function addRecordCommand(program: Command): void {
  const command = program
    .command('record')
    .argument('<plugin>')
    .description('start a plugin anew and record its run, to be replayed')
    .option('--out <file>', 'where to write it (default <plugin>.capsule)')
    .option('--for <seconds>', `how long to record, at most ${longest}`, readSeconds, 10);
  withCommonOptions(command, 'omnitrade record my-plugin --out bug.capsule --for 30').action(record);
}

async function record(plugin: string, { json, home, out, for: seconds }: RecordOptions): Promise<void> {
  await using terminal = await openTerminal({ ...(home !== undefined && { home }) });
  const capsule = await terminal.record(plugin, seconds);
  const file = out ?? `${plugin}.capsule`;
  // What a plugin was told may be private.
  await replaceFile(file, capsule, 0o600);
  if (json) return printJson({ ok: true, plugin, file, bytes: capsule.length });
  printLine(`${plugin} was recorded for ${seconds} s: ${file}, ${capsule.length} bytes.`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.1 && seconds <= longest))
    throw cliError('usage', { text: `--for takes 0.1 to ${longest} seconds, not ${JSON.stringify(text)}` });
  return seconds;
}
