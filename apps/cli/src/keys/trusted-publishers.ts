/** The publishers a home trusts, in its `config.json`; everything else that stands there stays as it is. */

import { join } from 'node:path';
import { parseFingerprint } from '@omnitrade/archive';
import { isPlainText, type JsonObject } from '@omnitrade/contracts';
import { readConfig } from '@omnitrade/terminal/config';
import { readIfThere, replaceFile } from '../local-files.ts';
import { keysError } from './errors.ts';

export interface TrustedPublisher {
  readonly publisher: string;
  readonly fingerprint: string;
}

const maxBytes = 1024 * 1024;

export async function listTrusted(homeDir: string): Promise<readonly TrustedPublisher[]> {
  return (await readConfig(homeDir, {}, {})).trust ?? [];
}

/** Takes the key as that publisher's from now on. A name may have several keys, a key has one name. */
export async function trustPublisher(homeDir: string, text: string, publisher: string): Promise<TrustedPublisher> {
  const fingerprint = toFingerprint(text);
  if (!isPlainText(publisher, 100)) throw keysError('bad-publisher-name', { publisher });
  const others = (await listTrusted(homeDir)).filter((one) => one.fingerprint !== fingerprint);
  await write(homeDir, [...others, { publisher, fingerprint }]);
  return { publisher, fingerprint };
}

/** Throws `keys.not-trusted`. */
export async function distrustPublisher(homeDir: string, text: string): Promise<TrustedPublisher> {
  const fingerprint = toFingerprint(text);
  const trusted = await listTrusted(homeDir);
  const found = trusted.find((one) => one.fingerprint === fingerprint);
  if (!found) throw keysError('not-trusted', { fingerprint });
  await write(
    homeDir,
    trusted.filter((one) => one !== found),
  );
  return found;
}

function toFingerprint(text: string): string {
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) throw keysError('not-a-fingerprint', { text });
  return fingerprint;
}

async function write(homeDir: string, trust: readonly TrustedPublisher[]): Promise<void> {
  const file = join(homeDir, 'config.json');
  const text = await readIfThere(file, maxBytes);
  // It was read and checked a moment ago, so it is an object.
  const config = text ? (JSON.parse(Buffer.from(text).toString()) as JsonObject) : {};
  await replaceFile(file, `${JSON.stringify({ ...config, trust }, null, 2)}\n`, 0o600);
}
