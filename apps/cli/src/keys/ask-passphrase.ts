/** Passphrases: from the person at the terminal, without showing them, or from OMNITRADE_PASSPHRASE. */

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { keysError } from './errors.ts';

const variable = 'OMNITRADE_PASSPHRASE';

/** Throws `keys.no-passphrase` where there is nobody to ask. */
export async function askPassphrase(question: string): Promise<string> {
  const given = process.env[variable];
  if (given) return given;
  if (!process.stdin.isTTY) throw keysError('no-passphrase', { variable });
  // What is typed is echoed into this; only the question is shown.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return await new Promise((resolve, reject) => {
      prompt.once('SIGINT', () => reject(keysError('no-passphrase', { variable })));
      prompt.question('').then(resolve, reject);
    });
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}

/** Asks twice, for a key that is made now. Throws `keys.differ`. */
export async function askNewPassphrase(): Promise<string> {
  const first = await askPassphrase('Passphrase of the new key (at least 12 characters): ');
  if (process.env[variable]) return first;
  if ((await askPassphrase('The same again: ')) !== first) throw keysError('differ', {});
  return first;
}
