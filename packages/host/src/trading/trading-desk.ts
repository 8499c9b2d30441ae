/** The trading desk as its edges see it: accounts, orders, fills and strategies at work. All of it is PAPER. */

import type {
  DeskOrder,
  DeskRun,
  DeskState,
  JsonObject,
  OrderPatch,
  OrphanPolicy,
  TicketOrder,
} from '@omnitrade/contracts';

export interface RunWish {
  /** `plugin/local`. */
  readonly contribution: string;
  readonly inputs: JsonObject;
  /** The first account unless said. */
  readonly account?: string;
  /** What becomes of its orders when it ends; `cancel` unless said. */
  readonly orphans?: OrphanPolicy;
}

export interface TradingDesk {
  readonly state: DeskState;
  /** Sends an order of the user; one that is refused comes back as denied or rejected. Throws `desk.*` for what cannot be one. */
  submit(order: TicketOrder): Promise<DeskOrder>;
  /** Throws `desk.unknown-order`, `desk.order-done`. */
  cancel(order: string): Promise<DeskOrder>;
  amend(order: string, patch: OrderPatch): Promise<DeskOrder>;
  /** Every working order, or those of one account. */
  cancelAll(account?: string): Promise<void>;
  /** Starts a strategy on the instrument of the chart; resolves when it has heard of its warm-up. Throws `desk.*`, `plugin.*`, `sandbox.*`. */
  start(wish: RunWish): Promise<DeskRun>;
  stop(run: string): Promise<DeskRun>;
  /** Takes a run that is over from the list. */
  dismiss(run: string): void;
  /** The panic key: from this call on no order of a plugin is sent, all of theirs are canceled, and their runs end. */
  halt(): { readonly canceled: number };
  resume(): void;
  /** Resolves when nothing that was asked for is under way, and all of it is on disk. */
  readonly settled: Promise<void>;
  listen(listener: () => void): Disposable;
}
