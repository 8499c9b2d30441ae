/** What every fill policy is: rules that say, for one instrument, which orders fill on which data, at what price and size. */

import type { Instrument, Liquidity, Ms, Side } from '@omnitrade/contracts';
import { Decimal, min, zero } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { leavesOf, type Order } from '../orders/order.ts';
import { isWorking } from '../orders/order-states.ts';
import { chanceOf } from './chance.ts';
import type { FillOptions } from './fill-options.ts';
import type { Level } from './liquidity.ts';
import type { BarData, QuoteData, TradeData } from './market-data.ts';

/**
 * The broker's side: it owns the orders, and tells what happened to them. Each call may cancel or wake other orders
 * (groups, reduce-only, brackets), so a policy asks {@link canAct} again before it acts on the next one.
 */
export interface Desk {
  readonly instrument: Instrument;
  readonly options: FillOptions;
  /** Orders the market may act on, in the order of arrival: a list of its own, which does not change under the reader. */
  working(): readonly Order[];
  /** How much the order may still fill: what is left, but no more than the position where it may only reduce. */
  wanted(order: Order): Decimal;
  fill(order: Order, qty: Decimal, price: Decimal, liquidity: Liquidity, at: Ms): void;
  /** Says that the trigger was reached, where no fill says so at the same moment. */
  trigger(order: Order, at: Ms): void;
  reject(order: Order, refusal: Refusal, at: Ms): void;
  cancel(order: Order, refusal: Refusal, at: Ms): void;
}

export interface FillPolicy {
  /** Why the order cannot stand in the market as it is: it would take though post-only, trigger at once, or finds no market. */
  refuse(order: Order): Refusal | undefined;
  /** The order was accepted, changed or woken, and meets the market as it is. */
  arrive(order: Order, at: Ms): void;
  onBar(bar: BarData): void;
  onQuote(quote: QuoteData): void;
  onTrade(trade: TradeData): void;
  /** What the side would pay or get now; undefined without a market. */
  reference(side: Side): Decimal | undefined;
}

export const canAct = (order: Order) => isWorking(order.state) && !order.held;

/**
 * Fills what is there, up to what is wanted, and cancels the rest of an order that may not rest. Gives the quantity filled.
 */
export function execute(desk: Desk, order: Order, price: Decimal, level: Level, liquidity: Liquidity, at: Ms): Decimal {
  const wanted = desk.wanted(order);
  const available = level.available(order);
  const qty = available === undefined ? wanted : min(wanted, available);
  if (order.tif === 'FOK' && qty.lt(wanted)) {
    cancelRemainder(desk, order, at);
    return zero;
  }
  if (qty.gt(0)) {
    level.take(order, qty);
    desk.fill(order, qty, price, liquidity, at);
  }
  if (order.tif === 'IOC') cancelRemainder(desk, order, at);
  return qty;
}

/** Ends an order that had its one chance. */
export function cancelRemainder(desk: Desk, order: Order, at: Ms): void {
  if (canAct(order)) desk.cancel(order, orderError('remainder-canceled', { order: order.id, tif: order.tif }), at);
}

export const isImmediate = (order: Order) => order.tif === 'IOC' || order.tif === 'FOK';

/** True if a market at `price` is at the limit of the order or better: low enough to buy, high enough to sell. */
export const isWithin = (side: Side, price: Decimal, limit: Decimal) =>
  side === 'buy' ? price.lte(limit) : price.gte(limit);

/** True if a market at `price` reaches the stop: high enough for a buy stop, low enough for a sell stop. */
export const reaches = (side: Side, price: Decimal, stop: Decimal) =>
  side === 'buy' ? price.gte(stop) : price.lte(stop);

/** Whether a limit that the price touched exactly fills this time. */
export function isTouchFilled(order: Order, { touchFills, seed }: FillOptions, nth: number): boolean {
  return typeof touchFills === 'boolean' ? touchFills : chanceOf(seed, order.id, nth) < touchFills;
}

/** The refusals that depend on the market alone; `market` is what the side would trade at now. */
export function refuseInMarket(order: Order, market: Decimal | undefined, options: FillOptions): Refusal | undefined {
  if (!market) return undefined;
  const { id, side, type, price, stop, triggered } = order;
  if (order.postOnly && price && (type === 'limit' || triggered) && isWithin(side, market, price))
    return orderError('would-take', { order: id, price: price.toString(), market: market.toString() });
  if (options.rejectWrongSideStops && stop && !triggered && reaches(side, market, stop))
    return orderError('stop-in-market', { order: id, stop: stop.toString(), market: market.toString() });
  return undefined;
}

/** Where the trigger of a trailing order would stand if the price were `price`: below it for a sell, above it for a buy. */
export function trailFrom(order: Order, price: Decimal): Decimal {
  const trail = order.trail;
  if (!trail) return price;
  const distance = trail.percent ? price.times(trail.amount).div(100) : trail.amount;
  return order.side === 'sell' ? price.minus(distance) : price.plus(distance);
}

/** Moves the trigger of a trailing order after `price`, never away from it. */
export function moveTrail(order: Order, price: Decimal, round: (stop: Decimal) => Decimal = (stop) => stop): void {
  if (!order.trail || order.triggered) return;
  const stop = round(trailFrom(order, price));
  const isTighter = !order.stop || (order.side === 'sell' ? stop.gt(order.stop) : stop.lt(order.stop));
  if (isTighter) order.stop = stop;
}

/** What is left, without regard to positions: for policies' own arithmetic. */
export const isLeft = (order: Order) => canAct(order) && leavesOf(order).gt(0);

export const toIncrement = (instrument: Instrument, name: 'priceIncrement' | 'sizeIncrement') =>
  new Decimal(instrument[name]);
