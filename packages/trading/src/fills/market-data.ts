/** Market data as the matching sees it: bars, quotes and single trades, in decimals. */

import type { Ms, Side } from '@omnitrade/contracts';
import { type Decimal, fromNumber } from '../decimals.ts';

export interface BarData {
  readonly kind: 'bar';
  /** When it opened. */
  readonly t: Ms;
  /** When it ended, and so when it became known: where the next bar opens. */
  readonly end: Ms;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** Absent if unknown; 0 means that nothing was traded. */
  readonly volume?: Decimal;
}

export interface QuoteData {
  readonly kind: 'quote';
  readonly t: Ms;
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** Absent if unknown: then there is no bound. */
  readonly bidSize?: Decimal;
  readonly askSize?: Decimal;
}

export interface TradeData {
  readonly kind: 'trade';
  readonly t: Ms;
  readonly price: Decimal;
  readonly size?: Decimal;
  /** Who crossed the spread: a trade that a seller forced can only have met resting buys, and the other way round. */
  readonly aggressor?: 'buyer' | 'seller';
}

export type MarketData = BarData | QuoteData | TradeData;

/** When the data became known. */
export const happensAt = (data: MarketData): Ms => (data.kind === 'bar' ? data.end : data.t);

/** False where the aggressor of the trade was on the same side as the resting order. */
export function mayMeet(trade: TradeData, side: Side): boolean {
  return trade.aggressor === undefined || (trade.aggressor === 'seller') === (side === 'buy');
}

/** A bar of doubles whose decimals are made when somebody asks: most bars of a backtest meet no order. */
export class NumberBar implements BarData {
  readonly kind = 'bar';
  readonly t: Ms;
  readonly end: Ms;
  readonly numbers: {
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
    readonly volume: number;
  };
  #open: Decimal | undefined;
  #high: Decimal | undefined;
  #low: Decimal | undefined;
  #close: Decimal | undefined;

  constructor(t: Ms, end: Ms, numbers: NumberBar['numbers']) {
    this.t = t;
    this.end = end;
    this.numbers = numbers;
  }

  get open(): Decimal {
    this.#open ??= fromNumber(this.numbers.open);
    return this.#open;
  }
  get high(): Decimal {
    this.#high ??= fromNumber(this.numbers.high);
    return this.#high;
  }
  get low(): Decimal {
    this.#low ??= fromNumber(this.numbers.low);
    return this.#low;
  }
  get close(): Decimal {
    this.#close ??= fromNumber(this.numbers.close);
    return this.#close;
  }
  // A getter that may give undefined fits an optional property.
  get volume(): Decimal | undefined {
    return Number.isNaN(this.numbers.volume) ? undefined : fromNumber(this.numbers.volume);
  }
}
