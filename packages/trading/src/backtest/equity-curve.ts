/** What the account is worth after each bar: exact where it is read, doubles where it is measured. */

import type { BarColumns, Dec } from '@omnitrade/contracts';
import { type Decimal, fromNumber, toDec } from '../decimals.ts';

interface Holding {
  /** First bar behind which it holds. */
  readonly from: number;
  readonly cash: Decimal;
  readonly qty: Decimal;
}

/** Between two fills the holdings stand still, so the curve is kept as the holdings and worked out when it is asked for. */
export class EquityCurve {
  readonly #bars: BarColumns;
  readonly #multiplier: Decimal;
  readonly #holdings: Holding[] = [];

  constructor(bars: BarColumns, multiplier: Decimal) {
    this.#bars = bars;
    this.#multiplier = multiplier;
  }

  /** Notes what is held behind bar `from` and until the next note. */
  note(from: number, cash: Decimal, qty: Decimal): void {
    const last = this.#holdings.at(-1);
    if (last?.from === from) this.#holdings.pop();
    this.#holdings.push({ from, cash, qty });
  }

  /** Doubles, for measures and charts. */
  toNumbers(): Float64Array<ArrayBuffer> {
    const { length, close } = this.#bars;
    const values = new Float64Array(length);
    this.#each((from, to, { cash, qty }) => {
      const [money, size] = [cash.toNumber(), qty.times(this.#multiplier).toNumber()];
      for (let i = from; i < to; i++) values[i] = money + size * (close[i] as number);
    });
    return values;
  }

  /** Decimal text, exact. */
  toDecs(): Dec[] {
    const { length, close } = this.#bars;
    const values = new Array<Dec>(length);
    this.#each((from, to, { cash, qty }) => {
      const size = qty.times(this.#multiplier);
      const flat = size.isZero() ? toDec(cash) : undefined;
      for (let i = from; i < to; i++) values[i] = flat ?? toDec(cash.plus(size.times(fromNumber(close[i] as number))));
    });
    return values;
  }

  /** How many bars ended with a position. */
  get exposedBars(): number {
    let count = 0;
    this.#each((from, to, { qty }) => {
      if (!qty.isZero()) count += to - from;
    });
    return count;
  }

  #each(visit: (from: number, to: number, holding: Holding) => void): void {
    this.#holdings.forEach((holding, i) => {
      visit(holding.from, this.#holdings[i + 1]?.from ?? this.#bars.length, holding);
    });
  }
}
