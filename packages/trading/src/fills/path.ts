/** The fill policy `path`, the default: the price is taken to move along a path, and an order fills where the path meets it. */

import type { Ms, Side } from '@omnitrade/contracts';
import { Decimal } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { roundStop } from '../orders/increments.ts';
import { isBetter, isPlainLimit, isPlainMarket, type Order } from '../orders/order.ts';
import {
  canAct,
  cancelRemainder,
  type Desk,
  execute,
  type FillPolicy,
  isImmediate,
  isTouchFilled,
  isWithin,
  moveTrail,
  reaches,
  refuseInMarket,
} from './fill-policy.ts';
import { createLevel, type Level } from './liquidity.ts';
import { type BarData, mayMeet, type QuoteData, type TradeData } from './market-data.ts';
import { PathWalk } from './path-walk.ts';
import { slip } from './slippage.ts';

export function createPathPolicy(desk: Desk): FillPolicy {
  return new PathPolicy(desk);
}

/** The quote that stands, with what orders have left of its sizes. */
interface Book {
  readonly quote: QuoteData;
  readonly levels: Readonly<Record<Side, Level>>;
}

class PathPolicy implements FillPolicy {
  readonly #desk: Desk;
  /** Until a bar makes it old. */
  #book: Book | undefined;
  #last: BarData | TradeData | undefined;
  #walk: PathWalk | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  reference(side: Side): Decimal | undefined {
    const last = this.#last;
    if (!this.#book) return last?.kind === 'bar' ? last.close : last?.price;
    const { bid, ask } = this.#book.quote;
    return side === 'buy' ? ask : bid;
  }

  refuse(order: Order): Refusal | undefined {
    return refuseInMarket(order, this.reference(order.side), this.#desk.options);
  }

  arrive(order: Order, at: Ms): void {
    if (this.#walk) return this.#walk.wake(order);
    const market = this.reference(order.side);
    if (market && !order.stop) this.#trail(order, market);
    if (this.#book) this.#meetBook(order, this.#book, at);
    if (market) order.posted = true;
  }

  onBar(bar: BarData): void {
    this.#book = undefined;
    if (this.#desk.working().length > 0) {
      this.#walk = new PathWalk(this.#desk, bar);
      this.#walk.run();
      this.#walk = undefined;
    }
    this.#last = bar;
  }

  onQuote(quote: QuoteData): void {
    const { ledger } = this.#desk.options;
    const book: Book = {
      quote,
      levels: { buy: createLevel(quote.askSize, ledger), sell: createLevel(quote.bidSize, ledger) },
    };
    this.#book = book;
    for (const order of this.#desk.working()) {
      if (canAct(order)) this.#meetBook(order, book, quote.t);
      order.posted = true;
      if (canAct(order)) this.#trail(order, order.side === 'sell' ? quote.bid : quote.ask);
    }
  }

  onTrade(trade: TradeData): void {
    this.#last = trade;
    const level = createLevel(trade.size, this.#desk.options.ledger);
    for (const order of this.#desk.working()) {
      if (canAct(order)) this.#meetTrade(order, trade, level);
      order.posted = true;
      if (canAct(order)) this.#trail(order, trade.price);
    }
  }

  #meetBook(order: Order, { quote, levels }: Book, at: Ms): void {
    const { side } = order;
    const price = side === 'buy' ? quote.ask : quote.bid;
    const level = levels[side];
    const hadTriggered = order.triggered;
    if (!this.#passesTrigger(order, price, at)) return;
    if (isPlainMarket(order)) this.#take(order, price, level, at, !hadTriggered);
    else if (order.price && isWithin(side, price, order.price)) {
      const rests = order.posted && hadTriggered === order.triggered;
      execute(this.#desk, order, rests ? order.price : price, level, rests ? 'maker' : 'taker', at);
    }
    if (isImmediate(order)) cancelRemainder(this.#desk, order, at);
  }

  #meetTrade(order: Order, trade: TradeData, level: Level): void {
    const { price, t } = trade;
    const hadTriggered = order.triggered;
    if (!this.#passesTrigger(order, price, t)) return;
    if (isPlainMarket(order)) {
      const book = this.#book;
      if (!book) this.#take(order, price, level, t, !hadTriggered);
      else if (!hadTriggered) this.#meetBook(order, book, t);
      else return;
    } else if (order.price && mayMeet(trade, order.side)) {
      const isThrough = isBetter(order.side, price, order.price);
      if (isThrough || (price.eq(order.price) && isTouchFilled(order, this.#desk.options, t))) {
        const takes = hadTriggered !== order.triggered;
        execute(this.#desk, order, takes ? price : order.price, level, takes ? 'taker' : 'maker', t);
      }
    }
    if (isImmediate(order)) cancelRemainder(this.#desk, order, t);
  }

  /** False while the trigger was not reached, or where reaching it was the end of a post-only order. */
  #passesTrigger(order: Order, price: Decimal, at: Ms): boolean {
    if (isPlainMarket(order) || isPlainLimit(order)) return true;
    if (!order.stop || !reaches(order.side, price, order.stop)) return false;
    order.triggered = true;
    if (order.type === 'stop') return true;
    this.#desk.trigger(order, at);
    if (!order.postOnly || !order.price || !isWithin(order.side, price, order.price)) return true;
    const limit = order.price.toString();
    this.#desk.reject(order, orderError('would-take', { order: order.id, price: limit, market: price.toString() }), at);
    return false;
  }

  #take(order: Order, price: Decimal, level: Level, at: Ms, isFirst: boolean): void {
    const { options, instrument } = this.#desk;
    const volume = this.#last?.kind === 'bar' ? this.#last.volume : undefined;
    const slipped = slip(order, price, this.#desk.wanted(order), volume, options, instrument.priceIncrement);
    const filled = execute(this.#desk, order, slipped, level, 'taker', at);
    if (order.type === 'stop' && isFirst && filled.isZero() && canAct(order)) this.#desk.trigger(order, at);
  }

  #trail(order: Order, price: Decimal): void {
    const increment = new Decimal(this.#desk.instrument.priceIncrement);
    moveTrail(order, price, (stop) => roundStop(stop, increment, order.side));
  }
}
