/** Extension point `trading.orderType`: carries out one order as several smaller ones, and can do nothing else. */

import type { Dec } from '../decimal.ts';
import type { InputsSchema, InputValues } from '../inputs.ts';
import type { BarColumns, Instrument, Ms } from '../market.ts';
import type { OrderEvent, OrderType, Side, TimeInForce } from '../trading.ts';

export const parentTypes = ['market', 'limit'] as const;
export type ParentType = (typeof parentTypes)[number];

/** The part of an order type that is data, recorded at installation. */
export interface OrderTypeInfo {
  readonly title: string;
  readonly description?: string;
  readonly inputs: InputsSchema;
  readonly parents: readonly ParentType[];
}

/** The order that is carried out, as it stands at the moment. */
export interface ParentView {
  readonly id: string;
  readonly side: Side;
  readonly type: ParentType;
  readonly qty: Dec;
  readonly price?: Dec;
  /** What no child has asked for yet. */
  readonly unsent: Dec;
  readonly filled: Dec;
}

/** A child; side, instrument and reduce-only are the parent's. */
export interface ChildRequest {
  readonly type: OrderType;
  readonly qty: Dec;
  readonly price?: Dec;
  readonly stop?: Dec;
  readonly tif?: TimeInForce;
  readonly postOnly?: boolean;
}

/** What an order type can know and do. Commands are carried out after the callback; a denial comes as an event. */
export interface ExecutionContext<P = Readonly<Record<string, number | boolean | string>>> {
  readonly p: P;
  readonly parent: ParentView;
  readonly instrument: Instrument;
  /** The bars since the order was placed, and the last one before it. */
  readonly bars: BarColumns;
  now(): Ms;
  /** Gives the id of the child, made here: `<parent>-E<n>`. */
  spawn(child: ChildRequest): string;
  cancelChild(id: string): void;
  setTimer(name: string, when: { readonly at: Ms } | { readonly everyMs: number }): void;
  clearTimer(name: string): void;
  /** No more children: what works is canceled, what is left is reported. */
  finish(): void;
}

export interface Execution {
  onStart?(): void;
  onChild?(event: OrderEvent): void;
  onBar?(index: number, bars: BarColumns): void;
  onTimer?(name: string, t: Ms): void;
  /** The parent was canceled; its children are canceled whatever happens here. */
  onCancel?(): void;
}

/** What an author writes. */
export interface OrderTypeDef<S extends InputsSchema = InputsSchema> {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly inputs?: S;
  /** Types of orders it can carry out. */
  readonly parents: readonly ParentType[];
  /** Why the order cannot be carried out with these inputs, as a sentence; nothing if it can. */
  check?(p: InputValues<S>, parent: ParentView, instrument: Instrument): string | undefined;
  create(context: ExecutionContext<InputValues<S>>): Execution;
}
