/** The work a resolution may cost: counted in steps rather than seconds, so that the answer is the same everywhere. */

import { resolveError } from '../errors.ts';

export class Budget {
  readonly #limit: number;
  #left: number;

  constructor(steps: number) {
    this.#limit = steps;
    this.#left = steps;
  }

  get spent(): number {
    return this.#limit - this.#left;
  }

  /** Throws `resolve.too-hard` when everything is spent. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw resolveError('too-hard', { steps: this.#limit });
  }
}
