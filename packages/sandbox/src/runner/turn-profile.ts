/** Measures some of a plugin's turns, spread over a stretch of time: measuring a turn costs milliseconds of its own. */

import type { Cell } from '../drivers/driver.ts';
import type { MeasuredCall } from '../profile/merge.ts';

export type ProfiledCell = Required<Pick<Cell, 'startProfile' | 'stopProfile'>>;

/** The engine needs longer for every call it measured in the life of an isolate, and does not forget. */
export const callsPerProfile = 60;
const rounds = 6;

export class TurnProfile {
  /** Of each call, beyond its own: what measuring may take. */
  static readonly graceMs = 50;
  readonly #cell: ProfiledCell;
  readonly #roundMs: number;
  readonly #started = performance.now();
  readonly #calls: MeasuredCall[] = [];
  #round = 0;
  #left = 0;
  #collecting: Promise<void> = Promise.resolve();

  constructor(cell: ProfiledCell, ms: number) {
    this.#cell = cell;
    this.#roundMs = ms / rounds;
  }

  /** A turn begins: it is measured if it is time for another round. */
  begin(): void {
    if (this.#left > 0 || this.#round >= rounds) return;
    if (performance.now() - this.#started < this.#round * this.#roundMs) return;
    this.#round++;
    this.#left = callsPerProfile / rounds;
    this.#cell.startProfile();
  }

  end(): void {
    if (this.#left > 0 && --this.#left === 0) this.#collect();
  }

  /** What was measured. */
  async finish(): Promise<readonly MeasuredCall[]> {
    if (this.#left > 0) this.#collect();
    this.#round = rounds;
    await this.#collecting;
    return this.#calls;
  }

  #collect(): void {
    this.#left = 0;
    const calls = this.#cell.stopProfile();
    const before = this.#collecting;
    this.#collecting = before.then(async () => void this.#calls.push(...(await calls)));
    // An isolate that ended meanwhile has nothing to tell.
    this.#collecting = this.#collecting.catch(() => {});
  }
}
