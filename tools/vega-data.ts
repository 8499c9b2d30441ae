/** Puts the one file of vega-datasets that the plugin sp500-history needs into its assets folder; runs by itself too. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineErrors } from '@omnitrade/contracts';

const fileName = 'sp500-2000.csv';
/** Digest of the file in vega-datasets 3.2.1. */
const sha256 = '9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8';
const plugin = fileURLToPath(new URL('../plugins/sp500-history/', import.meta.url));

export const vegaDataError = defineErrors('vega-data', {
  missing: (d: { source: string }) =>
    `The price history of the plugin sp500-history is not at ${d.source}. Run "npm ci", which brings it.`,
  changed: (d: { source: string; sha256: string }) =>
    `${d.source} is not the file that the plugin sp500-history was made for (its SHA-256 is ${d.sha256}). Run "npm ci", which brings the right one.`,
});

export interface VegaData {
  readonly path: string;
  /** False if the right file was there already. */
  readonly copied: boolean;
}

/** Copies the file if it is missing or different; throws `vega-data.*` if there is no good original. */
export function ensureVegaData({ source = '', target = join(plugin, 'assets', fileName) } = {}): VegaData {
  if (digest(read(target)) === sha256) return { path: target, copied: false };
  const original = source || findOriginal();
  const content = read(original);
  if (content === undefined) throw vegaDataError('missing', { source: original });
  const found = digest(content);
  if (found !== sha256) throw vegaDataError('changed', { source: original, sha256: `${found}` });
  mkdirSync(dirname(target), { recursive: true });
  // Under a name of its own first: two processes may do this at once, and a reader must never see half a file.
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, content);
  renameSync(part, target);
  return { path: target, copied: true };
}

function findOriginal(): string {
  try {
    const main = createRequire(join(plugin, 'package.json')).resolve('vega-datasets');
    return join(dirname(main), '..', 'data', fileName);
  } catch {
    return `node_modules/vega-datasets/data/${fileName}`;
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function digest(content: Buffer | undefined): string | undefined {
  return content && createHash('sha256').update(content).digest('hex');
}

if (import.meta.main) {
  const { path, copied } = ensureVegaData();
  console.log(`${copied ? 'Copied' : 'Already there'}: ${path}`);
}
