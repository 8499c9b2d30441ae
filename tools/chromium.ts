/** Finds a Chromium for the end-to-end tests, or installs one where that is plainly allowed. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'chromium.exe',
  'chrome.exe',
];
const places = [
  '/usr/bin/chromium',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export type Chromium = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly sentence: string };

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Looks where `CHROMIUM` points and nowhere else if it is set; otherwise at the usual places and along `PATH`. */
export function findChromium(env: NodeJS.ProcessEnv = process.env, exists = isExecutable): Chromium {
  if (env.CHROMIUM) {
    if (exists(env.CHROMIUM)) return { ok: true, path: env.CHROMIUM };
    return { ok: false, sentence: `CHROMIUM names ${env.CHROMIUM}, which is no program that can be run.` };
  }
  const along = (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => (folder === '' ? [] : names.map((name) => join(folder, name))));
  const path = [...places, ...along].find(exists);
  if (path) return { ok: true, path };
  return {
    ok: false,
    sentence:
      'The end-to-end tests need Chromium or Chrome. Install one, or set CHROMIUM to its path, and run "npm test" again.',
  };
}

/** {@link findChromium}; on Debian as root (a build machine) a missing one is installed, and nothing is asked. */
export function ensureChromium(): Chromium {
  const found = findChromium();
  const mayInstall = !process.env.CHROMIUM && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (found.ok || !mayInstall) return found;
  console.log('Chromium is missing; installing it with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('/usr/bin/apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  apt('-qq', 'update');
  apt('-qq', 'install', '-y', '--no-install-recommends', 'chromium');
  return findChromium();
}
