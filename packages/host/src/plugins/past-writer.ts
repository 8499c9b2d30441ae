/** Writes down what plugins go through, behind everything else: the past must never hold up the present. */

import { type PluginHistory, toErrorJson } from '@omnitrade/contracts';
import type { PluginPast } from './plugin-world.ts';

export class PastWriter implements PluginPast {
  readonly #history: PluginHistory;
  readonly #warn: (text: string) => void;
  #writing = new Set<Promise<void>>();

  constructor(history: PluginHistory, warn: (text: string) => void) {
    this.#history = history;
    this.#warn = warn;
  }

  moved(...of: Parameters<PluginPast['moved']>): void {
    this.#write(this.#history.addMove(...of));
  }

  failed(...of: Parameters<PluginPast['failed']>): void {
    this.#write(this.#history.addFault(...of));
  }

  /** Resolves when everything so far is on disk, or could not be written. */
  get written(): Promise<void> {
    return Promise.all(this.#writing).then(() => {});
  }

  #write(work: Promise<void>): void {
    const done = work
      .catch((error) => this.#warn(`What a plugin went through could not be kept: ${toErrorJson(error).message}`))
      .finally(() => this.#writing.delete(done));
    this.#writing.add(done);
  }
}
