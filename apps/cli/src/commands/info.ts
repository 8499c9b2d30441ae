/** `omnitrade info <plugin>`: one plugin whole. */

import type { DependencyStatus } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { plainText, printJson, printLine } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

/** The newest kinds of failures; all of them stand in `--json`. */
const shownFaults = 5;

export function addInfoCommand(program: Command): void {
  const command = program.command('info').argument('<plugin>').description('one plugin whole');
  withCommonOptions(command, 'omnitrade info classic-indicators').action(async (id: string, options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    const plugin = await terminal.plugin(id);
    const { faults } = await terminal.past(id);
    const profiles = await terminal.profilesOf(id);
    if (options.json) return printJson({ ...plugin, faults, profiles });
    const rows: [string, string][] = [
      ['Plugin', `${plugin.displayName} (${plugin.id}) ${plugin.version}`],
      ['About', plugin.description],
      ['Author', plugin.publisher],
      ['State', `${plugin.wanted}, ${plugin.state}`],
      ['Source', `${plugin.source} (${plugin.trust})`],
      ...(plugin.fingerprint === undefined ? [] : [['Key', plugin.fingerprint] as [string, string]]),
      ['Adds', plugin.contributions.map(({ point, id: local }) => `${local} (${point})`).join(', ') || 'nothing'],
      ...(plugin.needs.length === 0 ? [] : [['Needs', plugin.needs.map(toNeed).join(', ')] as [string, string]]),
      ...(plugin.dependents.length === 0 ? [] : [['Needed', `by ${plugin.dependents.join(', ')}`] as [string, string]]),
      ...(plugin.exports.length === 0
        ? []
        : [
            ['Offers', plugin.exports.map(({ id: name, title }) => `${name} (${title})`).join(', ')] as [
              string,
              string,
            ],
          ]),
      ['May', plugin.grants.map(({ permission }) => permission).join(', ') || 'nothing'],
      [
        'Cost',
        `${plugin.usage.cpuMs.toFixed(0)} ms CPU, ${plugin.usage.turns} turns, p95 ${plugin.usage.turnMs.p95} ms`,
      ],
    ];
    if (plugin.error) rows.push(['Error', `${plugin.error.message} (${plugin.error.code})`]);
    for (const { code, message, count, lastAt, fingerprint } of faults.slice(0, shownFaults)) {
      const time = new Date(lastAt).toISOString().slice(0, 16);
      rows.push(['Failed', `${count} x ${code}, last at ${time} (${fingerprint}): ${message}`]);
    }
    for (const { message, place, count } of plugin.usage.errors.kinds)
      rows.push(['Threw', `${count} x ${message}${place ? ` (${place})` : ''}`]);
    for (const { file, time } of profiles)
      rows.push(['Slow', `measured at ${new Date(time).toISOString().slice(0, 16)}: ${file}`]);
    for (const [name, text] of rows) printLine(`${name.padEnd(8)}${plainText(text)}`);
  });
}

function toNeed({ plugin, range, optional, state, version }: DependencyStatus): string {
  const here = version === undefined ? state : `${version}, ${state}`;
  return `${plugin} ${range} (${here}${optional ? ', optional' : ''})`;
}
