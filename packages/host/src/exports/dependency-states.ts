/** Where the plugins stand that a plugin depends on: told to it while it runs, and brought up before it starts. */

import type { DependencyState, DependencyStatus, JsonObject, PluginId, PluginRecord } from '@omnitrade/contracts';
import semver from 'semver';
import { toRelease } from '../planning/offers.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';

export interface DependencyWorld {
  readonly find: (id: PluginId) => InstalledPlugin | undefined;
  readonly emit: (type: string, plugin: PluginId, data: JsonObject) => void;
}

interface Watch {
  readonly manifest: JsonObject;
  readonly tell: (status: DependencyStatus) => void;
  known: readonly DependencyStatus[];
}

/** A plugin waits no longer than this for those it needs; then it starts and sees where they stand. */
const bringUpMs = 5_000;

export class DependencyStates {
  readonly #world: DependencyWorld;
  readonly #watches = new Map<PluginId, Watch>();
  /** What keeps the dependencies of a plugin in use. */
  readonly #uses = new Map<PluginId, Disposable>();
  /** Who waits for whom to start, so that plugins that need each other do not wait for ever. */
  readonly #waits = new Map<PluginId, { readonly on: ReadonlySet<string>; readonly end: () => void }>();

  constructor(world: DependencyWorld) {
    this.#world = world;
  }

  statusesOf(manifest: JsonObject): DependencyStatus[] {
    const { dependencies = {}, optionalDependencies = {} } = toRelease(manifest);
    return [
      ...Object.entries(dependencies).map(([plugin, range]) => this.#statusOf(plugin, range, false)),
      ...Object.entries(optionalDependencies).map(([plugin, range]) => this.#statusOf(plugin, range, true)),
    ];
  }

  /** Tells every change from now on, until disposed. */
  watch(plugin: PluginId, manifest: JsonObject, tell: Watch['tell']): Disposable {
    const watch = { manifest, tell, known: this.statusesOf(manifest) };
    this.#watches.set(plugin, watch);
    return {
      [Symbol.dispose]: () => {
        if (this.#watches.get(plugin) !== watch) return;
        this.#watches.delete(plugin);
        this.#release(plugin);
      },
    };
  }

  /** A plugin came, went or moved: whoever depends on it hears where it stands, if that is another place than before. */
  changed(plugin: string): void {
    this.#waits.get(plugin as PluginId)?.end();
    for (const [dependant, watch] of this.#watches) {
      if (!watch.known.some((status) => status.plugin === plugin)) continue;
      const before = watch.known;
      watch.known = this.statusesOf(watch.manifest);
      for (const [n, status] of watch.known.entries()) {
        if (JSON.stringify(status) === JSON.stringify(before[n])) continue;
        watch.tell(status);
        this.#world.emit('plugin.dependency-changed', dependant, { ...status });
      }
    }
  }

  /**
   * Starts those a plugin may call, all at once, each after its own; resolves when every one runs or does not. They stay in
   * use as long as the plugin runs. Libraries need no start: their code is the plugin's own.
   */
  async bringUp({ id, manifest }: PluginRecord): Promise<void> {
    this.#release(id);
    const grants = this.#world.find(id)?.powers.grants;
    const needed = this.statusesOf(manifest).flatMap(({ plugin, state }) => {
      const found = this.#world.find(plugin as PluginId);
      return found && grants?.has(`plugins:${plugin}`) && state !== 'unfit' && !this.#isWaiting(plugin, id)
        ? [found]
        : [];
    });
    if (needed.length === 0) return;
    const uses = new DisposableStack();
    this.#uses.set(id, uses);
    const ended = Promise.withResolvers<void>();
    this.#waits.set(id, { on: new Set(needed.map((one) => one.id)), end: ended.resolve });
    const timer = setTimeout(ended.resolve, bringUpMs).unref();
    const settled = needed.map((one) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      uses.use(one.use({ onActive: () => resolve(), onGone: () => resolve() }));
      return promise;
    });
    await Promise.race([Promise.all(settled), ended.promise]);
    clearTimeout(timer);
    this.#waits.delete(id);
  }

  /** Whether `plugin`, which would have to start first, waits itself for `dependant`. */
  #isWaiting(plugin: string, dependant: PluginId, seen = new Set<string>()): boolean {
    if (plugin === dependant) return true;
    if (seen.has(plugin)) return false;
    seen.add(plugin);
    const on = this.#waits.get(plugin as PluginId)?.on ?? [];
    return [...on].some((next) => this.#isWaiting(next, dependant, seen));
  }

  #release(plugin: PluginId): void {
    this.#uses.get(plugin)?.[Symbol.dispose]();
    this.#uses.delete(plugin);
  }

  #statusOf(plugin: string, range: string, optional: boolean): DependencyStatus {
    const found = this.#world.find(plugin as PluginId);
    if (!found) return { plugin, range, optional, state: 'missing' };
    const { version } = found.record;
    const code = found.summary.error?.code;
    const state = semver.satisfies(version, range) ? stateOf(found) : 'unfit';
    return { plugin, range, optional, state, version, ...(state === 'failed' && code && { code }) };
  }
}

function stateOf({ state, record }: InstalledPlugin): DependencyState {
  if (record.wanted === 'disabled') return 'disabled';
  if (state === 'active') return 'ready';
  if (state === 'failed' || state === 'quarantined') return 'failed';
  return state === 'loading' || state === 'activating' ? 'starting' : 'idle';
}
