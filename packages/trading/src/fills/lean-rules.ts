/** What both lean policies share: one price check per piece of data, whole orders, stale data that makes market orders wait. */

import type { Liquidity, Ms, Side } from '@omnitrade/contracts';
import { type Decimal, max, min } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { isBetter, isPlainLimit, type Order } from '../orders/order.ts';
import { tradingEnd } from './bar-path.ts';
import {
  canAct,
  cancelRemainder,
  type Desk,
  execute,
  type FillPolicy,
  isImmediate,
  isWithin,
  moveTrail,
  reaches,
  refuseInMarket,
} from './fill-policy.ts';
import { createLevel } from './liquidity.ts';
import { type BarData, happensAt, type MarketData, mayMeet, type QuoteData, type TradeData } from './market-data.ts';
import { slip } from './slippage.ts';

const hourMs = 3_600_000;
/** Data up to this age fills a market order at once, whatever the size of the bar. */
const staleAfterMs = hourMs;

/** The prices one check looks at: those of a bar, or one price four times. */
export interface Prices {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
}

/** What the two policies do differently. */
export interface LeanRules {
  /** The price of a limit order that the data reached, or undefined. */
  limit(order: Order, prices: Prices, kind: MarketData['kind']): Decimal | undefined;
  /** The price of a stop order that the data triggered, slippage included, or undefined. */
  stop(
    order: Order,
    prices: Prices,
    kind: MarketData['kind'],
    slipped: (price: Decimal) => Decimal,
  ): Decimal | undefined;
  /** The price at which a market order that waited fills on a bar. */
  waitedBar(order: Order, bar: BarData): Decimal;
  /** Whether a quote young enough goes before newer bars. */
  readonly prefersQuote: boolean;
}

export class LeanPolicy implements FillPolicy {
  readonly #desk: Desk;
  readonly #rules: LeanRules;
  #quote: QuoteData | undefined;
  #last: MarketData | undefined;
  #bar: BarData | undefined;

  constructor(desk: Desk, rules: LeanRules) {
    this.#desk = desk;
    this.#rules = rules;
  }

  reference(side: Side): Decimal | undefined {
    return this.#last && priceFor(side, this.#last);
  }

