/** Which bars each instance computes in a turn: as many in all as were quick last time, shared out in rotation. */

/** An instance as far as planning goes. */
export interface Lagging {
  /** Values [0, done) follow the series. */
  done: number;
  readonly failed: boolean;
  /** Columns that will be read back. */
  readonly outputs: number;
  /** What it follows. */
  readonly series: { readonly length: number };
}

export interface Window<T extends Lagging> {
  readonly instance: T;
  readonly from: number;
  readonly to: number;
}

const firstBars = 2_000;
const maxBars = 250_000;
const minBars = 16;
/** Values read back after one turn: they must fit a reply. */
const maxValues = 400_000;
/** The number of bars grows while a full turn is quicker than this and shrinks when a turn is slower, in milliseconds. */
const quickMs = 4;
const slowMs = 15;

export class WindowPlan {
  #bars = firstBars;
  /** Where the next rotation begins: the first instance that got less than it lacks. */
  #next = 0;
  #full = false;

  /** Windows for at most `maxWindows` of the instances that are behind their series. */
  plan<T extends Lagging>(instances: readonly T[], maxWindows: number): Window<T>[] {
    const windows: Window<T>[] = [];
    const start = this.#next < instances.length ? this.#next : 0;
    let bars = this.#bars;
    let values = maxValues;
    this.#full = false;
    this.#next = 0;
    for (let n = 0; n < instances.length; n++) {
      const at = (start + n) % instances.length;
      const instance = instances[at] as T;
      const lacks = instance.failed ? 0 : instance.series.length - instance.done;
      if (lacks <= 0) continue;
      const room = Math.min(bars, Math.floor(values / Math.max(1, instance.outputs)));
      const take = Math.min(lacks, Math.max(windows.length === 0 ? 1 : 0, room));
      if (take > 0) windows.push({ instance, from: instance.done, to: instance.done + take });
      bars -= take;
      values -= take * instance.outputs;
      if (take === lacks && windows.length < maxWindows) continue;
      this.#full = bars <= 0;
      this.#next = take === lacks ? (at + 1) % instances.length : at;
      break;
    }
    return windows;
  }

  /** Learns from the processor time of the turn that ran the plan. Only a turn that used its bars says anything about more. */
  adapt(ms: number): void {
    if (ms > slowMs) this.#bars = Math.max(minBars, this.#bars >> 1);
    else if (ms < quickMs && this.#full) this.#bars = Math.min(maxBars, this.#bars * 2);
  }
}
