/** One change of a plugin's version, carried out step by step on disk and in memory, so that it ends in the old or the new whole. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeStore, CodeStore, OpenChange, PackageFile, PluginId, PluginRecord } from '@omnitrade/contracts';
import { runUpdate, type UpdateStep } from '@omnitrade/lifecycle';
import { registryError } from '../errors.ts';
import type { InstalledPlugin } from './installed-plugin.ts';

export interface ChangeWorld {
  readonly code: CodeStore;
  readonly changes: ChangeStore;
  readonly now: () => number;
  /** How long a new version that runs is watched before the change is final, in milliseconds. */
  readonly healthMs: number;
  /** A record as it lies on disk. */
  readonly find: (id: PluginId) => Promise<PluginRecord | undefined>;
  readonly adopt: (record: PluginRecord) => InstalledPlugin;
  readonly forget: (id: PluginId) => void;
  readonly onStep?: (plugin: PluginId, step: UpdateStep) => void | Promise<void>;
}

export interface VersionChange {
  readonly kind: OpenChange['kind'];
  readonly known: InstalledPlugin | undefined;
  /** The record of the old version on which the new one was decided; what was taken away since stays away. */
  readonly basis: PluginRecord | undefined;
  /** Puts what must be stored into the code store and answers with the record that becomes current. */
  readonly prepare: (digest: string | undefined) => Promise<PluginRecord>;
  readonly stored: readonly PackageFile[] | undefined;
  readonly id: PluginId;
  readonly to: string;
  /** Version whose data come back with it. */
  readonly restore?: string;
  /** Makes it final together with others; resolves when it is. */
  readonly commit?: () => Promise<void>;
}

/** Resolves with the plugin in its new version; rejects with what failed, after everything was put back. */
export async function changeVersion(world: ChangeWorld, change: VersionChange): Promise<InstalledPlugin> {
  const run = new ChangeRun(world, change);
  await run.run();
  return run.plugin as InstalledPlugin;
}

class ChangeRun {
  plugin: InstalledPlugin | undefined;
  readonly #world: ChangeWorld;
  readonly #change: VersionChange;
  #digest: string | undefined;
  #record: PluginRecord | undefined;
  /** The old version as it was when the new record was made. */
  #decidedOn: PluginRecord | undefined;
  #staged = false;
  #switched = false;
  #hold: Disposable | undefined;

  constructor(world: ChangeWorld, change: VersionChange) {
    this.#world = world;
    this.#change = change;
    this.plugin = change.known;
    this.#decidedOn = change.basis;
  }

  async run(): Promise<void> {
    const { changes, code, onStep } = this.#world;
    const { id, known, kind, to, stored, restore } = this.#change;
    const steps: Record<UpdateStep, () => Promise<void>> = {
      download: async () => {
        if (stored) this.#digest = await code.put(stored);
      },
      verify: async () => {
        if (this.#digest !== undefined) await code.read(this.#digest);
      },
      resolve: async () => {
        this.#record = await this.#change.prepare(this.#digest);
        if (this.#record.digest !== undefined) await code.read(this.#record.digest);
      },
      stage: async () => {
        this.#staged = true;
        await changes.stage({ plugin: id, kind, from: known?.record.version ?? null, to, begunAt: this.#world.now() });
      },
      quiesce: async () => {
        this.#hold = await known?.hold();
      },
      snapshot: () => changes.snapshot(id),
      switch: async () => {
        const prepared = this.#record as PluginRecord;
        const record = known ? withoutTaken(prepared, this.#decidedOn, known.record) : prepared;
        const save = (made: PluginRecord) => changes.switch(made, restore);
        this.#switched = true;
        if (known) await known.replace(record, save);
        else await save(record);
        this.plugin = known ?? this.#world.adopt(record);
        this.#hold ??= await this.plugin.hold();
      },
      // A version that is returned to brings its own data, and was set up in its time.
      migrate: async () => {
        if (kind !== 'rollback') await this.plugin?.setUp();
      },
      activate: async () => {
        this.#release();
        await this.plugin?.settle();
        this.#checkHealth();
      },
      health: () => this.#watch(),
      commit: () => this.#change.commit?.() ?? changes.commit(id),
    };
    const guarded = Object.fromEntries(
      Object.entries(steps).map(([step, work]) => [
        step,
        async () => {
          await onStep?.(id, step as UpdateStep);
          await work();
        },
      ]),
    ) as typeof steps;
    await runUpdate({
      steps: guarded,
      undo: { stop: () => this.#stop(), restore: () => this.#restore(), resume: async () => this.#release() },
    });
  }

  async #watch(): Promise<void> {
    const until = performance.now() + this.#world.healthMs;
    while (this.plugin?.state === 'active' && performance.now() < until)
      await sleep(Math.min(25, this.#world.healthMs));
    this.#checkHealth();
  }

  /** A plugin that was installed as failed has said so already; here counts what went wrong since. */
  #checkHealth(): void {
    const { id: plugin, to: version } = this.#change;
    const error = this.plugin?.summary.error;
    if (error && !this.#record?.failure)
      throw registryError('unhealthy', { plugin, version, text: error.message }, error);
  }

  async #stop(): Promise<void> {
    this.#hold ??= await this.plugin?.hold();
  }

  async #restore(): Promise<void> {
    const { id, known } = this.#change;
    const { changes, find, forget } = this.#world;
    if (!this.#staged) return;
    if ((await changes.open()).some(({ plugin }) => plugin === id)) await changes.undo(id);
    if (!this.#switched) return;
    const before = await find(id);
    if (known && before) await known.replace(before, async () => {});
    else if (this.plugin && !known) {
      this.plugin.leave();
      forget(id);
    }
  }

  #release(): void {
    this.#hold?.[Symbol.dispose]();
    this.#hold = undefined;
  }
}

/** The new record without what the user took away while it was made: grants, the wish that it runs, settings. */
export function withoutTaken(made: PluginRecord, basis: PluginRecord | undefined, now: PluginRecord): PluginRecord {
  const has = (record: PluginRecord | undefined, permission: string) =>
    record?.grants.some((grant) => grant.permission === permission) ?? false;
  const grants = made.grants.filter(({ permission }) => !has(basis, permission) || has(now, permission));
  return { ...made, grants, wanted: now.wanted };
}
