/** The terminal a plugin is developed in: the one that runs on the home, or one that is started for it and ends with the command. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cliError } from '../errors.ts';
import type { RemoteTerminal } from '../remote-terminal.ts';
import { findRunningTerminal } from '../terminal-link.ts';

export interface DevTerminal extends AsyncDisposable {
  readonly link: RemoteTerminal;
  /** What its user opens; undefined for one that was there before, whose address only its own start has told. */
  readonly pageUrl: string | undefined;
  /** Resolves when a terminal that was started here has ended. */
  readonly ended: Promise<void>;
}

const bin = fileURLToPath(new URL('../../bin/omnitrade.js', import.meta.url));

/** Throws `cli.not-started` if the one it starts does not come up; it says itself why. */
export async function openDevTerminal(home: string, startArgs: readonly string[]): Promise<DevTerminal> {
  const running = await findRunningTerminal(home);
  if (running)
    return { link: running, pageUrl: undefined, ended: new Promise(() => {}), [Symbol.asyncDispose]: async () => {} };
  // The channel ends it with us, however we end.
  const child = spawn(process.execPath, [bin, 'start', '--json', '--home', home, ...startArgs], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    ended.then(() => undefined),
  ]);
  const { url, error } = JSON.parse(first ?? '{}') as { url?: string; error?: { message: string } };
  const link = url === undefined ? undefined : await findRunningTerminal(home);
  if (!link) {
    child.kill();
    throw cliError('not-started', { why: error?.message ?? 'it ended at once' });
  }
  return {
    link,
    pageUrl: url,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
