/** What a started terminal can be asked for during a bisect: a list of checks of our own, or any command. */

import { spawn } from 'node:child_process';
import type { RemoteTerminal } from '../remote-terminal.ts';

export interface Patient {
  readonly home: string;
  readonly url: string;
  readonly terminal: RemoteTerminal;
  /** Rejects once the terminal ends by itself. */
  readonly ended: Promise<never>;
}

export interface HealthCheck {
  readonly about: string;
  /** True if all is well. What it throws counts as not well. */
  isWell(patient: Patient): Promise<boolean>;
}

const lagMs = 250;

export const healthChecks: Readonly<Record<string, HealthCheck>> = {
  starts: {
    about: 'the terminal starts, and goes on for two seconds',
    isWell: async ({ terminal }) => (await terminal.plugins()).length >= 0,
  },
  plugins: {
    about: 'no plugin fails',
    async isWell({ terminal }) {
      return (await terminal.plugins()).every(({ state }) => state !== 'failed' && state !== 'quarantined');
    },
  },
  responsive: {
    about: `the terminal never stands still for longer than ${lagMs} ms, and no runner ends`,
    async isWell({ terminal }) {
      const { loopGapMs, runners } = await terminal.vitals();
      return loopGapMs < lagMs && runners.every(({ restarts }) => restarts === 0);
    },
  },
};

/** One of ours by its name, else a command of the shell: it is well if that ends with 0. */
export function findHealthCheck(text: string): HealthCheck {
  const known = Object.hasOwn(healthChecks, text) ? healthChecks[text] : undefined;
  return known ?? { about: text, isWell: (patient) => runCommand(text, patient) };
}

const commandMs = 120_000;

function runCommand(command: string, { home, url, ended }: Patient): Promise<boolean> {
  const child = spawn(command, {
    shell: true,
    stdio: 'ignore',
    timeout: commandMs,
    killSignal: 'SIGKILL',
    env: { ...process.env, OMNITRADE_HOME: home, OMNITRADE_URL: url },
  });
  const exited = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  return Promise.race([exited, ended]).finally(() => child.kill('SIGKILL'));
}
