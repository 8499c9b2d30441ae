/** Modules inside an isolate: the guest runtime, and a plugin's own files with the one bare import it may use. */

import type ivm from 'isolated-vm';
import type { GuestBundle } from '../protocol.ts';
import { CellFailure, type CellSpec } from './driver.ts';

type Call = ivm.Reference<(...given: unknown[]) => unknown>;

/** The guest runtime's exports as callable references, and the modules a plugin is linked against. */
export interface GuestHandles {
  readonly start: Call;
  readonly columns: Call;
  readonly dropColumns: Call;
  readonly turn: Call;
  readonly collect: Call;
  readonly entry: ivm.Module;
  readonly sdk: ivm.Module;
}

/** Compiles and runs the guest runtime; it is ours, so nothing limits it. */
export function compileGuest(isolate: ivm.Isolate, context: ivm.Context, guest: GuestBundle): GuestHandles {
  const compiled = new Map<string, ivm.Module>();
  const names = new Map<ivm.Module, string>();
  const get = (specifier: string): ivm.Module => {
    const known = compiled.get(specifier);
    if (known) return known;
    const source = guest.modules[specifier];
    if (source === undefined) throw new CellFailure('load-failed', `The guest runtime lacks its module ${specifier}.`);
    const module = isolate.compileModuleSync(source, { filename: `omnitrade://${specifier}` });
    compiled.set(specifier, module);
    names.set(module, specifier);
    return module;
  };
  const resolve = (specifier: string, referrer: ivm.Module) => get(resolvePath(specifier, names.get(referrer) ?? ''));
  const entry = get(guest.entry);
  entry.instantiateSync(context, resolve);
  entry.evaluateSync();
  const sdk = get(guest.sdk.module);
  sdk.instantiateSync(context, resolve);
  sdk.evaluateSync();
  const call = (name: string) => entry.namespace.getSync(name, { reference: true }) as Call;
  return {
    start: call('start'),
    columns: call('columns'),
    dropColumns: call('dropColumns'),
    turn: call('turn'),
    collect: call('collect'),
    entry,
    sdk,
  };
}

/** Only this module sees the guest runtime; it hands the plugin's exports over and reports what became of them. */
const bootSource = `import * as main from 'plugin:main'; import { loaded } from 'guest:entry'; loaded(main);`;

/** Compiles a plugin's modules and links them; throws `load-failed` with the file and the reason. Nothing of it has run yet. */
export async function linkPlugin(
  isolate: ivm.Isolate,
  context: ivm.Context,
  guest: GuestHandles,
  spec: CellSpec,
  sources: ReadonlyMap<string, string>,
  main: string,
): Promise<ivm.Module> {
  const compiled = new Map<string, ivm.Module>();
  const names = new Map<ivm.Module, string>();
  const get = (path: string, from: string): ivm.Module => {
    const known = compiled.get(path);
    if (known) return known;
    const source = sources.get(path);
    if (source === undefined) throw new CellFailure('load-failed', missing(path, from, spec));
    const module = compile(isolate, source, `plugin://${spec.plugin}/${path}`);
    compiled.set(path, module);
    names.set(module, path);
    return module;
  };
  const boot = isolate.compileModuleSync(bootSource, { filename: 'omnitrade://boot' });
  await boot.instantiate(context, (specifier, referrer) => {
    if (referrer === boot) return specifier === 'guest:entry' ? guest.entry : get(main, '');
    const from = names.get(referrer) ?? '';
    if (specifier === spec.guest.sdk.specifier) return guest.sdk;
    if (!specifier.startsWith('./') && !specifier.startsWith('../'))
      throw new CellFailure(
        'load-failed',
        `${from} imports '${specifier}'. A plugin may import its own files and '${spec.guest.sdk.specifier}'; bundle other libraries.`,
      );
    return get(resolvePath(specifier, from), from);
  });
  return boot;
}

function compile(isolate: ivm.Isolate, source: string, filename: string): ivm.Module {
  try {
    return isolate.compileModuleSync(source, { filename });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new CellFailure('load-failed', text.includes('plugin://') ? text : `${text} (${filename})`);
  }
}

function missing(path: string, from: string, spec: CellSpec): string {
  return from === ''
    ? `${spec.plugin} has no file ${path}, which its manifest names as main.`
    : `${from} imports ${path}, which is not in the package.`;
}

/** Joins a relative specifier to the path of the module that uses it; climbing out of the package yields a path nobody has. */
export function resolvePath(specifier: string, from: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..') {
      if (parts.length === 0) return specifier;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join('/');
}
