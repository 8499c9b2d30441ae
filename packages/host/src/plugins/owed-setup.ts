/** What is still owed to a version before it may be active: kept in its record until it is done, undone whole if it fails. */

import { type PluginRecord, toErrorJson } from '@omnitrade/contracts';
import type { SessionPowers } from '../grants/session-powers.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import type { KeptRecord } from './kept-record.ts';
import type { PluginWorld } from './plugin-world.ts';
import { isSetupOwed, setUp } from './setup.ts';

export interface OwedSetupOf {
  readonly world: PluginWorld;
  readonly kept: KeptRecord;
  readonly powers: SessionPowers;
  readonly settings: SettingsKeeper;
}

export class OwedSetup {
  readonly #of: OwedSetupOf;

  constructor(of: OwedSetupOf) {
    this.#of = of;
  }

  /** Inside a change of the store, which undoes what was written if this throws. */
  async within(signal: AbortSignal): Promise<void> {
    if (await this.#isOwed()) await this.#carryOut(await this.#of.world.readPackage(this.#record), signal);
  }

  /** As a change of its own. */
  async apart(signal: AbortSignal, files?: PluginPackage): Promise<void> {
    if (!(await this.#isOwed())) return;
    const { changes, now, log, readPackage } = this.#of.world;
    const { id, version } = this.#record;
    await changes.stage({ plugin: id, kind: 'update', from: version, to: version, begunAt: now() });
    try {
      await changes.snapshot(id);
      await this.#carryOut(files ?? (await readPackage(this.#record)), signal);
      await changes.commit(id);
    } catch (error) {
      // The record as it is now, with what the user changed meanwhile, goes over the one that was put back.
      const undone = changes.undo(id).then(() => this.#of.kept.change({}));
      await undone.catch((fault) => log(id, 'error', toErrorJson(fault).message));
      throw error;
    }
  }

  get #record(): PluginRecord {
    return this.#of.kept.now;
  }

  /** A disabled plugin runs nothing: it is set up when it is next started. */
  async #isOwed(): Promise<boolean> {
    return this.#record.wanted === 'enabled' && isSetupOwed(this.#record, this.#of.powers.storage);
  }

  async #carryOut(files: PluginPackage, signal: AbortSignal): Promise<void> {
    const { world, kept, powers, settings } = this.#of;
    const { id } = this.#record;
    const migrated = await setUp({
      sandbox: world.sandbox,
      record: this.#record,
      package: files,
      powers,
      toSettings: async (user) => (await settings.effective(user)).values,
      listener: {
        onLog: (level, text) => world.log(id, level, text),
        onUncaught: ({ name, message }) => world.log(id, 'error', `Uncaught ${name}: ${message}`),
      },
      signal,
    });
    await kept.inOrder(() => {
      const { setup: _, ...record } = this.#record;
      return kept.put({ ...record, settings: migrated });
    });
  }
}
