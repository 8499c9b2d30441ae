/** CPU profiles of plugins: on request, and by itself of one that keeps coming near its limit of a turn. */

import type { Json, KeptProfile, PluginId, ProfileStore } from '@omnitrade/contracts';
import type { CpuProfile } from '@omnitrade/sandbox';

export interface ProfilesWorld {
  readonly store: ProfileStore;
  readonly now: () => number;
  readonly measure: (plugin: PluginId, ms: number) => Promise<CpuProfile>;
  readonly emit: (type: string, plugin: PluginId, data: Json) => void;
  readonly log: (plugin: PluginId, text: string) => void;
}

/** How long a slow plugin is measured, and how much later at the earliest it is measured again. */
const slowMs = 3_000;
const againMs = 600_000;

export class Profiles {
  readonly #world: ProfilesWorld;
  readonly #measuredAt = new Map<PluginId, number>();

  constructor(world: ProfilesWorld) {
    this.#world = world;
  }

  /** Rejects with `sandbox.profile-*` and `plugin.stopped`. */
  take(plugin: PluginId, seconds: number): Promise<CpuProfile> {
    return this.#world.measure(plugin, seconds * 1_000);
  }

  kept(plugin: PluginId): Promise<readonly KeptProfile[]> {
    return this.#world.store.list(plugin);
  }

  /** It keeps coming near its limit: what it does then is kept for its author. Resolves when that is done. */
  async slow(plugin: PluginId): Promise<void> {
    const { now, measure, store, emit, log } = this.#world;
    if (now() - (this.#measuredAt.get(plugin) ?? Number.NEGATIVE_INFINITY) < againMs) return;
    this.#measuredAt.set(plugin, now());
    try {
      const profile = await measure(plugin, slowMs);
      const { file, bytes } = await store.keep(plugin, now(), JSON.stringify(profile));
      log(plugin, `Its turns are slow, so where their time goes was measured: ${file}`);
      emit('plugin.profiled', plugin, { file, bytes });
    } catch (error) {
      log(plugin, `Its turns are slow, but could not be measured: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Keeps nothing: for a host without a home. */
export function createMemoryProfiles(): ProfileStore {
  return {
    keep: async (plugin, time, text) => ({ file: `${plugin}-${time}.cpuprofile`, time, bytes: text.length }),
    list: async () => [],
  };
}
