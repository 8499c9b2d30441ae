/** `omnitrade start`: the terminal. Prints one URL, then goes on until it is stopped. */

import { spawn } from 'node:child_process';
import { createHost } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { openHome, resolveHomeDir } from '@omnitrade/store';
import { buildPage, openLog, readConfig, startTerminal, toHostLog } from '@omnitrade/terminal';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { seedFirstParty, startWorkspace } from '../first-party.ts';
import { printJson, printLine } from '../output.ts';

interface StartOptions extends CommonOptions {
  readonly port?: string;
  readonly host?: string;
  readonly open?: boolean;
}

export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('start the terminal and print its URL')
    .option('--port <number>', 'port to listen on (default 8420; 0 takes any free one)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--open', 'open the page in the browser');
  withCommonOptions(command, 'omnitrade start --port 9000').action(start);
}

async function start(options: StartOptions): Promise<void> {
  const dir = resolveHomeDir(options.home);
  const config = await readConfig(dir, {
    ...(options.port !== undefined && { port: options.port }),
    ...(options.host !== undefined && { host: options.host }),
  });
  const page = buildPage();
  const home = await openHome({ dir });
  const { logger } = await openLog(home.logDir, config.logLevel);
  const host = createHost({
    store: home.plugins,
    workspace: home.workspace,
    guest: readGuestModules(),
    log: toHostLog(logger),
  });
  let terminal: Awaited<ReturnType<typeof startTerminal>>;
  try {
    await host.open();
    const stop = () => void terminal.close().finally(() => process.exit(0));
    terminal = await startTerminal({
      home,
      host,
      logger,
      address: config.host,
      port: config.port,
      allowedHosts: config.allowedHosts,
      pageDir: (await page).outDir,
      onShutdown: stop,
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  } catch (error) {
    await host[Symbol.asyncDispose]();
    await home.close();
    throw error;
  }
  if (options.json) printJson({ url: terminal.pageUrl, port: terminal.port, home: dir, pid: process.pid });
  else printLine(`OmniTrade is at ${terminal.pageUrl}\nHome: ${dir}. Stop it with Ctrl-C.`);
  if (options.open) openBrowser(terminal.pageUrl);
  await seedFirstParty(host, (plugin, error) => logger.error({ plugin, text: (error as Error).message }));
  await host.chart.open((await home.workspace.read()) ?? startWorkspace);
}

function openBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(program as string, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => printLine('No browser could be opened; open the URL yourself.'));
  child.unref();
}
