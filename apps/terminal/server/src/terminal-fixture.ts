/** A whole terminal for tests: a home in a temporary folder, the real host, the real server on a free port. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workspace } from '@omnitrade/contracts';
import { createHost, type Host } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { type Home, openHome } from '@omnitrade/store';
import { openLog, toHostLog } from './log.ts';
import { LogBook } from './log-book.ts';
import { startTerminal, type Terminal, type TerminalOptions } from './start-terminal.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
export const firstParty = (name: string): string => join(root, 'plugins', name);
export const brokenPlugin = (name: string): string => join(root, 'e2e/fixtures/plugins', name);

export const startWorkspace: Workspace = {
  provider: 'sp500-history/history',
  instrument: 'INDEX:SPX',
  timeframe: '1D',
  indicators: [{ contribution: 'classic-indicators/sma', inputs: { length: 50 } }],
  layout: null,
};

export interface TestTerminal extends AsyncDisposable {
  readonly terminal: Terminal;
  readonly home: Home;
  readonly host: Host;
  readonly dir: string;
  /** A request of another program: with the token unless `headers` say otherwise. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The session of a page. */
  openSession(): Promise<{ cookie: string; csrf: string }>;
}

export async function startTestTerminal(options: Partial<TerminalOptions> = {}): Promise<TestTerminal> {
  const dir = mkdtempSync(join(tmpdir(), 'omnitrade-terminal-'));
  const home = await openHome({ dir });
  const log = await openLog({ dir: home.logDir });
  const { logger } = log;
  const guest = readGuestModules();
  const logBook = new LogBook();
  const host = createHost({
    store: home.plugins,
    workspace: home.workspace,
    data: home.data,
    guest,
    log: toHostLog(logger, logBook),
  });
  await host.open();
  const pageDir = join(dir, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pageDir, 'assets/app-1a2b3c.js'), 'export {};');
  const terminal = await startTerminal({
    home,
    host,
    logger,
    logBook,
    address: '127.0.0.1',
    port: 0,
    pageDir,
    ...options,
  });

  const request = (path: string, init: RequestInit = {}) =>
    fetch(terminal.url + path, { ...init, headers: { authorization: `Bearer ${terminal.token}`, ...init.headers } });
  return {
    terminal,
    home,
    host,
    dir,
    request,
    async openSession() {
      const body = JSON.stringify({ token: terminal.token });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${terminal.url}/api/session`, { method: 'POST', headers, body });
      const { csrf } = (await response.json()) as { csrf: string };
      return { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '', csrf };
    },
    async [Symbol.asyncDispose]() {
      await terminal.close();
      await log[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Installs the first-party plugins and opens the start workspace. */
export async function openChart({ host }: TestTerminal): Promise<void> {
  const install = (name: string, grants: string[]) =>
    host.install({ source: { kind: 'directory', path: firstParty(name) }, grants, grantLowRisk: true });
  await install('sp500-history', ['data:provide']);
  await install('classic-indicators', []);
  await host.chart.open(startWorkspace);
}

export const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
