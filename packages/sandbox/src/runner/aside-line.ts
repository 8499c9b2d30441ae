/** What runs beside the runner's loop: one piece of work a slot at a time, and few slots at a time. */

interface Waiting {
  readonly slot: number;
  readonly work: () => Promise<void>;
}

/** A plugin that spins in `activate` holds a place for half a second, not the machine. */
export class AsideLine {
  readonly #max: number;
  #waiting: Waiting[] = [];
  readonly #running = new Set<number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** `work` must not reject. */
  add(slot: number, work: () => Promise<void>): void {
    this.#waiting.push({ slot, work });
    this.#advance();
  }

  /** Forgets what waits for a slot; what runs keeps its place until it has ended. */
  drop(slot: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.slot !== slot);
  }

  #advance(): void {
    for (let at = 0; at < this.#waiting.length && this.#running.size < this.#max; ) {
      const { slot, work } = this.#waiting[at] as Waiting;
      if (this.#running.has(slot)) {
        at++;
        continue;
      }
      this.#waiting.splice(at, 1);
      this.#running.add(slot);
      void work().finally(() => {
        this.#running.delete(slot);
        this.#advance();
      });
    }
  }
}
