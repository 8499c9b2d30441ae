/** The fill policy `nautilus-l1`: a book of one level, moved by every point of a bar, every quote and every trade. */

import type { Ms, Side } from '@omnitrade/contracts';
import { Decimal } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { roundStop } from '../orders/increments.ts';
import { isPlainLimit, isPlainMarket, type Order } from '../orders/order.ts';
import { toPath, toTimes, tradingEnd } from './bar-path.ts';
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
import { createLevel, type Level, splitVolume } from './liquidity.ts';
import { type BarData, mayMeet, type QuoteData, type TradeData } from './market-data.ts';
import { QueuePlaces } from './queue-places.ts';
import { slip } from './slippage.ts';

export function createNautilusPolicy(desk: Desk): FillPolicy {
  return new NautilusPolicy(desk);
}

/** Why the book stands as it does; decides at which price a stop fills. */
type Source = 'bar-open' | 'bar-point' | 'quote' | 'trade';

interface Book {
  readonly source: Source;
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** By the side that takes it. */
  readonly levels: Readonly<Record<Side, Level>>;
  readonly trade?: TradeData;
}

class NautilusPolicy implements FillPolicy {
  readonly #desk: Desk;
  readonly #queue = new QueuePlaces();
  #book: Book | undefined;
  /** The last bar, as long as no order has asked for the book it left behind. */
  #unread: BarData | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  reference(side: Side): Decimal | undefined {
    const book = this.#standing();
    return side === 'buy' ? book?.ask : book?.bid;
  }

  refuse(order: Order): Refusal | undefined {
    const market = this.reference(order.side);
    if (!market && order.type === 'market') return orderError('no-market', { order: order.id });
    if (order.reduceOnly && this.#desk.wanted(order).isZero()) return orderError('reduce-only', { order: order.id });
    return refuseInMarket(order, market, this.#desk.options);
  }

  arrive(order: Order, at: Ms): void {
    const book = this.#standing();
    if (book) {
      const market = this.reference(order.side) as Decimal;
      if (!order.stop) this.#trail(order, market);
      this.#match(order, book, at, 'taker');
    }
    if (canAct(order) && isImmediate(order) && !order.stop) cancelRemainder(this.#desk, order, at);
    if (this.#desk.options.queue && canAct(order) && isPlainLimit(order)) this.#queue.join(order);
    order.posted = true;
  }

  onBar(bar: BarData): void {
    if (this.#desk.working().length === 0) this.#unread = bar;
    else this.#walk(bar);
  }

  #standing(): Book | undefined {
    if (this.#unread) this.#walk(this.#unread);
    return this.#book;
  }

  #walk(bar: BarData): void {
    this.#unread = undefined;
    const { instrument, options } = this.#desk;
    const increment = new Decimal(instrument.sizeIncrement);
    const volume = bar.volume?.times(options.volumeShare);
    const sizes = volume && splitVolume(volume, increment, increment);
    const times = toTimes(bar.t, bar.end);
    let deadlines: readonly Ms[] | undefined;
    toPath(bar, options.adaptive).forEach((price, k) => {
      const size = sizes?.[k];
      const at = times[k] as Ms;
      if (options.queue) this.#queue.onTrade({ kind: 'trade', t: at, price, ...(size && { size }) });
      const levels = { buy: createLevel(size, options.ledger), sell: createLevel(size, options.ledger) };
      const isAlive = ({ expireAt }: Order) => {
        if (expireAt === undefined || expireAt >= bar.end) return true;
        deadlines ??= toTimes(bar.t, tradingEnd(bar, instrument.calendar));
        return (deadlines[k] as Ms) <= expireAt;
      };
      this.#iterate({ source: k === 0 ? 'bar-open' : 'bar-point', bid: price, ask: price, levels }, at, isAlive);
    });
  }

  onQuote(quote: QuoteData): void {
    const { ledger } = this.#desk.options;
    const { bid, ask, bidSize, askSize, t } = quote;
    if (this.#desk.options.queue) this.#queue.onQuote(quote);
    const levels = { buy: createLevel(askSize, ledger), sell: createLevel(bidSize, ledger) };
    this.#iterate({ source: 'quote', bid, ask, levels }, t);
  }

  /** A trade moves both sides to its price, until the next quote. */
  onTrade(trade: TradeData): void {
    const { ledger } = this.#desk.options;
    const { price, size, t } = trade;
    if (this.#desk.options.queue) this.#queue.onTrade(trade);
    const levels = { buy: createLevel(size, ledger), sell: createLevel(size, ledger) };
    this.#iterate({ source: 'trade', bid: price, ask: price, levels, trade }, t);
  }

  #iterate(book: Book, at: Ms, isAlive: (order: Order) => boolean = () => true): void {
    this.#unread = undefined;
    this.#book = book;
    for (const order of this.#desk.working())
      if (canAct(order) && isAlive(order)) this.#match(order, book, at, 'maker');
    for (const order of this.#desk.working())
      if (canAct(order) && isAlive(order)) this.#trail(order, order.side === 'sell' ? book.bid : book.ask);
  }

  #match(order: Order, book: Book, at: Ms, liquidity: 'maker' | 'taker'): void {
    const { side, stop } = order;
    const price = side === 'buy' ? book.ask : book.bid;
    if (isPlainMarket(order)) return this.#sweep(order, price, book, at);
    if (isPlainLimit(order)) return this.#matchLimit(order, price, book, at, liquidity);
    if (!stop || !reaches(side, price, stop)) return;
    order.triggered = true;
    // Inside a bar the price passed the stop on its way to the point; a gap, a quote or a trade shows where it is now.
    const met = book.source === 'bar-point' && liquidity === 'maker' ? stop : price;
    if (order.type === 'stop') return this.#sweep(order, met, book, at);
    this.#desk.trigger(order, at);
    if (order.postOnly && isWithin(side, price, order.price as Decimal)) {
      const data = { order: order.id, price: `${order.price}`, market: price.toString() };
      return this.#desk.reject(order, orderError('would-take', data), at);
    }
    if (isWithin(side, price, order.price as Decimal)) {
      // The stop may lie beyond the limit, where the order would not have traded.
      const taken = isWithin(side, met, order.price as Decimal) ? met : price;
      execute(this.#desk, order, taken, book.levels[side], 'taker', at);
    }
    if (isImmediate(order)) cancelRemainder(this.#desk, order, at);
  }

  #matchLimit(order: Order, price: Decimal, book: Book, at: Ms, liquidity: 'maker' | 'taker'): void {
    const { side } = order;
    const limit = order.price as Decimal;
    const { options } = this.#desk;
    if (!isWithin(side, price, limit)) return;
    if (liquidity === 'taker') {
      execute(this.#desk, order, price, book.levels[side], 'taker', at);
      return;
    }
    if (book.trade && !mayMeet(book.trade, side)) return;
    if (price.eq(limit)) {
      if (options.queue) {
        execute(this.#desk, order, limit, this.#queue.behind(order, book.levels[side]), 'maker', at);
        return;
      }
      if (!isTouchFilled(order, options, at)) return;
    }
    execute(this.#desk, order, limit, book.levels[side], 'maker', at);
  }

  /** Takes the one level there is, and the rest one increment worse at once. */
  #sweep(order: Order, price: Decimal, book: Book, at: Ms): void {
    const { options, instrument } = this.#desk;
    const slipped = slip(order, price, this.#desk.wanted(order), undefined, options, instrument.priceIncrement);
    execute(this.#desk, order, slipped, book.levels[order.side], 'taker', at);
    if (!canAct(order) || this.#desk.wanted(order).isZero()) return;
    const increment = new Decimal(instrument.priceIncrement);
    const worse = order.side === 'buy' ? slipped.plus(increment) : slipped.minus(increment);
    execute(this.#desk, order, worse, createLevel(undefined, false), 'taker', at);
  }

  #trail(order: Order, price: Decimal): void {
    const increment = new Decimal(this.#desk.instrument.priceIncrement);
    moveTrail(order, price, (stop) => roundStop(stop, increment, order.side));
  }
}
