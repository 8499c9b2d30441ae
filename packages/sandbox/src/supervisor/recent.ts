/** How much of something there was lately. */

/** The window is counted in this many pieces: what lies a little behind it may still be counted. */
const pieces = 20;

export class Recent {
  readonly #pieceMs: number;
  /** Amounts by the number of their piece, oldest first. */
  readonly #amounts = new Map<number, number>();

  constructor(windowMs: number) {
    this.#pieceMs = windowMs / pieces;
  }

  /** Adds what came at `now`; returns all of the window. */
  add(now: number, amount: number): number {
    const piece = Math.floor(now / this.#pieceMs);
    this.#amounts.set(piece, (this.#amounts.get(piece) ?? 0) + amount);
    let sum = 0;
    for (const [number, of] of this.#amounts) {
      if (number <= piece - pieces) this.#amounts.delete(number);
      else sum += of;
    }
    return sum;
  }
}
