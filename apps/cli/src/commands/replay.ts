/** `omnitrade replay CAPSULE`: a recorded run of one plugin, played again turn by turn and compared. */

import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { readLimited } from '../local-files.ts';
import { plainText, printJson, printLine, printWarning } from '../output.ts';

export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .argument('<capsule>', 'a recorded run')
    .description('play a recorded run again and compare every turn');
  withCommonOptions(command, 'omnitrade replay my-plugin.capsule').action(replay);
}

async function replay(file: string, options: CommonOptions): Promise<void> {
  const [{ capsuleMaxBytes, readCapsule, replayCapsule }, { readGuestModules }] = await Promise.all([
    import('@omnitrade/host'),
    import('@omnitrade/sdk/guest'),
  ]);
  const capsule = readCapsule(await readLimited(file, capsuleMaxBytes + 1024));
  const report = await replayCapsule(capsule, { guest: readGuestModules() });
  if (!report.same) process.exitCode = 1;
  if (options.json) return printJson({ ok: report.same, ...report });
  const { plugin, version, turns, difference, ended, otherEngine } = report;
  if (otherEngine.length > 0) printWarning(`This is not the engine of the recording: ${otherEngine.join(', ')}.`);
  const name = plainText(`${plugin} ${version}`);
  if (!difference) {
    printLine(`${name}: ${turns} turns, each as recorded.`);
    if (ended?.text) printLine(plainText(`The recording ends there: ${ended.text}`));
    return;
  }
  printLine(`${name}: turn ${difference.turn} differs in ${plainText(difference.where)}.`);
  printLine(`  recorded: ${plainText(difference.expected)}`);
  printLine(`  now:      ${plainText(difference.actual)}`);
}
