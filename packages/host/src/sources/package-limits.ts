/** How much code a plugin may have, whatever source it comes from: all of it is sent to a runner at every start. */

import { registryError } from '../errors.ts';

export const maxModuleBytes = 4 * 1024 * 1024;
export const maxAllModuleBytes = 16 * 1024 * 1024;

/** Counts what is read; throws `registry.too-large`. */
export class CodeCounter {
  readonly #plugin: string;
  #bytes = 0;

  constructor(plugin: string) {
    this.#plugin = plugin;
  }

  add(path: string, bytes: number): void {
    const plugin = this.#plugin;
    this.#bytes += bytes;
    if (bytes > maxModuleBytes) throw registryError('too-large', { plugin, what: path, limit: toMb(maxModuleBytes) });
    if (this.#bytes > maxAllModuleBytes)
      throw registryError('too-large', { plugin, what: 'its code', limit: toMb(maxAllModuleBytes) });
  }
}

const toMb = (bytes: number) => `${bytes / 1048576} MB`;
