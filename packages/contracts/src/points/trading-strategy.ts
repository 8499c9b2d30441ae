/** Extension point `trading.strategy`: reacts to bars and order events by asking for orders. The same code runs in backtest and on paper. */

import type { Dec } from '../decimal.ts';
import type { InputsSchema, InputValues } from '../inputs.ts';
import type { BarColumns, Instrument, Ms } from '../market.ts';
import type { OrderEvent, OrderPatch, OrderRequest, OrderState, OrderType, PositionView, Side } from '../trading.ts';

/** The part of a strategy that is data, recorded at installation. */
export interface StrategyInfo {
  readonly title: string;
  readonly description?: string;
  readonly inputs: InputsSchema;
}

/** An order without the two fields the strategy does not choose. `plugin:<plugin>/<id>` names an order type of a plugin. */
export type NewOrder = Omit<OrderRequest, 'id' | 'instrument' | 'type'> & {
  readonly type: OrderType | `plugin:${string}`;
  /** Inputs of an order type of a plugin. */
  readonly params?: Readonly<Record<string, number | boolean | string>>;
};

/** The account as its fills left it; nothing in it moves with the market. */
export interface StrategyAccount {
  readonly cash: Dec;
  readonly realised: Dec;
  readonly fees: Dec;
  /** What the orders of this run have bought, less what they have sold; others may trade in the account, too. */
  readonly own: Dec;
  readonly positions: readonly Pick<PositionView, 'instrument' | 'qty' | 'avgPrice' | 'realised' | 'fees'>[];
}

/** An order of this run that is not done. */
export interface OpenOrder {
  readonly id: string;
  readonly side: Side;
  readonly type: string;
  readonly status: OrderState;
  readonly qty: Dec;
  readonly leavesQty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
}

export type StrategyMode = 'backtest' | 'paper' | 'signal';

/** What a strategy can know and do. Commands are carried out after the callback; a denial comes as an event. */
export interface StrategyContext<P = Readonly<Record<string, number | boolean | string>>> {
  readonly p: P;
  /** `signal`: it was not granted orders, so each is denied. */
  readonly mode: StrategyMode;
  readonly instrument: Instrument;
  /**
   * The bars told so far, the oldest at 0. Columns are longer than `length` and hold NaN beyond it: the future is not there.
   * A column may be replaced as the run goes on: take it in the callback, not once for all.
   */
  readonly bars: BarColumns;
  /** The clock of the run: when what is being told became known. */
  now(): Ms;
  /** Chance that repeats with the seed of the run. */
  random(): number;
  /** Gives the id of the order, made here: `<run>-<n>`. */
  submit(order: NewOrder): string;
  cancel(id: string): void;
  amend(id: string, patch: OrderPatch): void;
  /** An entry with a stop and a target that wait for it and share its quantity; gives the three ids. */
  bracket(entry: NewOrder, stop: Dec, target: Dec): readonly [string, string, string];
  /** What the run itself holds of its instrument, below zero if short. Positions of others in the account stand in `account()`. */
  position(): Dec;
  account(): StrategyAccount;
  /** Cash and positions at the last close, as a number: for sizing. */
  equity(): number;
  openOrders(): readonly OpenOrder[];
  /** Calls `onTimer` once at a time, or again and again after so many milliseconds. */
  setTimer(name: string, when: { readonly at: Ms } | { readonly everyMs: number }): void;
  clearTimer(name: string): void;
}

/** Told one at a time and in order; order events are never left out. What a callback throws ends the run. */
export interface Strategy {
  onStart?(): void;
  /** A bar has closed: the newest of `bars`. */
  onBar?(index: number, bars: BarColumns): void;
  onOrder?(event: OrderEvent): void;
  onTimer?(name: string, t: Ms): void;
  onStop?(reason: string): void;
}

/** What an author writes. */
export interface StrategyDef<S extends InputsSchema = InputsSchema> {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly inputs?: S;
  /** Bars that are told before orders are taken; none unless said. */
  warmup?(p: InputValues<S>): number;
  create(context: StrategyContext<InputValues<S>>): Strategy;
}
