/** Places in the queue at a price: a limit fills only by what is traded there beyond the size that stood before it. */

import { type Decimal, max, min, zero } from '../decimals.ts';
import { isBetter, type Order } from '../orders/order.ts';
import { canAct } from './fill-policy.ts';
import type { Level } from './liquidity.ts';
import { mayMeet, type QuoteData, type TradeData } from './market-data.ts';

interface Place {
  readonly order: Order;
  /** Size that is served first. */
  ahead: Decimal;
  /** What of the present data reaches the order; undefined without bound. */
  reached: Decimal | undefined;
}

/** Owned by one policy; forgets orders that ended. */
export class QueuePlaces {
  readonly #places = new Map<string, Place>();
  #quote: QuoteData | undefined;

  /** The order stands behind what the last quote shows at its price; anywhere else nothing is known to stand before it. */
  join(order: Order): void {
    this.#places.set(order.id, { order, ahead: this.#sizeAt(order) ?? zero, reached: zero });
  }

  /** What stands before an order cannot be more than what stands there at all. */
  onQuote(quote: QuoteData): void {
    this.#quote = quote;
    for (const place of this.#living()) {
      const { side, price } = place.order;
      const best = side === 'buy' ? quote.bid : quote.ask;
      if (price && isBetter(side, price, best)) place.ahead = zero;
      else if (price?.eq(best)) place.ahead = min(place.ahead, this.#sizeAt(place.order) ?? place.ahead);
      place.reached = place.ahead.isZero() ? undefined : zero;
    }
  }

  /** A trade at the order's price serves those before it first; one beyond the price has served them all. */
  onTrade(trade: TradeData): void {
    for (const place of this.#living()) {
      const { side, price } = place.order;
      place.reached = zero;
      if (!price || !mayMeet(trade, side)) continue;
      if (isBetter(side, trade.price, price) || trade.size === undefined) {
        place.ahead = zero;
        place.reached = trade.size;
      } else if (trade.price.eq(price)) {
        place.reached = max(zero, trade.size.minus(place.ahead));
        place.ahead = max(zero, place.ahead.minus(trade.size));
      }
    }
  }

  /** The level as far as the queue lets the order reach it. */
  behind(order: Order, level: Level): Level {
    const place = this.#places.get(order.id);
    if (!place) return level;
    return {
      available: () => {
        const open = level.available(order);
        if (place.reached === undefined) return open;
        return open === undefined ? place.reached : min(open, place.reached);
      },
      take: (taker, qty) => {
        level.take(taker, qty);
        if (place.reached) place.reached = place.reached.minus(qty);
      },
    };
  }

  #sizeAt({ side, price }: Order): Decimal | undefined {
    const quote = this.#quote;
    if (!quote || !price) return undefined;
    if (side === 'buy') return quote.bid.eq(price) ? quote.bidSize : undefined;
    return quote.ask.eq(price) ? quote.askSize : undefined;
  }

  *#living(): Iterable<Place> {
    for (const [id, place] of this.#places) {
      if (canAct(place.order)) yield place;
      else this.#places.delete(id);
    }
  }
}
