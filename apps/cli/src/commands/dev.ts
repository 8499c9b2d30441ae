/** `omnitrade dev [dir]`: a plugin in a running terminal, built and loaded anew at each change. */

import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import type { DevNews } from '../developing/dev-session.ts';
import { cliError } from '../errors.ts';
import { parseGrantText } from '../grant-text.ts';
import { LogTail } from '../log-files.ts';
import { plainText, printJson, printLine, printWarning } from '../output.ts';
import { findRunningTerminal } from '../terminal-link.ts';

interface DevOptions extends CommonOptions {
  readonly grant: readonly string[];
  readonly port?: string;
  readonly inspect?: string | true;
  readonly open?: boolean;
}

const logLookMs = 200;
const mostLogLines = 1_000;

export function addDevCommand(program: Command): void {
  const command = program
    .command('dev')
    .argument('[dir]', 'a folder that holds a plugin.json', '.')
    .description('run a plugin in the terminal while you write it; starts one if none is running')
    .option(
      '--grant <permission>',
      'give this permission beside those of low risk; may be repeated',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--port <number>', 'port of a terminal that is started')
    .option('--inspect [port]', 'let a debugger into it (a port of 127.0.0.1); in a terminal that is started')
    .option('--open', 'open the page of a terminal that is started');
  withCommonOptions(command, 'omnitrade dev my-indicator').action(dev);
}

/** With `--json`: one document a line, for as long as it goes on. */
async function dev(dir: string, options: DevOptions): Promise<void> {
  const [{ openDevTerminal }, { DevSession }, { watchFolder }] = await Promise.all([
    import('../developing/terminal-process.ts'),
    import('../developing/dev-session.ts'),
    import('../developing/watch-folder.ts'),
  ]);
  const json = options.json === true;
  const home = resolveHomeDir(options.home);
  const folder = resolve(dir);
  const given = await Promise.all(options.grant.map(parseGrantText));
  const name = await readName(folder);
  const { inspect } = options;
  if (inspect !== undefined && (await findRunningTerminal(home))) throw cliError('cannot-inspect', { plugin: name });
  await using terminal = await openDevTerminal(home, [
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options.open ? ['--open'] : []),
    ...(inspect === undefined ? [] : ['--inspect', inspect === true ? name : `${name}:${inspect}`]),
  ]);
  if (!json && terminal.pageUrl) printLine(`OmniTrade is at ${terminal.pageUrl}`);
  const tail = new LogTail(join(home, 'logs'), name);
  // What it said in an earlier life is no news.
  await tail.read(1);
  const session = new DevSession({
    folder,
    terminal: terminal.link,
    consent: {
      grants: given.map(({ permission }) => permission),
      limits: Object.fromEntries(given.map(({ permission, limits }) => [permission, limits])),
    },
    onNews: (news) => (json ? printJson(news) : print(news)),
  });
  using _ = watchFolder(
    folder,
    () => void session.reload(),
    (error) => printWarning(`Changes cannot be watched any more: ${error.message}`),
  );
  await session.reload();
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
    process.once('disconnect', () => done());
  });
  const end = new AbortController();
  if (!json) void follow(tail, end.signal);
  await Promise.race([stopped, terminal.ended]);
  end.abort();
  // Listening for its end would keep this process alive.
  if (process.connected) process.disconnect?.();
}

/** Throws what keeps it from being a plugin at all: without a manifest there is nothing to wait for. */
async function readName(folder: string): Promise<string> {
  const [{ parseManifest }, { readLimited }] = await Promise.all([
    import('@omnitrade/manifest'),
    import('../local-files.ts'),
  ]);
  const file = join(folder, 'plugin.json');
  return parseManifest(Buffer.from(await readLimited(file, 256 * 1024)).toString(), { file }).name;
}

function print(news: DevNews): void {
  const time = new Date().toISOString().slice(11, 19);
  if (news.news === 'refused') return printWarning(`${time}  ${news.message} (${news.code}) What ran before goes on.`);
  const { plugin, buildMs, loadMs, result } = news;
  printLine(`${time}  ${plugin}: built in ${buildMs.toFixed(0)} ms, loaded in ${loadMs.toFixed(0)} ms`);
  for (const { permission } of result.withheld)
    printLine(`  not given: ${permission}; give it with --grant ${permission}, or in the page`);
  for (const { code, message } of result.warnings) printWarning(`  failed: ${message} (${code})`);
}

/** What the plugin says, and what is said of it, as it comes. */
async function follow(tail: LogTail, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { level, text } of await tail.read(mostLogLines))
      for (const [i, line] of text.split('\n').entries())
        printLine(`  ${i === 0 ? level.padEnd(5) : '     '} ${plainText(line)}`);
    await sleep(logLookMs, undefined, { signal }).catch(() => {});
  }
}
