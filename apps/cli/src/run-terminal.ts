/** One life of the terminal in this process: from opening its home to the signal that ends it. */

import { type AuthorRuns, createHost, decideStart } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { openHome } from '@omnitrade/store';
import { buildPage, LogBook, openLog, readConfig, startTerminal, type Terminal, toHostLog } from '@omnitrade/terminal';
import { seedFirstParty, startWorkspace, withFirstParty } from './first-party.ts';
import { TrustFile } from './keys/trust-file.ts';
import { printError, printWarning } from './output.ts';
import { readPassphrase } from './secret-passphrase.ts';
import { createShippedCatalogue } from './shipped-catalogue.ts';

export interface RunRequest {
  readonly dir: string;
  readonly port?: string;
  readonly address?: string;
  /** Builds the page with source maps and React's checks. */
  readonly dev: boolean;
  /** Starts no plugin. */
  readonly safe?: boolean;
  /** Plugins to run in a plain Node process, for whoever writes them. */
  readonly authorRuns?: AuthorRuns;
  /** The page can be opened; plugins and chart follow. */
  readonly onListening: (terminal: Terminal) => void;
}

/** A second signal this soon is the first one again: one Ctrl-C comes from the shell, from npm and from a Node that stood aside. */
const sameSignalMs = 1000;
/** An end that takes longer has failed. */
const endMs = 10_000;

/** Returns when the chart is on show; the terminal then lives on until it is stopped. Throws what keeps it from listening. */
export async function runTerminal({
  dir,
  port,
  address,
  dev,
  safe = false,
  authorRuns,
  onListening,
}: RunRequest): Promise<void> {
  const config = await readConfig(dir, {
    ...(port !== undefined && { port }),
    ...(address !== undefined && { host: address }),
  });
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await openHome({ dir, ...readPassphrase() }));
  const start = decideStart({ asked: safe, failedStarts: await home.starts.begin(Date.now()) });
  // An end in order, also before it is up, is no failed start: only what never comes to this is.
  stack.defer(() => home.starts.succeeded().catch(() => {}));
  const { logger } = stack.use(await openLog({ dir: home.logDir, level: config.logLevel }));
  const logBook = new LogBook();
  const host = stack.use(
    createHost({
      store: withFirstParty(home.plugins),
      workspace: home.workspace,
      trading: home.trading,
      data: home.data,
      code: home.code,
      changes: home.changes,
      catalogue: createShippedCatalogue(),
      lockFile: home.lockFile,
      trust: new TrustFile(home.dir),
      history: home.history,
      settings: home.settings,
      start,
      ...(authorRuns && { authorRuns }),
      profiles: home.profiles,
      guest: readGuestModules(),
      log: toHostLog(logger, logBook),
    }),
  );
  const [{ outDir: pageDir }] = await Promise.all([buildPage({ dev }), host.open()]);
  for (const plugin of Object.keys(authorRuns ?? {}))
    if (!host.plugins().some(({ id }) => id === plugin))
      printWarning(`${plugin} is not installed; a debugger is let in once it is, from the folder it is written in.`);
  const terminal = await startTerminal({
    home,
    host,
    logger,
    logBook,
    address: config.host,
    port: config.port,
    allowedHosts: config.allowedHosts,
    pageDir,
    onShutdown: () => stop(),
  });
  stack.use(terminal);
  const open = stack.move();
  const stop = stopOnce(async () => {
    // The terminal takes the home with it, so an end in order is noted first.
    await home.starts.succeeded().catch(() => {});
    await open.disposeAsync();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // The Node that stood aside is gone, however it went.
  process.on('disconnect', stop);
  if (start.mode === 'safe') printWarning(start.reason);
  onListening(terminal);
  const failed = (plugin: string, error: Error) => logger.error({ plugin, text: error.message });
  await seedFirstParty(home.dir, host, failed);
  await host.chart.open((await home.workspace.read()) ?? startWorkspace);
  await home.starts.succeeded();
}

/** Ends the process when everything is closed, or at once if it is told again. */
function stopOnce(close: () => Promise<void>): () => void {
  let first: number | undefined;
  return () => {
    if (first !== undefined) {
      if (performance.now() - first > sameSignalMs) process.exit(1);
      return;
    }
    first = performance.now();
    setTimeout(() => process.exit(1), endMs).unref();
    close().then(
      () => process.exit(0),
      (error) => {
        printError(error, false);
        process.exit(1);
      },
    );
  };
}