  refuse(order: Order): Refusal | undefined {
    return refuseInMarket(order, this.reference(order.side), this.#desk.options);
  }

  arrive(order: Order, at: Ms): void {
    const market = this.reference(order.side);
    if (market && !order.stop) moveTrail(order, market);
    if (order.type !== 'market') return;
    const data = this.#freshest(at);
    if (data) this.#fillMarket(order, priceFor(order.side, data), at);
  }

  onBar(bar: BarData): void {
    this.#last = bar;
    this.#bar = bar;
    const at = Math.max(bar.t, bar.end - 1);
    for (const order of this.#desk.working()) {
      if (!canAct(order) || bar.end <= order.since || !this.#isAlive(order, bar)) continue;
      if (order.type === 'market') this.#fillMarket(order, this.#waited(order, bar), at);
      else this.#check(order, bar, 'bar', at);
      order.posted = true;
    }
  }

  onQuote(quote: QuoteData): void {
    this.#quote = quote;
    this.#onTick(quote);
  }

  onTrade(trade: TradeData): void {
    this.#onTick(trade);
  }

  #onTick(data: QuoteData | TradeData): void {
    this.#last = data;
    for (const order of this.#desk.working()) {
      if (!canAct(order)) continue;
      const price = priceFor(order.side, data);
      if (order.type === 'market') this.#fillMarket(order, price, data.t);
      else if (data.kind === 'quote' || !isPlainLimit(order) || mayMeet(data, order.side))
        this.#check(order, { open: price, high: price, low: price, close: price }, data.kind, data.t);
    }
  }

  /** The one check: an order knows only whether the data reached its price. */
  #check(order: Order, prices: Prices, kind: MarketData['kind'], at: Ms): void {
    if (order.trail) this.#checkTrail(order, prices, at);
    else if (order.type === 'stop') {
      const price = this.#rules.stop(order, prices, kind, (from) => this.#slip(order, from));
      if (price) this.#fill(order, price, at);
    } else if (order.type === 'stop-limit') this.#checkStopLimit(order, prices, at);
    else {
      const price = this.#rules.limit(order, prices, kind);
      if (price) this.#fill(order, price, at);
      if (isImmediate(order)) cancelRemainder(this.#desk, order, at);
    }
  }

  /** Triggered by a price beyond the stop, filled from the close: which of high and low came first, nobody knows. */
  #checkStopLimit(order: Order, { high, low, close }: Prices, at: Ms): void {
    const { side, stop, price: limit } = order as Order & { stop: Decimal; price: Decimal };
    const liquidity = order.triggered ? 'maker' : 'taker';
    if (!order.triggered) {
      if (side === 'buy' ? high.lte(stop) : low.gte(stop)) return;
      order.triggered = true;
      this.#desk.trigger(order, at);
      if (order.postOnly && isWithin(side, close, limit)) {
        const data = { order: order.id, price: limit.toString(), market: close.toString() };
        return this.#desk.reject(order, orderError('would-take', data), at);
      }
    }
    if (isBetter(side, close, limit))
      this.#fill(order, side === 'buy' ? min(high, limit) : max(low, limit), at, liquidity);
    if (isImmediate(order)) cancelRemainder(this.#desk, order, at);
  }

  #checkTrail(order: Order, { high, low, close }: Prices, at: Ms): void {
    const { side, stop } = order;
    if (stop && reaches(side, side === 'buy' ? high : low, stop)) {
      const slipped = this.#slip(order, close);
      this.#fill(order, side === 'buy' ? max(stop, slipped) : min(stop, slipped), at);
    } else moveTrail(order, side === 'sell' ? high : low);
  }

  #waited(order: Order, bar: BarData): Decimal {
    const quote = this.#rules.prefersQuote && this.#quote;
    if (quote && order.since - quote.t <= staleAfterMs) return priceFor(order.side, quote);
    return this.#rules.waitedBar(order, bar);
  }

  /** The data a market order fills on as it arrives; undefined if it waits for newer ones. */
  #freshest(at: Ms): MarketData | undefined {
    const quote = this.#rules.prefersQuote && this.#quote;
    if (quote && at - quote.t <= staleAfterMs) return quote;
    const last = this.#last;
    if (!last) return undefined;
    const age = at - happensAt(last);
    // Ticks never wait: behind a gap in them nothing newer is due. A bar is due, an hour or a day long more so.
    return age <= staleAfterMs || last.kind !== 'bar' ? last : undefined;
  }

  #fillMarket(order: Order, price: Decimal, at: Ms): void {
    this.#fill(order, this.#slip(order, price), at);
  }

  #slip(order: Order, price: Decimal): Decimal {
    const { options, instrument } = this.#desk;
    return slip(order, price, this.#desk.wanted(order), this.#bar?.volume, options, instrument.priceIncrement);
  }

  /** Whole orders, always. */
  #fill(order: Order, price: Decimal, at: Ms, liquidity: Liquidity = order.type === 'limit' ? 'maker' : 'taker'): void {
    execute(this.#desk, order, price, createLevel(undefined, false), liquidity, at);
  }

  #isAlive(order: Order, bar: BarData): boolean {
    const { expireAt } = order;
    return expireAt === undefined || expireAt >= bar.end || expireAt >= tradingEnd(bar, this.#desk.instrument.calendar);
  }
}

/** What the side trades at by this piece of data: a close, a trade, or its own side of a quote. */
function priceFor(side: Side, data: MarketData): Decimal {
  if (data.kind === 'bar') return data.close;
  if (data.kind === 'trade') return data.price;
  return side === 'buy' ? data.ask : data.bid;
}

/** Bars of an hour or more are those whose close is far from their open. */
export const isCoarse = ({ t, end }: Pick<BarData, 't' | 'end'>) => end - t >= hourMs;
