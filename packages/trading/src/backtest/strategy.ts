/** A strategy as the backtest sees it: callbacks in, commands out. What runs in the sandbox is driven through the same shape. */

import type {
  AccountView,
  BarColumns,
  Dec,
  Instrument,
  Ms,
  OrderEvent,
  OrderPatch,
  OrderRequest,
} from '@omnitrade/contracts';

/** An order without the two fields the strategy does not choose. */
export type NewOrder = Omit<OrderRequest, 'id' | 'instrument'>;

/** What a strategy can know and do. Commands are carried out after the callback; a denial comes as an event. */
export interface StrategyContext {
  readonly mode: 'backtest';
  readonly instrument: Instrument;
  /** All bars of the run. Only those up to the index of the last `onBar` have happened. */
  readonly bars: BarColumns;
  /** The simulated clock: when what is being told became known. */
  now(): Ms;
  /** Chance that repeats with the seed of the run. */
  random(): number;
  /** Gives the id of the order, made here: `<run>-<n>`. */
  submit(order: NewOrder): string;
  cancel(id: string): void;
  amend(id: string, patch: OrderPatch): void;
  /** An entry with a stop and a target that wait for it and share its quantity; gives the three ids. */
  bracket(entry: NewOrder, stop: Dec, target: Dec): readonly [string, string, string];
  position(): Dec;
  account(): AccountView;
  /** Calls `onTimer` once at a time, or again and again after so many milliseconds. */
  setTimer(name: string, when: { readonly at: Ms } | { readonly everyMs: number }): void;
  clearTimer(name: string): void;
}

/** Told one at a time and in order; order events are never left out. */
export interface Strategy {
  onStart?(): void;
  /** A bar has closed. */
  onBar?(index: number): void;
  onOrder?(event: OrderEvent): void;
  onTimer?(name: string, t: Ms): void;
  onStop?(): void;
}

export type CreateStrategy = (context: StrategyContext) => Strategy;
