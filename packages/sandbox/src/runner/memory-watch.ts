/** What a plugin holds against what it may: its heap and buffers by the engine's figures, the columns by our own. */

import { CellFailure } from '../drivers/driver.ts';
import type { LoadLimits } from '../protocol.ts';

const mb = 1024 * 1024;

export class MemoryWatch {
  readonly #limits: LoadLimits;
  /** Buffers of ours that the engine counts as the plugin's: control, outbox and columns. */
  #ownBytes: number;
  #columnBytes = 0;
  /** Column buffers that were replaced or dropped and may not have been collected yet. */
  #retiredBytes = 0;
  #wasOver = false;

  constructor(limits: LoadLimits, fixedBytes: number) {
    this.#limits = limits;
    this.#ownBytes = fixedBytes;
  }

  /** A column buffer of `bytes` takes the place of one of `oldBytes`; throws before it is made if it is too much. */
  grow(bytes: number, oldBytes: number): void {
    this.#columnBytes += bytes - oldBytes;
    this.#ownBytes += bytes - oldBytes;
    this.#retiredBytes += oldBytes;
    const { columnsMb } = this.#limits;
    if (this.#columnBytes > columnsMb * mb)
      throw new CellFailure('memory', 'its bar and plot columns are over their limit', columnsMb);
  }

  drop(bytes: number): void {
    this.#columnBytes -= bytes;
    this.#ownBytes -= bytes;
    this.#retiredBytes += bytes;
  }

  /**
   * Returns the bytes in the plugin's own buffers. Throws when it holds too much for the second time running:
   * the first time it may be garbage.
   */
  check(heapBytes: number, externalBytes: number): number {
    // Whatever is missing from the sum has been collected.
    this.#retiredBytes = Math.max(0, Math.min(this.#retiredBytes, externalBytes - this.#ownBytes));
    const own = Math.max(0, externalBytes - this.#ownBytes - this.#retiredBytes);
    const { memoryMb } = this.#limits;
    const over = heapBytes + own > memoryMb * mb;
    if (over && this.#wasOver)
      throw new CellFailure('memory', `heap and buffers hold ${((heapBytes + own) / mb).toFixed(1)} MB`, memoryMb);
    this.#wasOver = over;
    return own;
  }
}
