/** The trading desk as the page shows it and the home keeps it: accounts, orders, fills and runs. All of it is PAPER. */

import type { Dec } from './decimal.ts';
import type { ErrorJson } from './errors.ts';
import type { InstrumentId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import type { Instrument, Ms } from './market.ts';
import type { AccountView, Liquidity, OrderState, Side, TimeInForce } from './trading.ts';

/** One order with what became of it. */
export interface DeskOrder {
  readonly id: string;
  readonly account: string;
  /** `user`, or the plugin that sent it. */
  readonly owner: string;
  readonly run?: string;
  /** The order it is a part of. */
  readonly parent?: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  /** As it was asked for, an order type of a plugin included. */
  readonly type: string;
  readonly qty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly tif?: TimeInForce;
  readonly status: OrderState;
  readonly filled: Dec;
  readonly avgPrice?: Dec;
  /** On the clock of the market. */
  readonly time: Ms;
  readonly updated: Ms;
  readonly code?: string;
  readonly reason?: string;
}

export interface DeskFill {
  /** Counts the fills of an account from 1. */
  readonly seq: number;
  readonly time: Ms;
  readonly account: string;
  readonly order: string;
  readonly owner: string;
  readonly run?: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  readonly fee: Dec;
  readonly liquidity: Liquidity;
}

export const runStates = ['starting', 'running', 'stopping', 'stopped', 'failed'] as const;
export type RunState = (typeof runStates)[number];

/** What becomes of the orders of a run that ends: canceled, left as they are, or the user's from then on. */
export const orphanPolicies = ['cancel', 'leave', 'hand-over'] as const;
export type OrphanPolicy = (typeof orphanPolicies)[number];

/** A strategy at work. */
export interface DeskRun {
  readonly id: string;
  readonly contribution: string;
  readonly title: string;
  readonly account: string;
  readonly series: string;
  readonly instrument: InstrumentId;
  readonly inputs: JsonObject;
  /** `signal`: it may not place orders, so each is denied. */
  readonly mode: 'paper' | 'signal';
  readonly orphans: OrphanPolicy;
  readonly status: RunState;
  readonly startedAt: Ms;
  /** Why it ended. */
  readonly reason?: string;
  readonly error?: ErrorJson;
  readonly bars: number;
  readonly orders: number;
  readonly fills: number;
  /** SHA-256 of what became of its orders so far: that of a backtest over the same bars. */
  readonly log: string;
  /** What the account was worth behind the bars it saw, the newest last; at most some hundreds. */
  readonly equity: { readonly time: readonly Ms[]; readonly value: readonly number[] };
}

export interface DeskAccount {
  readonly id: string;
  readonly kind: 'paper';
  readonly title: string;
  readonly view: AccountView;
  /** The clock of the market this account trades in; null before the first bar. */
  readonly time: Ms | null;
}

export interface DeskState {
  readonly accounts: readonly DeskAccount[];
  /** Working ones first, the newest first among their like. */
  readonly orders: readonly DeskOrder[];
  /** The newest first. */
  readonly fills: readonly DeskFill[];
  readonly runs: readonly DeskRun[];
  /** Since when all plugin trading is stopped; null if it is not. */
  readonly halted: Ms | null;
  /** What can be traded just now: the instrument of the chart. */
  readonly instrument: Instrument | null;
}

/** An order somebody types in. */
export interface TicketOrder {
  readonly account: string;
  readonly side: Side;
  readonly type: string;
  readonly qty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly tif?: TimeInForce;
  readonly expireAt?: Ms;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** Inputs of an order type of a plugin. */
  readonly params?: JsonObject;
}

/** An account as the home keeps it. */
export interface SavedAccount {
  readonly id: string;
  readonly cash: Dec;
  readonly positions: Json;
  /** The latest moment of its market; null before the first. */
  readonly time: Ms | null;
  /** Fills so far. */
  readonly fills: number;
}

/** An order as the home keeps it; `working` is what a broker needs to go on with it, absent once it is done. */
export interface SavedDeskOrder {
  readonly order: DeskOrder;
  readonly instrument: Instrument;
  readonly working?: Json;
}

/** Where accounts are kept; a resolved promise means: on disk. Written whole or not at all. */
export interface TradingStore {
  /** Working orders, and of the others and of fills the newest `limit`. */
  read(limit: number): Promise<{
    readonly accounts: readonly SavedAccount[];
    readonly orders: readonly SavedDeskOrder[];
    readonly fills: readonly DeskFill[];
  }>;
  write(change: {
    readonly accounts: readonly SavedAccount[];
    readonly orders: readonly SavedDeskOrder[];
    readonly fills: readonly DeskFill[];
  }): Promise<void>;
}

/** What a user does at the desk. */
export type TradeAction =
  | { readonly do: 'submit'; readonly order: TicketOrder }
  | { readonly do: 'cancel'; readonly order: string }
  | {
      readonly do: 'amend';
      readonly order: string;
      readonly patch: { readonly qty?: Dec; readonly price?: Dec; readonly stop?: Dec };
    }
  | { readonly do: 'cancel-all' }
  | {
      readonly do: 'start';
      readonly contribution: string;
      readonly inputs: JsonObject;
      readonly orphans?: OrphanPolicy;
    }
  | { readonly do: 'stop' | 'dismiss'; readonly run: string }
  /** The panic key, and what takes it back. */
  | { readonly do: 'halt' | 'resume' };
