/** A newcomer's shell: an empty folder outside of the repository, the published packages as tarballs, and nothing else. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { makeTarballs } from '../../tools/release.ts';
import { root } from '../../tools/repository.ts';

export interface Said {
  readonly code: number | null;
  readonly output: string;
}

export interface Workplace extends AsyncDisposable {
  readonly dir: string;
  /** Runs one line as it would be typed; `cd` is remembered. */
  type(line: string): Promise<Said>;
  /** Runs it until it has said something, then stops it as Ctrl-C does. */
  typeUntil(line: string, words: RegExp): Promise<string>;
  /** The command of the installed package, on a home of its own if one is named. */
  omnitrade(
    args: readonly string[],
    options?: { readonly home?: string; readonly env?: Record<string, string> },
  ): Promise<Said>;
  /** A command that goes on; ended with the workplace. */
  start(args: readonly string[], home: string): ChildProcess;
}

/** Whatever Node and npm this machine has besides our own. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root) && !folder.includes('node_modules'))
  .join(delimiter);

export async function openWorkplace(): Promise<Workplace> {
  const tarballs = await makeTarballs();
  const isScaffolder = (file: string) => file.includes('create-omnitrade-plugin');
  const scaffolder = tarballs.find(isScaffolder) as string;
  const packages = tarballs.filter((file) => !isScaffolder(file)).join(' ');
  const dir = mkdtempSync(join(tmpdir(), 'newcomer-'));
  let cwd = dir;
  let project = dir;
  const children = new Set<ChildProcess>();
  const env = {
    ...process.env,
    PATH: path,
    OMNITRADE_HOME: join(dir, '.home'),
    OMNITRADE_PASSPHRASE: 'four words of mine',
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };

  /** Nothing is published yet, so what would come from a registry comes from the tarballs. */
  const toLocal = (line: string) =>
    line
      .replace(
        /^npm create omnitrade-plugin (\S+) --/,
        `npm exec --yes --package ${scaffolder} -- create-omnitrade-plugin $1`,
      )
      .replace(/^npm install$/, `npm install --save-dev ${packages}`)
      .replace(/^npm run dev$/, 'npm run dev -- --port 0');

  function launch(command: string, args: readonly string[], more: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  const bin = () => join(project, 'node_modules/.bin/omnitrade');
  return {
    dir,
    async type(line) {
      const [, folder] = /^cd (.+)$/.exec(line) ?? [];
      if (folder !== undefined) {
        cwd = resolve(cwd, folder);
        project = cwd;
        return { code: 0, output: '' };
      }
      return listen(launch('sh', ['-c', toLocal(line)]));
    },
    async typeUntil(line, words) {
      const child = launch('sh', ['-c', toLocal(line)]);
      let text = '';
      const ended = new Promise<void>((done) => child.once('close', () => done()));
      const said = new Promise<void>((done) => {
        for (const stream of [child.stdout, child.stderr])
          stream?.on('data', (chunk) => {
            text += chunk;
            if (words.test(text)) done();
          });
      });
      await Promise.race([said, ended]);
      // The whole group, as a shell does it.
      if (child.exitCode === null) process.kill(-(child.pid as number), 'SIGINT');
      await ended;
      return text;
    },
    omnitrade(args, { home, env: more = {} } = {}) {
      return listen(launch(bin(), args, { ...more, ...(home !== undefined && { OMNITRADE_HOME: home }) }));
    },
    start(args, home) {
      mkdirSync(dirname(home), { recursive: true });
      return launch(bin(), args, { OMNITRADE_HOME: home });
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        const ended = new Promise((done) => child.once('close', done));
        process.kill(-(child.pid as number), 'SIGTERM');
        await ended;
      }
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function listen(child: ChildProcess): Promise<Said> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  return { code: await new Promise((done) => child.once('close', done)), output };
}
