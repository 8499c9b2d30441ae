/** Modules inside an isolate: the guest runtime, and a plugin's own files with the one bare import it may use. */

import type ivm from 'isolated-vm';
import type { GuestBundle } from '../protocol.ts';
import { CellFailure, type CellSpec } from './driver.ts';
import { bootSource, missing, resolveImport, resolvePath, toFileName } from './module-names.ts';

type Call = ivm.Reference<(...given: unknown[]) => unknown>;
type CodeCache = ivm.ExternalCopy<ArrayBuffer>;

/** The guest runtime's exports as callable references, and the modules a plugin is linked against. */
export interface GuestHandles {
  readonly start: Call;
  readonly columns: Call;
  readonly dropColumns: Call;
  readonly turn: Call;
  readonly collect: Call;
  readonly entry: ivm.Module;
  readonly sdk: ivm.Module;
  /** A further module of the SDK, instantiated when it is first imported. */
  readonly sdkPart: (module: string) => ivm.Module;
  readonly boot: ivm.Module;
}

/**
 * Compiles what is ours into one isolate after the other. V8's code cache is kept in memory, from our own source only:
 * a cache is machine code, so none is ever made of, or read from, anything a plugin can touch.
 */
export class GuestModules {
  readonly #caches = new Map<string, CodeCache>();

  compileScript(isolate: ivm.Isolate, source: string, filename: string): ivm.Script {
    const cachedData = this.#caches.get(filename);
    const script = isolate.compileScriptSync(source, options(filename, cachedData));
    if (!cachedData) this.#keep(filename, script);
    return script;
  }

  compileModule(isolate: ivm.Isolate, source: string, filename: string): ivm.Module {
    const cachedData = this.#caches.get(filename);
    const module = isolate.compileModuleSync(source, options(filename, cachedData));
    if (!cachedData) this.#keep(filename, module);
    return module;
  }

  /** Compiles and runs the guest runtime; it is ours, so nothing limits it. */
  instantiate(isolate: ivm.Isolate, context: ivm.Context, guest: GuestBundle): GuestHandles {
    const compiled = new Map<string, ivm.Module>();
    const names = new Map<ivm.Module, string>();
    const get = (specifier: string): ivm.Module => {
      const known = compiled.get(specifier);
      if (known) return known;
      const source = guest.modules[specifier];
      if (source === undefined) throw new Error(`The guest runtime lacks its module ${specifier}.`);
      const module = this.compileModule(isolate, source, `omnitrade://${specifier}`);
      compiled.set(specifier, module);
      names.set(module, specifier);
      return module;
    };
    const resolve = (specifier: string, referrer: ivm.Module) => get(resolvePath(specifier, names.get(referrer) ?? ''));
    const run = (specifier: string): ivm.Module => {
      const module = get(specifier);
      module.instantiateSync(context, resolve);
      module.evaluateSync();
      return module;
    };
    const entry = run(guest.entry);
    const sdk = run(guest.sdk.module);
    const boot = this.compileModule(isolate, bootSource, 'omnitrade://boot');
    const call = (name: string) => entry.namespace.getSync(name, { reference: true }) as Call;
    return {
      start: call('start'),
      columns: call('columns'),
      dropColumns: call('dropColumns'),
      turn: call('turn'),
      collect: call('collect'),
      entry,
      sdk,
      sdkPart: run,
      boot,
    };
  }

  #keep(filename: string, compiled: ivm.Script | ivm.Module): void {
    const { cachedData } = compiled as { cachedData?: CodeCache };
    if (cachedData) this.#caches.set(filename, cachedData);
  }
}

function options(filename: string, cachedData: CodeCache | undefined): { filename: string } {
  const given = cachedData ? { filename, cachedData } : { filename, produceCachedData: true };
  return given;
}

/** Compiles a plugin's modules and links them; throws `load-failed` with the file and the reason. Nothing of it has run yet. */
export async function linkPlugin(
  isolate: ivm.Isolate,
  context: ivm.Context,
  guest: GuestHandles,
  spec: CellSpec,
  sources: ReadonlyMap<string, string>,
  main: string,
): Promise<ivm.Module> {
  const compiled = new Map<string, Promise<ivm.Module>>();
  const names = new Map<ivm.Module, string>();
  const get = (path: string, from: string): Promise<ivm.Module> => {
    const known = compiled.get(path);
    if (known) return known;
    const source = sources.get(path);
    if (source === undefined) throw missing(path, from, spec);
    const module = compile(isolate, source, toFileName(spec.plugin, path)).then((made) => {
      names.set(made, path);
      return made;
    });
    compiled.set(path, module);
    return module;
  };
  await guest.boot.instantiate(context, (specifier, referrer) => {
    if (referrer === guest.boot) return specifier === 'guest:entry' ? guest.entry : get(main, '');
    const from = names.get(referrer) ?? '';
    const named = resolveImport(specifier, from, spec);
    if ('path' in named) return get(named.path, from);
    return named.guest === spec.guest.sdk.module ? guest.sdk : guest.sdkPart(named.guest);
  });
  return guest.boot;
}

async function compile(isolate: ivm.Isolate, source: string, filename: string): Promise<ivm.Module> {
  try {
    return await isolate.compileModule(source, { filename });
  } catch (error) {
    if (isolate.isDisposed) throw error;
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CellFailure('load-failed', text.includes('plugin://') ? text : `${text} (${filename})`);
  }
}
