/** Reads the guest runtime as JavaScript modules, once per process; the host hands them to the sandbox. */

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/** ES modules by specifier. `sdk` is what a plugin gets for the one bare import it may use. */
export interface GuestModules {
  readonly entry: string;
  readonly modules: Readonly<Record<string, string>>;
  readonly sdk: {
    readonly specifier: string;
    readonly module: string;
    /** Parts of it by specifier: an isolate loads one only if its plugin imports it. */
    readonly parts: Readonly<Record<string, string>>;
  };
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
  'hooks',
  'settings',
  'storage',
  'bytes',
  'fetch',
  'events',
  'socket',
  'terminal-views',
  'trading-run',
  'strategy-context',
  'execution-context',
  'trading',
  'turn-again',
  'chart-types',
  'commands',
  'settings-panels',
  'columns-text',
  'exports',
  'other-plugins',
  'ui/node',
  'ui/mounts',
] as const;

/** Modules of a library, as they are: specifiers inside them are those a package manager knows. */
const libraries = ['preact', 'preact/hooks', 'preact/jsx-runtime'] as const;

let cached: GuestModules | undefined;

export function readGuestModules(): GuestModules {
  cached ??= {
    entry: 'guest/runtime.ts',
    sdk: {
      specifier: '@omnitrade/sdk',
      module: 'index.ts',
      parts: { '@omnitrade/sdk/ui': 'ui.ts', '@omnitrade/sdk/jsx-runtime': 'preact/jsx-runtime' },
    },
    modules: Object.fromEntries([
      ...files.map((name) => [`guest/${name}.ts`, read(new URL(`guest/${name}.ts`, import.meta.url))]),
      ['index.ts', read(new URL('index.ts', import.meta.url))],
      ['ui.ts', read(new URL('ui.ts', import.meta.url))],
      ...libraries.map((name) => [name, readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8')]),
      ['@omnitrade/contracts/guest', read(new URL(import.meta.resolve('@omnitrade/contracts/guest')))],
    ]),
  };
  return cached;
}

function read(url: URL): string {
  return stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
}
