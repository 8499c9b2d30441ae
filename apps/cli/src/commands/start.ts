/** `omnitrade start`: the terminal. Prints one URL, then goes on until it is stopped. */

import { spawn } from 'node:child_process';
import { resolveHomeDir } from '@omnitrade/store';
import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine, printWarning } from '../output.ts';

interface StartOptions extends CommonOptions {
  readonly port?: string;
  readonly host?: string;
  readonly open?: boolean;
  readonly dev?: boolean;
  readonly safe?: boolean;
  readonly inspect?: Inspected;
}

interface Inspected {
  readonly plugin: string;
  readonly port: number;
}

const inspectorPort = 9229;

export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('start the terminal and print its URL')
    .option('--port <number>', 'port to listen on (default 8420; 0 takes any free one)', readPort)
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--safe', 'start no plugin')
    .option('--open', 'open the page in the browser')
    .option(
      '--inspect <plugin[:port]>',
      `let a debugger into your own plugin (default port ${inspectorPort} of 127.0.0.1)`,
      readInspected,
    )
    .option('--dev', 'build the page with source maps and checks');
  withCommonOptions(command, 'omnitrade start --port 9000').action(start);
}

async function start({ json, home, port, host, open, dev, safe, inspect }: StartOptions): Promise<void> {
  const dir = resolveHomeDir(home);
  const { runTerminal } = await import('../run-terminal.ts');
  await runTerminal({
    dir,
    ...(port !== undefined && { port }),
    ...(host !== undefined && { address: host }),
    dev: dev === true,
    safe: safe === true,
    ...(inspect && { authorRuns: { [inspect.plugin]: { inspect: inspect.port } } }),
    onListening: ({ pageUrl, port: taken }) => {
      if (json) printJson({ url: pageUrl, port: taken, home: dir, pid: process.pid });
      else printLine(`OmniTrade is at ${pageUrl}\nHome: ${dir}. Stop it with Ctrl-C.`);
      if (inspect)
        printWarning(
          `${inspect.plugin} runs where a debugger can reach it, at 127.0.0.1:${inspect.port}, and is not contained: everything on this machine can get in.`,
        );
      if (open) openBrowser(pageUrl);
    },
  });
}

function readPort(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return text;
}

function readInspected(text: string): Inspected {
  const [, plugin, port = `${inspectorPort}`] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (plugin === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new InvalidArgumentError('Name one plugin, with a port if you like: my-plugin:9230.');
  return { plugin, port: Number(port) };
}

function openBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(program as string, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => printWarning('No browser could be opened; open the URL yourself.'));
  child.unref();
}
