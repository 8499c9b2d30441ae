/** Modules in a context of a Node process: the same guest runtime and the same rules as in an isolate. */

import vm from 'node:vm';
import type { GuestBundle } from '../protocol.ts';
import { CellFailure, type CellSpec } from './driver.ts';
import { bootSource, missing, resolveImport, resolvePath, toFileName } from './module-names.ts';

/** What the guest runtime's entry exports, and its modules by specifier. */
export interface GuestExports {
  start(control: SharedArrayBuffer, outbox: SharedArrayBuffer): void;
  columns(set: number, columns: number, capacity: number, buffer: SharedArrayBuffer): void;
  dropColumns(set: number): void;
  turn(items: string): void;
  collect(): unknown;
  readonly entry: vm.SourceTextModule;
  /** A module of the runtime or the SDK, evaluated. */
  readonly module: (specifier: string) => vm.SourceTextModule;
}

/** Compiles and runs the guest runtime. */
export function runGuest(context: vm.Context, guest: GuestBundle): GuestExports {
  const compiled = new Map<string, vm.SourceTextModule>();
  const get = (specifier: string): vm.SourceTextModule => {
    const known = compiled.get(specifier);
    if (known) return known;
    const source = guest.modules[specifier];
    if (source === undefined) throw new Error(`The guest runtime lacks its module ${specifier}.`);
    const module = new vm.SourceTextModule(source, { context, identifier: `omnitrade://${specifier}` });
    compiled.set(specifier, module);
    module.linkRequests(module.moduleRequests.map((request) => get(resolvePath(request.specifier, specifier))));
    return module;
  };
  const module = (specifier: string): vm.SourceTextModule => {
    const made = get(specifier);
    if (made.status === 'unlinked') made.instantiate();
    if (made.status === 'linked') void made.evaluate();
    return made;
  };
  const entry = module(guest.entry);
  module(guest.sdk.module);
  const exported = entry.namespace as Pick<GuestExports, 'start' | 'columns' | 'dropColumns' | 'turn' | 'collect'>;
  const { start, columns, dropColumns, turn, collect } = exported;
  return { start, columns, dropColumns, turn, collect, entry, module };
}

export interface PluginModules {
  readonly context: vm.Context;
  readonly guest: GuestExports;
  readonly spec: CellSpec;
  readonly sources: ReadonlyMap<string, string>;
  readonly main: string;
  /** Answers `import()` with an error. */
  readonly refuse: () => never;
}

/** Compiles a plugin's modules and links them; throws `load-failed` with the file and the reason. Nothing of it has run yet. */
export function linkInContext({ context, guest, spec, sources, main, refuse }: PluginModules): vm.SourceTextModule {
  const compiled = new Map<string, vm.SourceTextModule>();
  const get = (path: string, from: string): vm.SourceTextModule => {
    const known = compiled.get(path);
    if (known) return known;
    const source = sources.get(path);
    if (source === undefined) throw missing(path, from, spec);
    const module = compile(source, {
      context,
      identifier: toFileName(spec.plugin, path),
      importModuleDynamically: refuse,
    });
    compiled.set(path, module);
    module.linkRequests(module.moduleRequests.map(({ specifier }) => find(specifier, path)));
    return module;
  };
  const find = (specifier: string, from: string): vm.SourceTextModule => {
    const named = resolveImport(specifier, from, spec);
    return 'path' in named ? get(named.path, from) : guest.module(named.guest);
  };
  const boot = new vm.SourceTextModule(bootSource, { context, identifier: 'omnitrade://boot' });
  const ownOf = (specifier: string) => (specifier === 'guest:entry' ? guest.entry : get(main, ''));
  boot.linkRequests(boot.moduleRequests.map(({ specifier }) => ownOf(specifier)));
  boot.instantiate();
  return boot;
}

function compile(source: string, options: vm.SourceTextModuleOptions): vm.SourceTextModule {
  try {
    return new vm.SourceTextModule(source, options);
  } catch (error) {
    // Node keeps the line to itself here; the trial at installation, in an isolate, has named it.
    const { name, message } = error as Error;
    throw new CellFailure('load-failed', `${name}: ${message} (${options.identifier})`);
  }
}
