/** docs/reference/commands.md: every command with its arguments and options, from the tables the command itself runs on. */

import type { Command } from 'commander';
import { createProgram } from '../../apps/cli/src/program.ts';
import { code, escapeCell, generated, table } from './markdown.ts';

/** Said once for all of them. */
const everywhere = new Set(['--json', '--home', '--help']);

export function writeCommands(): string {
  const program = createProgram();
  const listed = program.commands.filter((command) => command.name() !== 'help');
  return `${generated('The command omnitrade')}
In the repository it is \`npx omnitrade\`. Commands talk to a running terminal where there is one for the home, else they work on the home itself.
Every command takes ${code('--json')} (one JSON document on stdout and nothing else), ${code('--home <dir>')} (or \`OMNITRADE_HOME\`) and ${code('--help')}.
The exit code is 0 for done, 1 where what was asked for failed, and 2 for wrong usage.

${listed.map(describeCommand).join('\n')}`;
}

/** A command that only groups others is described by them. */
function describeCommand(command: Command): string {
  const inner = command.commands.filter((one) => one.name() !== 'help');
  if (inner.length > 0) return inner.map(describeCommand).join('\n');
  return describeOne(command);
}

function describeOne(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) names.unshift(one.name());
  const given = command.registeredArguments.map((one) => {
    const name = one.name() + (one.variadic ? '…' : '');
    return one.required ? `<${name}>` : `[${name}]`;
  });
  const rows = [
    ...command.registeredArguments.map((one) => [code(one.name()), escapeCell(one.description)]),
    ...command.options
      .filter(({ long, hidden }) => !everywhere.has(long ?? '') && !hidden)
      .map((option) => [code(option.flags), escapeCell(option.description)]),
  ].filter(([, says]) => says !== '');
  return `## omnitrade ${names.join(' ')}
${sentence(command.description())}

\`\`\`sh
${['omnitrade', ...names, ...given].join(' ')}
\`\`\`
${rows.length > 0 ? `\n${table(['', ''], rows)}\n` : ''}`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
