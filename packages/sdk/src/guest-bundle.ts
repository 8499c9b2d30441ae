/** Reads the guest runtime as JavaScript modules, once per process; the host hands them to the sandbox. */

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/** ES modules by specifier. `sdk` is what a plugin gets for the one bare import it may use. */
export interface GuestModules {
  readonly entry: string;
  readonly modules: Readonly<Record<string, string>>;
  readonly sdk: { readonly specifier: string; readonly module: string };
}

const files = [
  'runtime',
  'outputs',
  'timers',
  'log',
  'column-sets',
  'indicators',
  'sources',
  'providers',
  'requests',
  'grants',
  'storage',
  'bytes',
  'fetch',
] as const;

let cached: GuestModules | undefined;

export function readGuestModules(): GuestModules {
  cached ??= {
    entry: 'guest/runtime.ts',
    sdk: { specifier: '@omnitrade/sdk', module: 'index.ts' },
    modules: Object.fromEntries([
      ...files.map((name) => [`guest/${name}.ts`, read(new URL(`guest/${name}.ts`, import.meta.url))]),
      ['index.ts', read(new URL('index.ts', import.meta.url))],
      ['@omnitrade/contracts/guest', read(new URL(import.meta.resolve('@omnitrade/contracts/guest')))],
    ]),
  };
  return cached;
}

function read(url: URL): string {
  return stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
}
