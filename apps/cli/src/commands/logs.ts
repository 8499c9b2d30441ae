/** `omnitrade logs <plugin>`: what a plugin said and what was said of it, from the terminal's log. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LogLevel, logLevels } from '@omnitrade/contracts';
import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { type LogLine, LogTail } from '../log-files.ts';
import { plainText, printJson, printLine } from '../output.ts';

interface LogsOptions extends CommonOptions {
  readonly follow?: boolean;
  readonly lines: number;
  readonly level: LogLevel;
  readonly since?: number;
}

const lookMs = 250;
const mostLines = 10_000;

export function addLogsCommand(program: Command): void {
  const command = program
    .command('logs')
    .argument('<plugin>')
    .description('what a plugin said, and what was said of it')
    .option('--follow', 'go on until it is stopped')
    .option('--level <level>', 'this level and graver ones: debug, info, warn or error', readLevel, 'debug')
    .option('--since <time>', 'only from this day or instant on, in UTC', readTime)
    .option('--lines <number>', 'how many of the newest lines', readLines, 100);
  withCommonOptions(command, 'omnitrade logs my-plugin --follow --level warn').action(logs);
}

/** Works on the files, so that it answers with or without a terminal running. */
async function logs(plugin: string, { json, home, follow, lines, level, since = 0 }: LogsOptions): Promise<void> {
  if (json && follow) throw cliError('usage', { text: '--json prints one document and --follow has no end' });
  const isAsked = (line: LogLine) => line.time >= since && rank(line.level) >= rank(level);
  const tail = new LogTail(join(resolveHomeDir(home), 'logs'), plugin, isAsked);
  const found = await tail.read(lines);
  if (json) return printJson({ plugin, lines: found });
  if (found.length === 0 && !follow) return printLine(`The log has no line of ${plainText(plugin)}.`);
  for (let news = found; ; news = await tail.read(mostLines)) {
    for (const line of news) print(line);
    if (!follow) return;
    await sleep(lookMs);
  }
}

/** Further lines of a text are indented: none of them can pass for a line of the log. */
function print({ time, level, text }: LogLine): void {
  const [first = '', ...rest] = text.split('\n').map(plainText);
  printLine(`${new Date(time).toISOString()}  ${plainText(level).padEnd(5)}  ${first}`);
  for (const more of rest) printLine(`    ${more}`);
}

/** Lines of the terminal about a plugin may have a level of their own. */
function rank(level: string): number {
  const at = (logLevels as readonly string[]).indexOf(level);
  return at < 0 ? logLevels.length : at;
}

function readLevel(text: string): LogLevel {
  const level = logLevels.find((one) => one === text);
  if (level) return level;
  throw cliError('usage', { text: `--level takes ${logLevels.join(', ')}, not ${JSON.stringify(text)}` });
}

function readTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw cliError('bad-time', { text: text.slice(0, 60) });
  return time;
}

function readLines(text: string): number {
  const lines = Number(text);
  if (!Number.isInteger(lines) || lines < 1 || lines > mostLines)
    throw cliError('usage', { text: `--lines takes 1 to ${mostLines}, not ${JSON.stringify(text)}` });
  return lines;
}
