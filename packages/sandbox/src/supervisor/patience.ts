/** How much longer on the clock than on the processor a call may take, by how long a runner lately waited for a processor. */

import { availableParallelism, loadavg } from 'node:os';

/** On an idle machine: the clock is stopped a little after the processor's limit, which is checked when a call is back. */
const least = 1.8;
const most = 8;
/** Of what was counted before, this share stays per look: with a look each 50 ms half of it is gone after a third of a second. */
const memory = 0.9;
/** Less work than this says nothing about waiting. */
const telling = 1e6;

/** What a runner has met with so far, and what it would meet with now; undefined where the system does not show it. */
export interface Schedule {
  /** Time on, and in front of, the processor. */
  readonly ranNs: number;
  readonly waitedNs: number;
  /** Threads that want a processor, for each there is. */
  readonly crowding: number;
}
export type ReadSchedule = () => Schedule | undefined;

/** A limit in milliseconds is one of processor time; the clock is only there to stop what spins. */
export class Patience {
  readonly #read: ReadSchedule;
  #last: ReturnType<ReadSchedule>;
  #ranNs = 0;
  #waitedNs = 0;
  #crowding = 1;

  constructor(read: ReadSchedule) {
    this.#read = read;
    this.#last = read();
  }

  look(): void {
    const now = this.#read();
    const { ranNs = 0, waitedNs = 0 } = this.#last ?? {};
    this.#last = now;
    if (!now) return;
    this.#ranNs = this.#ranNs * memory + (now.ranNs - ranNs);
    this.#waitedNs = this.#waitedNs * memory + (now.waitedNs - waitedNs);
    this.#crowding = this.#crowding * memory + now.crowding * (1 - memory);
  }

  /** 1.8 on an idle machine, up to 8 on a crowded one. A runner that slept has met with nothing, but may in its next turn. */
  get factor(): number {
    const crowding = this.#last
      ? Math.max(this.#share(), this.#crowding)
      : (loadavg()[0] ?? 0) / availableParallelism();
    return Math.min(most, least * Math.max(1, crowding));
  }

  #share(): number {
    const all = this.#ranNs + this.#waitedNs;
    return all < telling ? 1 : all / Math.max(1, this.#ranNs);
  }
}
