/** The log of a run: what became of its orders, the same wherever it ran. Numbers a broker gave are not part of it. */

import { createHash } from 'node:crypto';
import type { OrderEvent } from '@omnitrade/contracts';

/** Owned by one run. */
export class RunLog {
  readonly #hash = createHash('sha256');
  readonly #prefix: string;

  /** `run` names the run, and so its orders: `<run>-<n>`. */
  constructor(run: string) {
    this.#prefix = `${run}-`;
  }

  add(event: OrderEvent): void {
    const { ts, clientOrderId, status, lastQty, lastPx, cumQty, leavesQty, avgPx, liquidity, fee, code } = event;
    const order = clientOrderId.startsWith(this.#prefix) ? clientOrderId.slice(this.#prefix.length) : clientOrderId;
    const line = { t: ts, order, status, lastQty, lastPx, cumQty, leavesQty, avgPx, liquidity, fee, code };
    this.#hash.update(`${JSON.stringify(line)}\n`);
  }

  /** SHA-256 of the log so far. */
  get digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
