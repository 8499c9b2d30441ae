/** Where the home is: what the flag says, else the environment, else `~/.omnitrade`. */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export function resolveHomeDir(flag?: string, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(flag || env.OMNITRADE_HOME || join(homedir(), '.omnitrade'));
}
