/** The record of one plugin: as it is on disk, changed one change after the other. */

import type { PluginRecord } from '@omnitrade/contracts';
import { registryError } from '../errors.ts';

export class KeptRecord {
  readonly #save: (record: PluginRecord) => Promise<void>;
  #record: PluginRecord;
  #saving: Promise<void> = Promise.resolve();
  #left = false;

  constructor(record: PluginRecord, save: (record: PluginRecord) => Promise<void>) {
    this.#record = record;
    this.#save = save;
  }

  get now(): PluginRecord {
    return this.#record;
  }

  /** Resolves when no change of it is under way. */
  get quiet(): Promise<void> {
    return this.#saving.catch(() => {});
  }

  /** On disk when the promise resolves; throws `registry.not-installed` once the plugin has left. */
  change(change: Partial<PluginRecord>): Promise<void> {
    return this.inOrder(() => this.put({ ...this.#record, ...change }));
  }

  /** Puts another record in its place; only from inside {@link inOrder}. */
  async put(record: PluginRecord, save = this.#save): Promise<void> {
    if (this.#left) throw registryError('not-installed', { plugin: this.#record.id });
    await save(record);
    this.#record = record;
  }

  inOrder(work: () => Promise<void>): Promise<void> {
    const result = this.#saving.then(work, work);
    this.#saving = result;
    result.catch(() => {});
    return result;
  }

  /** The plugin is no longer installed: nothing of it is written any more. */
  leave(): void {
    this.#left = true;
  }
}
