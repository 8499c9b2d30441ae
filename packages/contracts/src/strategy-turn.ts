/** What a running strategy or order type is told step by step, and what it answers. Nothing of an answer is trusted. */

import type { JsonObject } from './json.ts';
import type { Ms } from './market.ts';
import type { ParentView } from './points/trading-order-type.ts';
import type { StrategyAccount, StrategyMode } from './points/trading-strategy.ts';
import type { OrderEvent, OrderPatch } from './trading.ts';

/** Begins a run in the guest; its columns were attached as `instance`. */
export interface RunBegin {
  readonly instance: number;
  /** Names the run, and so its orders. */
  readonly run: string;
  readonly mode: StrategyMode;
  readonly seed: number;
  readonly now: Ms;
  readonly account: StrategyAccount;
  /** Of an order type. */
  readonly parent?: ParentView;
}

/** What the guest has callbacks for: what nobody hears needs no step of its own. */
export interface RunCallbacks {
  readonly start: boolean;
  readonly bar: boolean;
  readonly order: boolean;
  readonly timer: boolean;
  readonly stop: boolean;
}

/**
 * One step, told in the order of its fields. If what was told before the bars leads to commands, `bars` is left for
 * another step; and the bars end with the first that leads to commands.
 */
export interface RunStep {
  readonly run: string;
  /** The clock while events and timers are told. */
  readonly now: Ms;
  /** Fills have changed it. */
  readonly account?: StrategyAccount;
  readonly parent?: ParentView;
  readonly start?: true;
  /** Told by themselves: commands that follow are carried out before anything else happens. */
  readonly events?: readonly OrderEvent[];
  readonly timer?: { readonly name: string; readonly t: Ms };
  readonly bars?: {
    /** Bars [from, to) of the series. */
    readonly from: number;
    readonly to: number;
    /** When the last of them ended; the others end where the next one opens. */
    readonly end: Ms;
    /** What the first of them did to orders: told before it, and commands wait until after it. */
    readonly events?: readonly OrderEvent[];
  };
  readonly stop?: string;
}

export type RunCommand =
  | { readonly c: 'submit'; readonly id: string; readonly order: JsonObject }
  | { readonly c: 'cancel'; readonly id: string }
  | { readonly c: 'amend'; readonly id: string; readonly patch: OrderPatch }
  /** Due at `at`, and then again and again. */
  | { readonly c: 'timer'; readonly name: string; readonly at: Ms; readonly everyMs?: number }
  | { readonly c: 'clear'; readonly name: string }
  | { readonly c: 'spawn'; readonly id: string; readonly order: JsonObject }
  | { readonly c: 'finish' };

export interface RunAnswer {
  /** How many bars were told. */
  readonly told: number;
  readonly commands: readonly RunCommand[];
}

/** Commands one step may lead to; the guest refuses one more with a sentence, the server ends who gets past that. */
export const maxStepCommands = 200;
/** Letters of what a name or a value in a command may hold. */
export const commandTextMaxChars = 128;
